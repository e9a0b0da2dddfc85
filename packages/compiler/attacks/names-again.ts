/**
 * Exports interfaces again that it does not hold, and one that it does under another's name.
 *
 * Family: the name server
 * Given: names
 * Stopped by: RSP_SAFE_LINK
 * Otherwise: linker | RSP_UNRESOLVED | RSP_NAME_TAKEN
 */
import { PhysAddr } from "@respin/core";
import { implement } from "@respin/linker";
import { Names, Strike, Vault } from "@attacks/interfaces";
import { attempt } from "./witness.js";

const uses = [() => Vault.Open("x"), PhysAddr.Pin];

export const strike = implement(Strike, {
  Strike: () => {
    for (const held of ["Secrets", "Volume", "Strike", "constructor", "Vault.Secret", ""]) {
      attempt(held, () => {
        Names.Again(held, "Mine");
        return true;
      });
    }
    attempt("another's name", () => {
      Names.Again("Vault", "Sealed");
      return uses.length > 0;
    });
    Names.Again("Vault", "Trap");
  },
});
