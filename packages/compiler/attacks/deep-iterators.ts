/**
 * Puts one iterator around another, a hundred thousand times, and takes one step.
 *
 * Family: deep recursion
 * Stopped by: nothing
 * Otherwise: bound | RangeError
 */
import { attempt } from "./witness.js";

class Around {
  readonly #inner: Iterable<number>;
  constructor(inner: Iterable<number>) {
    this.#inner = inner;
  }
  *[Symbol.iterator](): Generator<number> {
    for (const n of this.#inner) yield n;
  }
}
let chain: Iterable<number> = [1];
for (let n = 0; n < 100_000; n++) chain = new Around(chain);
attempt("a step", () => {
  for (const n of chain) return n > 1;
  return false;
});
