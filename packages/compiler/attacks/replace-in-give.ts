/**
 * Has itself replaced while it hands over, so that two take its place.
 *
 * Family: replacement
 * Given: operator
 * Replacement: replaced by itself
 * Stopped by: nothing
 * Otherwise: linker | taken | no a second place | RSP_EXTENSION_ENDED | strike: RSP_EXTENSION_ENDED
 */
import { Handover } from "@respin/core";
import { implement } from "@respin/linker";
import { Operator, Strike } from "@attacks/interfaces";
import { attempt, saw } from "./witness.js";

let times = 0;
export const handover = implement(Handover, {
  Give: () => {
    times += 1;
    if (times < 3) {
      attempt("a second place", () => {
        Operator.Replace();
        return false;
      });
    }
    return times;
  },
  Take: (_given: unknown) => saw("taken"),
});
export const strike = implement(Strike, { Strike: () => Operator.Replace() });
