/**
 * Takes the rest of what never ends by a pattern.
 *
 * Family: endless loops
 * Stopped by: nothing
 * Otherwise: bound | load: RSP_OPERATIONS
 */
import { attempt } from "./witness.js";

function* numbers(): Generator<number> {
  for (;;) yield 1;
}

attempt("the rest", () => {
  const [first, ...rest] = numbers();
  return rest.length > first;
});
