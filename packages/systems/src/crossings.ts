/** How often each boundary was crossed, and what was carried over it by copying. A raise counts as one call. */
export class Crossings {
  calls = 0;
  traps = 0;
  messages = 0;
  bytesCopied = 0;
}
