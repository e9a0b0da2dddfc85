/**
 * Throws from many strands: too many, so that it is ejected.
 *
 * Family: hostile exceptions
 * Stopped by: nothing
 * Otherwise: bound | ejected from exception-strands: fails for faults
 */
import { StrandInterface as Strand } from "@respin/core";
import type { Waiting } from "@respin/linker";

function* work(n: number): Waiting {
  yield;
  if (n % 2 === 0) throw new Error(`the strand ${n}`);
  throw n;
}
for (let n = 0; n < 20; n++) Strand.Start("fails", work(n));
