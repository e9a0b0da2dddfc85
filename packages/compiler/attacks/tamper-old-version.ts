/**
 * Says that it is of an older format, and of a newer one.
 *
 * Family: tampered object files
 * Tampered: version
 * Otherwise: linker | RSP_OBJECT_VERSION
 */
import { loot } from "./witness.js";

loot("a file of another version ran");
