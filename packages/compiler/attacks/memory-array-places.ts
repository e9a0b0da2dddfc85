/**
 * Assigns the last place of a list, and its length.
 *
 * Family: memory bombs
 * Stopped by: nothing
 * Otherwise: bound | 4294967295 places | load: RSP_OPERATIONS
 */
import { attempt, saw } from "./witness.js";

attempt("the last place", () => {
  const list: number[] = [];
  list[4_294_967_294] = 5;
  saw(`${list.length} places`);
  return list.includes(7);
});
