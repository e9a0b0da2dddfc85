/**
 * Hands over a generator that is half-way through.
 *
 * Family: replacement
 * Replacement: replaced by itself
 * Stopped by: nothing
 * Otherwise: capability | replace: RSP_HANDOVER
 */
import { Handover } from "@respin/core";
import { implement } from "@respin/linker";
import { loot } from "./witness.js";

function* half(): Generator<number> {
  yield 1;
  loot("it ran");
}

export const handover = implement(Handover, {
  Give: () => half(),
  Take: (_given: unknown) => loot("it was handed over"),
});
