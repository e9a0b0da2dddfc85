/**
 * Installs a handler with options that change while the dispatcher reads them.
 *
 * Family: confused deputies
 * Stopped by: RSP_SAFE_ACCESSOR
 * Otherwise: capability | Error | read 0 times
 */
import { Dispatcher, type Page, PhysAddr } from "@respin/core";
import { functional } from "@respin/linker";
import { attempt, saw } from "./witness.js";

const good = functional(() => false);
let reads = 0;
const options = {
  get guards(): readonly (() => boolean)[] {
    reads += 1;
    return reads > 1 ? [] : [good];
  },
  get order(): "first" {
    throw new Error("no order");
  },
};
attempt("guards that go", () => {
  Dispatcher.Install(PhysAddr.Reclaim, (page: Page) => page, options);
  return true;
});
saw(`read ${reads} times`);
