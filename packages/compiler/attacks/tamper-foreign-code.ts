/**
 * Has code that no compiler made, under the compiler's own signature: what a stolen key could do.
 *
 * Family: tampered object files
 * Tampered: foreign code
 * Otherwise: compartment | RSP_CONFINE | nothing of process | nothing of generators | nothing of this |
 *   nothing of global | nothing of named | nothing of library | nothing of prototype | nothing of arrays |
 *   nothing of links
 */
import { loot } from "./witness.js";

loot("it ran as itself");
