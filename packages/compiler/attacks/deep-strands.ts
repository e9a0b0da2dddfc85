/**
 * Lets each strand wait for a piece of work that waits for another, a hundred thousand deep.
 *
 * Family: deep recursion
 * Stopped by: nothing
 * Otherwise: bound | RangeError
 */
import { StrandInterface as Strand } from "@respin/core";
import type { Waiting } from "@respin/linker";
import { saw } from "./witness.js";

function* around(inner: Waiting): Waiting {
  yield* inner;
}
function* innermost(): Waiting {
  yield;
  saw("the innermost ran");
}
function* telling(work: Waiting): Waiting {
  try {
    yield* work;
  } catch (error) {
    saw(error instanceof RangeError ? "RangeError" : "something else");
  }
}
let work: Waiting = innermost();
for (let n = 0; n < 100_000; n++) work = around(work);
Strand.Start("deep", telling(work));
