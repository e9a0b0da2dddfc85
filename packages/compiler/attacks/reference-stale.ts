/**
 * Uses a reference after it was given back, and after its place was given to another.
 *
 * Family: externalized references
 * Stopped by: nothing
 * Otherwise: capability | RSP_REFERENCE
 */
import { implement } from "@respin/linker";
import { Strike, Vault } from "@attacks/interfaces";
import { attempt } from "./witness.js";

export const strike = implement(Strike, {
  Strike: () => {
    const first = Vault.Open("first");
    Vault.Close(first);
    attempt("after its end", () => Vault.Read(first) !== "");
    const second = Vault.Open("second");
    attempt("in its place", () => Vault.Read(first) !== "");
    attempt("closed again", () => {
      Vault.Close(first);
      return true;
    });
    Vault.Close(second);
  },
});
