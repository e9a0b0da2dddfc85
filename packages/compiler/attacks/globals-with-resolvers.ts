/**
 * Leaves work in a promise that something else is to resolve, when nobody counts any more.
 *
 * Family: reaching globals
 * Stopped by: RSP_SAFE_GLOBAL
 * Otherwise: compartment | load: RSP_CONFINE
 */
import { attempt, loot } from "./witness.js";

attempt("a promise", () => {
  const made = (Promise as unknown as { withResolvers(): { promise: Promise<void>; resolve(): void } }).withResolvers();
  void made.promise.then(() => loot("a turn that nobody counts"));
  made.resolve();
  return true;
});
