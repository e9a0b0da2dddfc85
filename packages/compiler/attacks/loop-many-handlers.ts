/**
 * Installs a hundred endless handlers on one event, so that the end of the first leaves the others in the raise under
 * way.
 *
 * Family: endless loops
 * Stopped by: nothing
 * Otherwise: bound | ejected from PhysAddr.Repossess for operations | reclaim: RSP_CAPABILITY
 */
import { Dispatcher, type Page, PhysAddr } from "@respin/core";

let turns = 0;
for (let n = 0; n < 100; n++) {
  Dispatcher.Install(PhysAddr.Repossess, (_page: Page) => {
    for (;;) turns = (turns + 1) % 7;
  });
}
