/**
 * Starts a strand, when it is loaded, which has it replaced: by what does the same.
 *
 * Family: replacement
 * Given: operator
 * Replacement: replaced by itself
 * Stopped by: nothing
 * Otherwise: it does no harm
 */
import { StrandInterface as Strand } from "@respin/core";
import type { Waiting } from "@respin/linker";
import { Operator } from "@attacks/interfaces";

function* replaces(): Waiting {
  Operator.Replace();
}

Strand.Start("replaces", replaces());
