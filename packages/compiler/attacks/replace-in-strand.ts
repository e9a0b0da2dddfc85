/**
 * Has itself replaced from a strand of its own, again and again, from the old one and from the new.
 *
 * Family: replacement
 * Given: operator
 * Replacement: replaced by itself
 * Stopped by: nothing
 * Otherwise: it does no harm | no a replacement
 */
import { StrandInterface as Strand } from "@respin/core";
import { implement, type Waiting } from "@respin/linker";
import { Operator, Strike } from "@attacks/interfaces";
import { attempt } from "./witness.js";

function* replaces(): Waiting {
  for (let n = 0; n < 20; n++) {
    yield;
    attempt("a replacement", () => {
      Operator.Replace();
      return false;
    });
  }
}

export const strike = implement(Strike, { Strike: () => void Strand.Start("replaces", replaces()) });
