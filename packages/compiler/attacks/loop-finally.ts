/**
 * Begins again in `finally`, which runs whatever ended the rest.
 *
 * Family: endless loops
 * Stopped by: nothing
 * Otherwise: bound | strike: RSP_OPERATIONS
 */
import { implement } from "@respin/linker";
import { Strike } from "@attacks/interfaces";
import { loot } from "./witness.js";

export const strike = implement(Strike, {
  Strike: () => {
    outer: for (;;) {
      try {
        for (;;);
      } finally {
        continue outer;
      }
    }
  },
});
export type Used = typeof loot;
