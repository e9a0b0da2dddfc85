/**
 * Fails in an asynchronous handler, again and again, until it is ejected for that.
 *
 * Family: work after the end
 * Stopped by: nothing
 * Otherwise: bound | ejected from PhysAddr.Repossess for faults
 */
import { Dispatcher, type Page, PhysAddr } from "@respin/core";

for (let n = 0; n < 20; n++) {
  Dispatcher.Install(
    PhysAddr.Repossess,
    (_page: Page) => {
      throw new Error("again");
    },
    { mode: "asynchronous" },
  );
}
