/**
 * Reads what others matched last, from the one record that regular expressions share, and climbs from one.
 *
 * Family: reaching globals
 * Stopped by: RSP_SAFE_REGEXP
 * Otherwise: meter | trap regular expressions | trap constructor
 */
import { attempt } from "./witness.js";

attempt("expression", () => /kernel/.exec("the kernel") !== null);
attempt("climb", () => (/x/.constructor as unknown as { lastMatch: unknown }).lastMatch !== undefined);
attempt("by a text", () => "kernel".match("k(.*)") !== null);
