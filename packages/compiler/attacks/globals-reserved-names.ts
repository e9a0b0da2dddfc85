/**
 * Uses the names by which the compiler knows links: those are nobody's to write.
 *
 * Family: reaching globals
 * Stopped by: RSP_TYPE
 * Otherwise: compiler | build: RSP_IMPORT
 */
import { attempt } from "./witness.js";

attempt("a link that was not imported", () => $respin$PhysAddr$Deallocate !== undefined);
