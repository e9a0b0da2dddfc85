/**
 * Is replaced while a strand of its own goes on for ever, which then installs its handlers anew, before those of its successor.
 *
 * Family: replacement
 * Replacement: replaced by itself
 * Stopped by: nothing
 * Otherwise: linker | RSP_EXTENSION_ENDED
 */
import { Dispatcher, Handover, type Page, PhysAddr, StrandInterface as Strand } from "@respin/core";
import { implement, type Waiting } from "@respin/linker";
import { attempt, loot } from "./witness.js";

let replaced = false;
let tried = false;

function* stays(): Waiting {
  for (;;) {
    if (replaced && !tried) {
      tried = true;
      attempt("a handler beside its successor's", () => {
        Dispatcher.Install(
          PhysAddr.Reclaim,
          (page: Page) => {
            loot("a page is reclaimed by one that was replaced");
            return page;
          },
          { order: "first" },
        );
        return false;
      });
    }
    yield;
  }
}

export const handover = implement(Handover, {
  Give: () => {
    Strand.Start("stays", stays());
    replaced = true;
    return 5;
  },
  Take: (_given: unknown) => {},
});
