/**
 * Exports itself under names that others have, and withdraws theirs.
 *
 * Family: the name server
 * Given: names
 * Stopped by: nothing
 * Otherwise: linker | RSP_NAME_TAKEN | RSP_NAME_REFUSED
 */
import { implement } from "@respin/linker";
import { Names, Strike } from "@attacks/interfaces";
import { attempt } from "./witness.js";

export const strike = implement(Strike, {
  Strike: () => {
    for (const name of ["SpinPublic", "Sealed", "Open"]) {
      attempt(name, () => {
        Names.Register(name, () => ({ allowed: true }));
        return true;
      });
      attempt(name, () => {
        Names.Withdraw(name);
        return true;
      });
    }
  },
});
