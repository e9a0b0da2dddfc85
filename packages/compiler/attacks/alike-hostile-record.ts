/**
 * Exports procedures that change while they are read, and hide behind a getter.
 *
 * Family: look-alike interfaces
 * Stopped by: RSP_SAFE_EXPORT
 * Otherwise: linker | the first procedure
 */
import { implement } from "@respin/linker";
import { Strike } from "@attacks/interfaces";
import { loot, saw } from "./witness.js";

let reads = 0;
const record = {
  get Strike(): () => void {
    reads += 1;
    return reads > 1 ? () => loot("another procedure") : () => saw("the first procedure");
  },
};
export const strike = implement(Strike, record);
