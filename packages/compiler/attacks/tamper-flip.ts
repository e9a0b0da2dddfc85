/**
 * Is altered in one bit, at one place of the file after the other.
 *
 * Family: tampered object files
 * Tampered: flip
 * Otherwise: linker | RSP_OBJECT_FORMAT | RSP_OBJECT_VERSION | RSP_OBJECT_SIGNATURE
 */
import { loot } from "./witness.js";

loot("an altered file ran");
