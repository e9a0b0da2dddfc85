/**
 * Starts new work in the `finally` of a strand that is ended.
 *
 * Family: work after the end
 * Stopped by: nothing
 * Otherwise: linker | another generation
 */
import { StrandInterface as Strand } from "@respin/core";
import type { Waiting } from "@respin/linker";
import { saw } from "./witness.js";

let generations = 0;
function* work(): Waiting {
  try {
    for (let n = 0; n < 3; n++) yield;
  } finally {
    generations += 1;
    if (generations < 5) saw("another generation");
    if (generations < 1000) Strand.Start("heir", work());
  }
}
Strand.Start("first", work());
