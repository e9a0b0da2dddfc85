/**
 * Imports an interface that has the name of the console and another shape.
 *
 * Family: look-alike interfaces
 * Stopped by: nothing
 * Otherwise: linker | load: RSP_LINK_FINGERPRINT
 */
import { ConsoleAlike } from "@attacks/interfaces";
import { implement } from "@respin/linker";
import { Strike } from "@attacks/interfaces";

export const strike = implement(Strike, {
  Strike: () => {
    ConsoleAlike.Write("LOOT a console without a capability");
  },
});
