/**
 * Turns lists that hold each other many times into a text.
 *
 * Family: memory bombs
 * Stopped by: nothing
 * Otherwise: meter | trap a conversion to text of arrays nested this deep
 */
import { attempt } from "./witness.js";

type List = readonly (List | string)[];
attempt("a text", () => {
  let list: List = ["x", "x"];
  for (let n = 0; n < 60; n++) list = [list, list];
  return String(list).length > 0;
});
