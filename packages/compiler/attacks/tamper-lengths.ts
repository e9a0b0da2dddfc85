/**
 * Says that its parts are longer or shorter than they are.
 *
 * Family: tampered object files
 * Tampered: lengths
 * Otherwise: linker | RSP_OBJECT_FORMAT | RSP_OBJECT_SIGNATURE
 */
import { loot } from "./witness.js";

loot("a file with wrong lengths ran");
