/**
 * Leaves a generator with its caller, who goes on with it when the extension is no more.
 *
 * Family: work after the end
 * Stopped by: nothing
 * Otherwise: linker | begun
 */
import { implement, type Waiting } from "@respin/linker";
import { Waiter } from "@attacks/interfaces";
import { loot, saw } from "./witness.js";

export const waiter = implement(Waiter, {
  *Wait(): Waiting {
    saw("begun");
    for (let n = 0; n < 50; n++) yield;
    loot("went on after its end");
  },
});
