/**
 * Has no signature: zeros, and zeros under a key of zeros, which is a point of the curve that verifies more than it
 * should.
 *
 * Family: tampered object files
 * Tampered: unsigned
 * Otherwise: linker | RSP_OBJECT_SIGNATURE | RSP_OBJECT_SIGNER | RSP_OBJECT_FORMAT
 */
import { loot } from "./witness.js";

loot("an unsigned file ran");
