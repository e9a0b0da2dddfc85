/**
 * Names what a process of this kind usually has, one after the other.
 *
 * Family: reaching globals
 * Stopped by: RSP_SAFE_GLOBAL
 * Otherwise: compartment | load: RSP_CONFINE
 */
import { attempt } from "./witness.js";

attempt("globalThis", () => globalThis !== undefined);
attempt("Reflect", () => Reflect.ownKeys({}) !== undefined);
attempt("Proxy", () => new Proxy({}, {}) !== undefined);
attempt("Promise", () => Promise.resolve(5) !== undefined);
attempt("Date", () => Date.now() > 0);
attempt("WeakRef", () => new WeakRef({}) !== undefined);
attempt("SharedArrayBuffer", () => new SharedArrayBuffer(8) !== undefined);
attempt("Atomics", () => Atomics !== undefined);
attempt("random", () => Math.random() >= 0);
attempt("symbol", () => Symbol.for("respin") !== undefined);
