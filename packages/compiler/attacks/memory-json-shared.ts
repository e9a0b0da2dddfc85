/**
 * Writes a graph in which each record holds the next one twice: two to the power of its depth when it is written.
 *
 * Family: memory bombs
 * Stopped by: nothing
 * Otherwise: bound | load: RSP_OPERATIONS
 */
import { attempt } from "./witness.js";

interface Pair {
  readonly a: Pair | number;
  readonly b: Pair | number;
}
attempt("written", () => {
  let pair: Pair = { a: 1, b: 1 };
  for (let n = 0; n < 60; n++) pair = { a: pair, b: pair };
  return JSON.stringify(pair).length > 0;
});
