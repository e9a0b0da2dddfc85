/**
 * Puts one function around another, a hundred thousand times, and calls the last.
 *
 * Family: deep recursion
 * Stopped by: nothing
 * Otherwise: bound | RangeError
 */
import { attempt } from "./witness.js";

let chain = (): number => 1;
for (let n = 0; n < 100_000; n++) {
  const inner = chain;
  chain = () => inner() + 1;
}
attempt("a call", () => chain() > 0);
