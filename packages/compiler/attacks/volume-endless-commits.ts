/**
 * Puts onto the disk what has not changed, for ever: nothing has to wait for that.
 *
 * Family: a granted volume
 * Given: volume
 * Stopped by: nothing
 * Otherwise: bound | begun | ejected from a strand for operations | wait: RSP_EJECTED
 */
import { Volume } from "@respin/core";
import { implement, type Waiting } from "@respin/linker";
import { Waiter } from "@attacks/interfaces";
import { loot, saw } from "./witness.js";

export const waiter = implement(Waiter, {
  *Wait(): Waiting {
    const { file } = yield* Volume.Lookup("mine");
    saw("begun");
    for (;;) {
      yield* Volume.Commit(file);
      yield* Volume.Resize(file, 0);
    }
  },
});
