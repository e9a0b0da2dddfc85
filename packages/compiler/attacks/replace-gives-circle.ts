/**
 * Hands over a list that is in itself, ten thousand times, with the same words under many names.
 *
 * Family: replacement
 * Replacement: replaced by itself
 * Stopped by: RSP_SAFE_CAST
 * Otherwise: compartment | TypeError | taken
 */
import { Handover } from "@respin/core";
import { implement } from "@respin/linker";
import { attempt, saw } from "./witness.js";

interface Ring {
  next: Ring | undefined;
  readonly words: Int32Array;
}

export const handover = implement(Handover, {
  Give: () => {
    const words = new Int32Array(1000);
    const first: Ring = { next: undefined, words };
    let last = first;
    for (let n = 0; n < 10_000; n++) last = last.next = { next: undefined, words };
    last.next = first;
    return [first, first, { first }];
  },
  Take: (given: unknown) => {
    attempt("what is frozen", () => {
      (given as { length: number }).length = 0;
      return true;
    });
    saw("taken");
  },
});
