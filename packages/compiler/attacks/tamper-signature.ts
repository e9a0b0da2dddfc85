/**
 * Has the signature of another file.
 *
 * Family: tampered object files
 * Tampered: signature
 * Otherwise: linker | RSP_OBJECT_SIGNATURE
 */
import { loot } from "./witness.js";

loot("a file with another's signature ran");
