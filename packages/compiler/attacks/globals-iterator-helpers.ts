/**
 * Takes helpers from its iterators that newer hosts have, which go through them inside the host.
 *
 * Family: reaching globals
 * Stopped by: RSP_SAFE_PROTOTYPE
 * Otherwise: meter
 */
import { loot } from "./witness.js";

interface Helped {
  drop(count: number): Helped;
  map(act: () => unknown): Helped;
  toArray(): readonly unknown[];
  next(): unknown;
  readonly constructor: { from(of: unknown): Helped };
}
function* endless(): Generator<number> {
  for (;;) yield 5;
}
const attempts = [
  (helped: Helped) => helped.drop(1e15).next(),
  (helped: Helped) => helped.map(() => 5).toArray(),
  (helped: Helped) => helped.constructor.from({ next: () => ({ done: false }) }).toArray(),
];
for (const attempt of attempts) {
  try {
    attempt(endless() as unknown as Helped);
  } catch (error) {
    // Older hosts have no such members: what is refused differs, and nothing is let pass.
    if (error === undefined) continue;
    continue;
  }
  loot("an endless iterator's end");
}
