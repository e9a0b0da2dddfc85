/**
 * Is cut at every length, and has something behind its end.
 *
 * Family: tampered object files
 * Tampered: cut
 * Otherwise: linker | RSP_OBJECT_FORMAT
 */
import { loot } from "./witness.js";

loot("a cut file ran");
