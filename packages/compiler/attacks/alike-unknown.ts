/**
 * Imports an interface that nobody exports.
 *
 * Family: look-alike interfaces
 * Stopped by: nothing
 * Otherwise: linker | load: RSP_UNRESOLVED
 */
import { implement } from "@respin/linker";
import { Secrets, Strike } from "@attacks/interfaces";
import { loot } from "./witness.js";

export const strike = implement(Strike, {
  Strike: () => {
    loot(Secrets.Tell());
  },
});
