/**
 * Runs for ever on a strand, and yields each time: nobody is kept waiting, and it ends with its extension.
 *
 * Family: endless loops
 * Stopped by: nothing
 * Otherwise: bound | it runs
 */
import { StrandInterface as Strand } from "@respin/core";
import type { Waiting } from "@respin/linker";
import { saw } from "./witness.js";

function* work(): Waiting {
  saw("it runs");
  for (;;) yield;
}
Strand.Start("polite", work());
