/**
 * Puts a line end that editors do not show into a comment, so that code stands where a comment seems to be.
 *
 * Family: reaching globals
 * Stopped by: RSP_SAFE_UNICODE
 * Otherwise: compartment | load: RSP_CONFINE
 */
import { attempt } from "./witness.js";

// nothing to see here attempt("hidden", () => Function !== undefined);
attempt("visible", () => false);
