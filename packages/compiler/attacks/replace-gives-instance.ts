/**
 * Hands over an instance of a class, with accessors and a private field.
 *
 * Family: replacement
 * Replacement: replaced by itself
 * Stopped by: nothing
 * Otherwise: capability | replace: RSP_HANDOVER
 */
import { Handover } from "@respin/core";
import { implement } from "@respin/linker";
import { loot } from "./witness.js";

class Odd {
  #hidden = 5;
  get page(): number {
    loot("it ran");
    return this.#hidden;
  }
}

export const handover = implement(Handover, {
  Give: () => new Odd(),
  Take: (_given: unknown) => loot("it was handed over"),
});
