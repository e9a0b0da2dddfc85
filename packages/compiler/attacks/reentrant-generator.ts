/**
 * Starts one piece of work on three strands, goes on with it from within itself, and gives work that is none.
 *
 * Family: re-entrancy
 * Stopped by: RSP_SAFE_WAITING
 * Otherwise: compartment | no no work | TypeError | once
 */
import { StrandInterface as Strand } from "@respin/core";
import type { Waiting } from "@respin/linker";
import { attempt, saw } from "./witness.js";

let self: Waiting | undefined;
function* once(): Waiting {
  attempt("a turn within its own turn", () => self?.next().done === true);
  for (let n = 0; n < 5; n++) yield;
  saw("once");
}
self = once();
for (let n = 0; n < 3; n++) Strand.Start("shared", self);

const odd: readonly unknown[] = [
  undefined,
  5,
  {},
  { next: 5 },
  { next: () => 5 },
  { next: () => ({ done: "yes" }) },
  { next: () => Strand.Current() },
];
for (const work of odd) attempt("no work", () => Strand.Start("odd", work as Waiting) === undefined);
