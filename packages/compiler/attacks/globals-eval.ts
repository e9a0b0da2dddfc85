/**
 * Runs text: directly, indirectly, and under an escaped name.
 *
 * Family: reaching globals
 * Stopped by: RSP_SAFE_EVAL
 * Otherwise: compartment | load: RSP_CONFINE
 */
import { attempt } from "./witness.js";

attempt("direct", () => eval("typeof process") === "object");
attempt("indirect", () => (0, eval)("globalThis") !== undefined);
attempt("escaped", () => \u0065val("globalThis") !== undefined);
