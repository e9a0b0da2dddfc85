/**
 * Asks only of what kind names are that it must not use.
 *
 * Family: reaching globals
 * Stopped by: RSP_SAFE_GLOBAL
 * Otherwise: compartment | load: RSP_CONFINE
 */
import { attempt } from "./witness.js";

attempt("globalThis", () => typeof globalThis !== "undefined");
attempt("Proxy", () => typeof Proxy !== "undefined");
attempt("Date", () => typeof Date !== "undefined");
attempt("Promise", () => typeof Promise !== "undefined");
