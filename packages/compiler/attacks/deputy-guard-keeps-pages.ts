/**
 * Guards an event that is raised for others, and keeps the pages that its guard is shown.
 *
 * Family: confused deputies
 * Stopped by: RSP_SAFE_FUNCTIONAL
 * Otherwise: capability | Reclaim | Repossess
 */
import { Dispatcher, type Page, PhysAddr } from "@respin/core";
import { functional, implement } from "@respin/linker";
import { Strike } from "@attacks/interfaces";
import { loot, saw } from "./witness.js";

const seen = new Set<Page>();
const guard = functional((page: Page) => {
  seen.add(page);
  return false;
});
for (const event of ["Reclaim", "Repossess"]) saw(event);
Dispatcher.Install(PhysAddr.Reclaim, (page: Page) => page, { guards: [guard], order: "first" });
Dispatcher.Install(PhysAddr.Repossess, () => {}, { guards: [guard], order: "first" });

export const strike = implement(Strike, {
  Strike: () => {
    for (const page of seen) {
      PhysAddr.Deallocate(page);
      loot("another's page");
    }
  },
});
