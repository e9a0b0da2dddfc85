/**
 * Starts strands that block and are never unblocked.
 *
 * Family: hoarding
 * Stopped by: nothing
 * Otherwise: bound | started
 */
import { StrandInterface as Strand } from "@respin/core";
import type { Waiting } from "@respin/linker";
import { saw } from "./witness.js";

function* work(): Waiting {
  for (;;) {
    Strand.Block(Strand.Current());
    yield;
  }
}
for (let n = 0; n < 500; n++) Strand.Start("asleep", work());
saw("started");
