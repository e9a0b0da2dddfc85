/**
 * Exports procedures that are no functions.
 *
 * Family: look-alike interfaces
 * Stopped by: RSP_TYPE
 * Otherwise: linker | load: RSP_EXPORT
 */
import { implement } from "@respin/linker";
import { Strike } from "@attacks/interfaces";

export const strike = implement(Strike, { Strike: 5 });
