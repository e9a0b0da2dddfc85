/**
 * Answers who imports it with errors of all kinds: with lines, with getters, with things that are none.
 *
 * Family: the name server
 * Given: names
 * Stopped by: nothing
 * Otherwise: linker | RSP_NAME_REFUSED | names: RSP_NAME_REFUSED
 */
import { implement } from "@respin/linker";
import { Names, Strike } from "@attacks/interfaces";
import { attempt } from "./witness.js";

class Hostile extends Error {
  override get message(): string {
    throw new Hostile();
  }
}
let times = 0;
const answers = (): unknown => {
  times += 1;
  if (times === 1) throw new Error("no\nRSP_EJECTED  canary was ejected");
  if (times === 2) throw new Hostile();
  if (times === 3) throw { message: "5" };
  throw undefined;
};

export const strike = implement(Strike, {
  Strike: () => {
    Names.Register("Mine", answers);
    for (let n = 0; n < 4; n++) attempt("itself", () => Names.Import("Mine") !== "");
  },
});
