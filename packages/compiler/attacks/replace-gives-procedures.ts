/**
 * Hands over a procedure of its own, which would run for its successor when it is no more.
 *
 * Family: replacement
 * Replacement: replaced by itself
 * Stopped by: nothing
 * Otherwise: capability | replace: RSP_HANDOVER
 */
import { Handover } from "@respin/core";
import { implement } from "@respin/linker";
import { loot } from "./witness.js";

export const handover = implement(Handover, {
  Give: () => ({ ask: () => 5 }),
  Take: (_given: unknown) => loot("it was handed over"),
});
