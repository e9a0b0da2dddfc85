/**
 * Hands over a map, which both would hold.
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
  Give: () => new Map([["shared", 5]]),
  Take: (_given: unknown) => loot("it was handed over"),
});
