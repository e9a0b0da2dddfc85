/**
 * Fills a map and a set, and keeps them.
 *
 * Family: memory bombs
 * Stopped by: nothing
 * Otherwise: bound | load: RSP_OPERATIONS
 */
import { attempt } from "./witness.js";

const kept = new Map<number, Set<number>>();
attempt("filled", () => {
  for (let n = 0; ; n++) kept.set(n, new Set([n]));
});
