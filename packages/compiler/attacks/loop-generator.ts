/**
 * Goes through a generator that never ends, by a loop, a spread, a pattern and what the language fills from it.
 *
 * Family: endless loops
 * Stopped by: nothing
 * Otherwise: bound | load: RSP_OPERATIONS
 */
import { attempt } from "./witness.js";

function* numbers(): Generator<number> {
  for (let n = 0; ; n++) yield n;
}

attempt("a spread", () => [...numbers()].length > 0);
