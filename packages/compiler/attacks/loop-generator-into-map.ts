/**
 * Fills a map from a generator that never ends.
 *
 * Family: endless loops
 * Stopped by: nothing
 * Otherwise: bound | load: RSP_OPERATIONS
 */
import { attempt } from "./witness.js";

function* pairs(): Generator<readonly [number, number]> {
  for (let n = 0; ; n = (n + 1) % 10) yield [n, n];
}

attempt("a map", () => new Map(pairs()).size > 0);
