/**
 * Hands over thousands of views of one long array, each of which would be copied whole.
 *
 * Family: replacement
 * Replacement: replaced by itself
 * Stopped by: nothing
 * Otherwise: capability | replace: RSP_HANDOVER
 */
import { Handover } from "@respin/core";
import { implement } from "@respin/linker";
import { saw } from "./witness.js";

export const handover = implement(Handover, {
  Give: () => {
    const whole = new Uint8Array(1_000_000);
    return Array.from({ length: 5000 }, () => whole.subarray(0));
  },
  Take: (_given: unknown) => saw("taken"),
});
