/**
 * Keeps its code and says something else of itself: other imports, other names, no metering.
 *
 * Family: tampered object files
 * Tampered: manifest
 * Otherwise: linker | RSP_OBJECT_SIGNATURE
 */
import { loot } from "./witness.js";

loot("a renamed file ran");
