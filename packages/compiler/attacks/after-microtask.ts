/**
 * Leaves work for the host to do when the kernel has finished.
 *
 * Family: work after the end
 * Stopped by: RSP_SAFE_GLOBAL
 * Otherwise: compartment | load: RSP_CONFINE
 */
import { attempt, loot } from "./witness.js";

attempt("a promise", () => Promise.resolve().then(() => loot("a turn of the host's")) !== undefined);
attempt("a microtask", () => (queueMicrotask(() => loot("a turn of the host's")), true));
