/**
 * Calls itself through generators that wait for generators.
 *
 * Family: deep recursion
 * Stopped by: nothing
 * Otherwise: bound | RangeError
 */
import { attempt } from "./witness.js";

function* deeper(n: number): Generator<number> {
  yield n;
  yield* deeper(n + 1);
}
attempt("by generators", () => {
  let last = 0;
  for (const n of deeper(0)) last = n;
  return last > 0;
});
