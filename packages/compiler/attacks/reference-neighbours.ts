/**
 * Opens one of its own, and tries all the numbers around it and in other generations.
 *
 * Family: externalized references
 * Stopped by: nothing
 * Otherwise: capability | RSP_REFERENCE | no its own
 */
import { implement } from "@respin/linker";
import { Strike, Vault } from "@attacks/interfaces";
import { attempt } from "./witness.js";

export const strike = implement(Strike, {
  Strike: () => {
    const mine = Vault.Open("mine");
    for (const step of [1, -1, 2, 65_536, -65_536, 2 ** 33, -(2 ** 33), 2 ** 32]) {
      attempt("a neighbour", () => Vault.Read(mine + step) !== "");
    }
    attempt("its own", () => Vault.Read(mine) !== "mine");
    Vault.Close(mine);
  },
});
