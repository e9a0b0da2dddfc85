/**
 * Opens as many references of another's table as there are, so that its clients get none.
 *
 * Family: externalized references
 * Stopped by: nothing
 * Otherwise: capability | RSP_REFERENCES_FULL | 100 held
 */
import { implement } from "@respin/linker";
import { Strike, Vault } from "@attacks/interfaces";
import { attempt, saw } from "./witness.js";

export const strike = implement(Strike, {
  Strike: () => {
    const held: number[] = [];
    attempt("more than the vault gives", () => {
      for (let n = 0; n < 1000; n++) held.push(Vault.Open("mine"));
      return true;
    });
    saw(`${held.length} held`);
    for (const reference of held) Vault.Close(reference);
  },
});
