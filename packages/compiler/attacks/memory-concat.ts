/**
 * Doubles a list by `concat`, by spreading it, and by flattening it.
 *
 * Family: memory bombs
 * Stopped by: nothing
 * Otherwise: bound | load: RSP_OPERATIONS
 */
import { attempt } from "./witness.js";

attempt("doubled", () => {
  let list: number[] = [1];
  for (let n = 0; n < 60; n++) list = list.concat(list);
  return list.length > 0;
});
