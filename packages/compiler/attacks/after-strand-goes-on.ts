/**
 * Goes on with its strands after it was unloaded, catching what it is told.
 *
 * Family: work after the end
 * Stopped by: nothing
 * Otherwise: linker | three turns
 */
import { StrandInterface as Strand } from "@respin/core";
import type { Waiting } from "@respin/linker";
import { saw } from "./witness.js";

let turns = 0;
function* work(): Waiting {
  for (;;) {
    try {
      yield;
      turns += 1;
      if (turns === 3) saw("three turns");
    } catch {
      turns += 0;
    } finally {
      turns += 0;
    }
  }
}
Strand.Start("goes on", work());
