/**
 * Hands over a list of as many numbers as it can make: each is looked at by the kernel.
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
  Give: () => Array.from({ length: 1_500_000 }, () => 5),
  Take: (_given: unknown) => saw("taken"),
});
