/**
 * Is no file: text, a list of numbers, a record with a length, words of another width.
 *
 * Family: tampered object files
 * Tampered: not bytes
 * Otherwise: linker | RSP_OBJECT_FORMAT
 */
import { loot } from "./witness.js";

loot("something else ran");
