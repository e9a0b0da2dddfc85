/**
 * Imports itself by a name of its own, to stand in the place of the canary that it is linked to, and to call itself without end.
 *
 * Family: the name server
 * Given: names
 * Stopped by: nothing
 * Otherwise: it does no harm | no an answer
 */
import { implement } from "@respin/linker";
import { Canary, Names, Strike } from "@attacks/interfaces";
import { attempt } from "./witness.js";

export const canary = implement(Canary, { Answer: (question) => Canary.Answer(question) });
export const strike = implement(Strike, {
  Strike: () => {
    Names.Register("Mine", () => ({ allowed: true, terms: {} }));
    Names.Import("Mine");
    attempt("an answer", () => Canary.Answer("who") !== "who? yes");
  },
});
