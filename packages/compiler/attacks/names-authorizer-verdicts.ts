/**
 * Answers who imports it with verdicts that change when they are looked at, that never end, or that are none.
 *
 * Family: the name server
 * Given: names
 * Stopped by: nothing
 * Otherwise: linker | RSP_NAME_REFUSED | names: RSP_NAME_REFUSED
 */
import { implement } from "@respin/linker";
import { Names, Strike } from "@attacks/interfaces";
import { attempt } from "./witness.js";

class Turns {
  #looks = 0;
  get allowed(): boolean {
    this.#looks += 1;
    return this.#looks > 1;
  }
  get reason(): string {
    for (;;) this.#looks = (this.#looks + 1) % 7;
  }
}
let times = 0;
const answers = (): unknown => {
  times += 1;
  if (times === 1) return 1;
  if (times === 2) return { allowed: "true" };
  if (times === 3) return { allowed: false, reason: "a reason\nand another".repeat(10_000) };
  if (times === 4) return undefined;
  return new Turns();
};

export const strike = implement(Strike, {
  Strike: () => {
    Names.Register("Mine", answers);
    for (let n = 0; n < 4; n++) attempt("itself", () => Names.Import("Mine") !== "");
  },
});
