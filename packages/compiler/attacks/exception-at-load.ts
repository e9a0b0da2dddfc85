/**
 * Throws a text when it is loaded, after it has taken what it can.
 *
 * Family: hostile exceptions
 * Stopped by: nothing
 * Otherwise: linker | load: string
 */
import { Dispatcher, type Page, PhysAddr, StrandInterface as Strand } from "@respin/core";
import type { Waiting } from "@respin/linker";
import { loot } from "./witness.js";

function* work(): Waiting {
  yield;
  loot("its strand ran");
}
for (let n = 0; n < 10; n++) Dispatcher.Install(PhysAddr.Reclaim, (page: Page): Page => (loot("its handler ran"), page));
for (let n = 0; n < 10; n++) Strand.Start("left", work());
throw "not loaded";
