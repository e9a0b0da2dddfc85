/**
 * Reads blocks of the disk by an interface that it was not given.
 *
 * Family: confused deputies
 * Stopped by: nothing
 * Otherwise: linker | load: RSP_UNRESOLVED
 */
import { type Page, Volume } from "@respin/core";
import { implement, type Waiting } from "@respin/linker";
import { Waiter } from "@attacks/interfaces";
import { loot } from "./witness.js";

function* read(page: Page): Waiting {
  yield* Volume.Read(0, page);
  loot("the first block");
}

export const waiter = implement(Waiter, {
  *Wait(): Waiting {
    const found = yield* Volume.Lookup("secret");
    loot(`found ${found.name}`);
    if (found.exists) read.length > 5;
  },
});
