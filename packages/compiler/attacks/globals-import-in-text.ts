/**
 * Names a call of import in a string, to see whether a reader of text is confused by it, and in a comment that ends
 * early.
 *
 * Family: reaching globals
 * Stopped by: RSP_SAFE_TEXT
 * Otherwise: compartment | load: RSP_CONFINE
 */
import { saw } from "./witness.js";

const text = "import('node:fs')";
/* eval(text) */
saw(`${text.length}`);
