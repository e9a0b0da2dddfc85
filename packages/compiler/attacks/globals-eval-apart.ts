/**
 * Runs text by a name with an escape, without anything in the text that looks like a call of it.
 *
 * Family: reaching globals
 * Stopped by: RSP_SAFE_EVAL
 * Otherwise: compartment | load: RSP_CONFINE
 */
import { attempt } from "./witness.js";

const run: (text: string) => unknown = \u{65}val;
attempt("indirect", () => run("globalThis") !== undefined);
