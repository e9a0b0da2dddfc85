/**
 * Is signed by a key that the kernel does not trust.
 *
 * Family: tampered object files
 * Tampered: stranger
 * Otherwise: linker | RSP_OBJECT_SIGNER
 */
import { loot } from "./witness.js";

loot("a stranger's file ran");
