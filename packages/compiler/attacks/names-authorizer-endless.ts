/**
 * Does not come back from being asked who may import it.
 *
 * Family: the name server
 * Given: names
 * Stopped by: nothing
 * Otherwise: linker | names: RSP_NAME_REFUSED
 */
import { implement } from "@respin/linker";
import { Names, Strike } from "@attacks/interfaces";
import { attempt } from "./witness.js";

let turns = 0;

export const strike = implement(Strike, {
  Strike: () => {
    Names.Register("Mine", () => {
      for (;;) turns = (turns + 1) % 7;
    });
  },
});
