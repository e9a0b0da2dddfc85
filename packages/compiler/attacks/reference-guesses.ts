/**
 * Guesses the references that another's table gave out: small, negative, fractional, huge and at the edges.
 *
 * Family: externalized references
 * Stopped by: nothing
 * Otherwise: capability | RSP_REFERENCE
 */
import { implement } from "@respin/linker";
import { Strike, Vault } from "@attacks/interfaces";
import { attempt } from "./witness.js";

const guesses = [0, 1, 2, -1, -0, 0.5, 65_535, 65_536, 2 ** 31, 2 ** 32, 2 ** 33, 2 ** 53, -(2 ** 53), 1e300, NaN, Infinity];
export const strike = implement(Strike, {
  Strike: () => {
    for (const guess of guesses) attempt("by a guess", () => Vault.Read(guess) !== "");
  },
});
