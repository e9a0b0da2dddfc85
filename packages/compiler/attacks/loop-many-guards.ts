/**
 * Gives a handler as many guards as it may, each of which runs for ever.
 *
 * Family: endless loops
 * Stopped by: nothing
 * Otherwise: bound | ejected from a guard for faults | reclaim: RSP_CAPABILITY
 */
import { Dispatcher, type Page, PhysAddr } from "@respin/core";
import { functional } from "@respin/linker";

const guards: ((page: Page) => boolean)[] = [];
for (let n = 0; n < 64; n++) {
  guards.push(
    functional((page: Page) => {
      for (;;) if (page === undefined) return true;
    }),
  );
}
Dispatcher.Install(PhysAddr.Repossess, () => {}, { guards });
