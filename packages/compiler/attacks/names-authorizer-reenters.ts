/**
 * Imports itself, withdraws its name and takes it again, when it is asked who may import it.
 *
 * Family: the name server
 * Given: names
 * Stopped by: nothing
 * Otherwise: linker | RSP_NAME_REFUSED | RSP_NAME_UNKNOWN | names: RSP_NAME_REFUSED
 */
import { implement } from "@respin/linker";
import { Names, Strike } from "@attacks/interfaces";
import { attempt } from "./witness.js";

const allowed = { allowed: true, terms: {} };

export const strike = implement(Strike, {
  Strike: () => {
    Names.Register("Deep", () => {
      Names.Import("Deep");
      return allowed;
    });
    Names.Register("Gone", () => {
      Names.Withdraw("Gone");
      return allowed;
    });
    Names.Register("Other", () => {
      Names.Withdraw("Other");
      Names.Register("Other", () => allowed);
      return allowed;
    });
    for (const name of ["Deep", "Gone", "Other"]) attempt(name, () => Names.Import(name) !== "");
  },
});
