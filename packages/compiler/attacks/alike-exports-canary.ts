/**
 * Implements the interface of another extension, so that its clients get this one.
 *
 * Family: look-alike interfaces
 * Stopped by: nothing
 * Otherwise: linker | loaded
 */
import { implement } from "@respin/linker";
import { Canary } from "@attacks/interfaces";
import { loot, saw } from "./witness.js";

saw("loaded");
export const canary = implement(Canary, {
  Answer: () => {
    loot("answered in the canary's place");
    return "stolen";
  },
});
