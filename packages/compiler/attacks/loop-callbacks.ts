/**
 * Lets a list grow while its own method goes through it.
 *
 * Family: endless loops
 * Stopped by: nothing
 * Otherwise: bound | load: RSP_OPERATIONS
 */
import { attempt } from "./witness.js";

attempt("a list that grows in a loop", () => {
  const list = [1];
  for (const n of list) list.push(n);
  return true;
});
