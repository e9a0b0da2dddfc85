/**
 * Tries to end the text that it is put into: strings, templates and comments that close the linker's frame.
 *
 * Family: reaching globals
 * Stopped by: RSP_SAFE_TEXT
 * Otherwise: compartment | load: RSP_CONFINE
 */
import { saw } from "./witness.js";

const texts = ["*/ } }; }) //", "`}); (function () { return globalThis", "\u2028});", "<!-- */"];
saw(`${texts.length} texts`);
/* }; }) */
