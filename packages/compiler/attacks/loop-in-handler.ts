/**
 * Runs for ever in a handler of an event that is raised for its own application.
 *
 * Family: endless loops
 * Stopped by: nothing
 * Otherwise: bound | ejected from PhysAddr.Reclaim for operations | reclaim: RSP_CAPABILITY
 */
import { Dispatcher, type Page, PhysAddr } from "@respin/core";

Dispatcher.Install(PhysAddr.Reclaim, (page: Page): Page => {
  for (;;) if (page === undefined) return page;
});
