/**
 * Removes and adds the same member of a set that it goes through, so that it is always met again.
 *
 * Family: endless loops
 * Stopped by: nothing
 * Otherwise: bound | load: RSP_OPERATIONS
 */
import { attempt } from "./witness.js";

attempt("a set that moves", () => {
  const set = new Set([1]);
  for (const n of set) {
    set.delete(n);
    set.add(n);
  }
  return true;
});
