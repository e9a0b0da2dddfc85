/**
 * Leaves work for when its objects are collected.
 *
 * Family: work after the end
 * Stopped by: RSP_SAFE_GLOBAL
 * Otherwise: compartment | load: RSP_CONFINE
 */
import { attempt, loot } from "./witness.js";

attempt("a finalizer", () => {
  new FinalizationRegistry(() => loot("a turn of the collector's")).register({}, 5);
  return true;
});
