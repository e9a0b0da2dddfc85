/**
 * Calls what makes functions as the tag of a template, where no parentheses show a call.
 *
 * Family: reaching globals
 * Stopped by: RSP_SAFE_TEMPLATE
 * Otherwise: compartment | load: RSP_CONFINE
 */
import { attempt } from "./witness.js";

attempt("tag", () => Function`return process` !== undefined);
attempt("template object", () => ((parts: TemplateStringsArray) => parts)`text` !== undefined);
