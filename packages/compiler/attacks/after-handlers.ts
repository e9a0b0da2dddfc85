/**
 * Counts how often its handlers run, the asynchronous ones after it was unloaded as well.
 *
 * Family: work after the end
 * Stopped by: nothing
 * Otherwise: linker | asked | on a strand of its own
 */
import { Dispatcher, type Page, PhysAddr } from "@respin/core";
import { saw } from "./witness.js";

Dispatcher.Install(PhysAddr.Repossess, (_page: Page) => saw("on a strand of its own"), { mode: "asynchronous" });
Dispatcher.Install(PhysAddr.Reclaim, (page: Page): Page => {
  saw("asked");
  return page;
});
