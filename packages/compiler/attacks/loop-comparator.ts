/**
 * Sorts with a comparator that does not end, and with one that is never satisfied.
 *
 * Family: endless loops
 * Stopped by: nothing
 * Otherwise: bound | no sorted, never satisfied | load: RSP_OPERATIONS
 */
import { attempt } from "./witness.js";

attempt("sorted, never satisfied", () => {
  const list = Array.from({ length: 1000 }, (_, n) => n);
  let times = 0;
  list.sort(() => ((times += 1) % 2 === 0 ? 1 : -1));
  return list.length !== 1000;
});
attempt("sorted", () => {
  [2, 1].sort(() => {
    for (;;);
  });
  return true;
});
