/**
 * Catches what ends it, and goes on.
 *
 * Family: endless loops
 * Stopped by: nothing
 * Otherwise: bound | strike: RSP_OPERATIONS
 */
import { implement } from "@respin/linker";
import { Strike } from "@attacks/interfaces";
import { loot } from "./witness.js";

let caught = 0;
export const strike = implement(Strike, {
  Strike: () => {
    for (let n = 0; n < 1_000_000; n++) {
      try {
        for (;;) caught += 0;
      } catch {
        caught += 1;
      }
    }
    loot("went on after its end");
  },
});
