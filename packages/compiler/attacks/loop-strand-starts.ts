/**
 * Starts strands that end at once and start the next one.
 *
 * Family: endless loops
 * Stopped by: nothing
 * Otherwise: bound | fifty generations
 */
import { StrandInterface as Strand } from "@respin/core";
import type { Waiting } from "@respin/linker";
import { saw } from "./witness.js";

let started = 0;
function* work(): Waiting {
  started += 1;
  if (started === 50) saw("fifty generations");
  Strand.Start("next", work());
  yield;
}
Strand.Start("first", work());
