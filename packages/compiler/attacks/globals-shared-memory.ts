/**
 * Shares memory with what runs beside the kernel, and stops the kernel's thread to wait for it.
 *
 * Family: reaching globals
 * Stopped by: RSP_SAFE_GLOBAL
 * Otherwise: compartment | load: RSP_CONFINE
 */
import { attempt } from "./witness.js";

attempt("shared memory", () => {
  const words = new Int32Array(new SharedArrayBuffer(8));
  return Atomics.wait(words, 0, 0, 60_000) !== "ok";
});
