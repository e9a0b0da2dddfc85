/**
 * Calls the maker of functions by its own name.
 *
 * Family: reaching globals
 * Stopped by: RSP_SAFE_EVAL
 * Otherwise: compartment | load: RSP_CONFINE
 */
import { attempt } from "./witness.js";

attempt("function", () => new Function("return process")() !== undefined);
attempt("called", () => Function("return globalThis")() !== undefined);
