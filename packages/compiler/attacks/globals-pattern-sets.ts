/**
 * Writes a pattern with the newest flag, of sets within sets, which takes for ever to match.
 *
 * Family: reaching globals
 * Stopped by: RSP_SAFE_REGEXP
 * Otherwise: meter | load: trap regular expressions
 */
import { attempt } from "./witness.js";

const pattern = /^(([\p{L}--[b-z]]+)+)+$/v;
attempt("a match", () => pattern.test("a".repeat(50) + "!") || true);
