/**
 * Hands over a record with a getter, which would run in the middle of the kernel.
 *
 * Family: replacement
 * Replacement: replaced by itself
 * Stopped by: RSP_SAFE_ACCESSOR
 * Otherwise: capability | replace: RSP_HANDOVER
 */
import { Handover } from "@respin/core";
import { implement } from "@respin/linker";
import { loot } from "./witness.js";

export const handover = implement(Handover, {
  Give: () => ({
    get count(): number {
      loot("it ran");
      return 5;
    },
  }),
  Take: (_given: unknown) => loot("it was handed over"),
});
