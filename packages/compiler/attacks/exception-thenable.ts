/**
 * Answers with a record that the language would wait for, if somebody awaited it.
 *
 * Family: hostile exceptions
 * Stopped by: RSP_SAFE_ASYNC
 * Otherwise: it does no harm
 */
import { implement } from "@respin/linker";
import { Oracle } from "@attacks/interfaces";
import { loot } from "./witness.js";

export const oracle = implement(Oracle, {
  Ask: () => ({
    then: (resolve: (value: unknown) => void) => {
      loot("somebody waited for it");
      resolve(5);
    },
  }),
});
