/**
 * Throws the kernel's own error from its strands, with a code that runs when it is made a text.
 *
 * Family: hostile exceptions
 * Stopped by: RSP_SAFE_CAST
 * Otherwise: bound | ejected from exception-hostile-code: fails for faults
 */
import { StrandInterface as Strand } from "@respin/core";
import { RespinError } from "@respin/hardware";
import type { Waiting } from "@respin/linker";
import { loot } from "./witness.js";

const odd = {
  toString: () => {
    loot("its code ran in the kernel");
    throw new Error("out of the kernel");
  },
};
function* work(): Waiting {
  yield;
  throw new RespinError(odd as unknown as "RSP_ODD", "odd; mend it");
}
for (let n = 0; n < 20; n++) Strand.Start("fails", work());
