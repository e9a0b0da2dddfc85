/**
 * Has an array made of what answers later, to get a promise without its name, and a turn that nobody counts.
 *
 * Family: reaching globals
 * Stopped by: RSP_SAFE_GLOBAL
 * Otherwise: meter | trap Array.fromAsync
 */
import { attempt, loot } from "./witness.js";

interface Later {
  fromAsync(of: readonly number[], each: () => void): { then(act: () => void): void };
}
attempt("a promise", () => {
  (Array as unknown as Later).fromAsync([1], () => loot("a turn that nobody counts")).then(() => loot("a promise"));
  return true;
});
