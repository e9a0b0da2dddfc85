/**
 * Does the same with a class, whose accessors the checks let pass.
 *
 * Family: confused deputies
 * Stopped by: nothing
 * Otherwise: capability | no guards that go
 */
import { Dispatcher, type Page, PhysAddr } from "@respin/core";
import { functional } from "@respin/linker";
import { attempt, saw } from "./witness.js";

const good = functional(() => false);
let reads = 0;
class Options {
  get guards(): readonly (() => boolean)[] {
    reads += 1;
    return reads > 1 ? [] : [good];
  }
  get cancel(): boolean {
    for (let n = 0; n < 1000; n++) reads += 0;
    return true;
  }
  get bound(): number {
    saw("asked for a bound of its own");
    return 1e15;
  }
}
attempt("guards that go", () => {
  Dispatcher.Install(PhysAddr.Reclaim, (page: Page) => page, new Options());
  return reads !== 1;
});
