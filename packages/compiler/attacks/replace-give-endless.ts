/**
 * Does not come back from handing over: it is not to be got rid of.
 *
 * Family: replacement
 * Replacement: replaced by itself
 * Stopped by: nothing
 * Otherwise: bound | replace: RSP_OPERATIONS
 */
import { Handover } from "@respin/core";
import { implement } from "@respin/linker";
import { loot } from "./witness.js";

let turns = 0;
export const handover = implement(Handover, {
  Give: () => {
    for (;;) turns = (turns + 1) % 7;
  },
  Take: (_given: unknown) => loot("it was handed over"),
});
