/**
 * Was compiled without the checks, as drivers may be, and is loaded like everything else.
 *
 * Family: tampered object files
 * Tampered: assert safe
 * Otherwise: linker | RSP_OBJECT_UNCHECKED
 */
import { loot } from "./witness.js";

loot("an unchecked file ran");
