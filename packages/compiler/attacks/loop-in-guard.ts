/**
 * Runs for ever in a guard, which is evaluated before any handler.
 *
 * Family: endless loops
 * Stopped by: nothing
 * Otherwise: bound | ejected from a guard for faults | reclaim: RSP_CAPABILITY
 */
import { Dispatcher, type Page, PhysAddr } from "@respin/core";
import { functional } from "@respin/linker";

Dispatcher.Install(PhysAddr.Reclaim, (page: Page): Page => page, {
  guards: [
    functional((page: Page) => {
      for (;;) if (page === undefined) return true;
    }),
  ],
});
