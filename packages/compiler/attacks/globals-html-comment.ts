/**
 * Ends and begins comments as pages on the web may, so that one reader sees code where another sees none.
 *
 * Family: reaching globals
 * Stopped by: RSP_SAFE_TEXT
 * Otherwise: compartment | load: RSP_CONFINE
 */
import { attempt, saw } from "./witness.js";

let n = 5;
while (n --> 0) saw("a turn");
attempt("comment", () => "<!--".length > 9);
