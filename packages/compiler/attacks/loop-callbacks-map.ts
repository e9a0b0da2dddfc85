/**
 * Lets a map and a set grow while their own methods go through them.
 *
 * Family: endless loops
 * Stopped by: nothing
 * Otherwise: bound | load: RSP_OPERATIONS
 */
import { attempt } from "./witness.js";

attempt("a map that grows", () => {
  const map = new Map([[0, 0]]);
  map.forEach((_, n) => {
    map.delete(n);
    map.set(n + 1, 0);
  });
  return true;
});
