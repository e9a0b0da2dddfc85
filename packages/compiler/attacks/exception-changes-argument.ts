/**
 * Changes what it is given by the kernel, and freezes it.
 *
 * Family: hostile exceptions
 * Stopped by: RSP_SAFE_CAST
 * Otherwise: compartment | TypeError | no frozen
 */
import { implement } from "@respin/linker";
import { Oracle } from "@attacks/interfaces";
import { attempt } from "./witness.js";

export const oracle = implement(Oracle, {
  Ask: (given) => {
    attempt("changed", () => {
      (given as { question: string }).question = "stolen";
      return (given as { question: string }).question === "stolen";
    });
    attempt("frozen", () => Object.freeze(given as object) === undefined);
    return given;
  },
});
