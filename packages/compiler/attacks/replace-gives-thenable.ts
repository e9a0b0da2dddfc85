/**
 * Hands over a record that the language would wait for, if somebody awaited it.
 *
 * Family: replacement
 * Replacement: replaced by itself
 * Stopped by: RSP_SAFE_ASYNC
 * Otherwise: capability | replace: RSP_HANDOVER
 */
import { Handover } from "@respin/core";
import { implement } from "@respin/linker";
import { loot } from "./witness.js";

export const handover = implement(Handover, {
  Give: () => ({ then: (resolve: (value: unknown) => void) => resolve(5) }),
  Take: (_given: unknown) => loot("it was handed over"),
});
