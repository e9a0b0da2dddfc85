/**
 * Runs for ever on a strand, and never yields.
 *
 * Family: endless loops
 * Stopped by: nothing
 * Otherwise: bound | ejected from a strand for operations
 */
import { StrandInterface as Strand } from "@respin/core";
import type { Waiting } from "@respin/linker";

function* work(): Waiting {
  let n = 0;
  for (;;) {
    n = (n + 1) % 7;
    if (n > 7) yield;
  }
}
Strand.Start("endless", work());
