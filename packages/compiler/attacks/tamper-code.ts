/**
 * Has the code of another file that the same key signed.
 *
 * Family: tampered object files
 * Tampered: code
 * Otherwise: linker | RSP_OBJECT_SIGNATURE
 */
import { loot } from "./witness.js";

loot("exchanged code ran");
