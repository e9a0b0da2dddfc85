/**
 * Is signed by a stranger, and names the trusted key as its signer.
 *
 * Family: tampered object files
 * Tampered: claimed key
 * Otherwise: linker | RSP_OBJECT_SIGNATURE
 */
import { loot } from "./witness.js";

loot("a file with a claimed key ran");
