/**
 * Yields from itself, without a loop.
 *
 * Family: endless loops
 * Stopped by: nothing
 * Otherwise: bound | RangeError
 */
import { attempt } from "./witness.js";

function* again(): Generator<number> {
  yield* again();
}

attempt("an end", () => {
  for (const n of again()) return n > 0;
  return false;
});
