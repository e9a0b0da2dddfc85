/**
 * Starts strands until it may start no more.
 *
 * Family: hoarding
 * Stopped by: nothing
 * Otherwise: bound | RSP_LIMIT
 */
import { StrandInterface as Strand } from "@respin/core";
import type { Waiting } from "@respin/linker";
import { attempt } from "./witness.js";

function* work(): Waiting {
  for (;;) yield;
}
attempt("without end", () => {
  for (;;) Strand.Start("more", work());
});
