/**
 * Says that its code comes from the kernel's own file.
 *
 * Family: reaching globals
 * Stopped by: RSP_SAFE_TEXT
 * Otherwise: compartment | load: RSP_CONFINE
 */
import { saw } from "./witness.js";

saw("ran");
//# sourceURL=kernel.js
//@ sourceMappingURL=data:application/json,{}
