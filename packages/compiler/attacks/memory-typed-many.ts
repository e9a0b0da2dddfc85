/**
 * Keeps many arrays of words.
 *
 * Family: memory bombs
 * Stopped by: nothing
 * Otherwise: bound | load: RSP_OPERATIONS
 */
import { attempt } from "./witness.js";

const kept: Float64Array[] = [];
attempt("many", () => {
  for (;;) kept.push(new Float64Array(100_000));
});
