/**
 * Throws and catches errors for ever.
 *
 * Family: endless loops
 * Stopped by: nothing
 * Otherwise: bound | load: RSP_OPERATIONS
 */
let caught = 0;
for (;;) {
  try {
    throw new RangeError("again");
  } catch {
    caught += 1;
  }
}
