/**
 * Installs handlers while it is to take the keeper's place, and raises the event, to see the keeper's raises before it stands.
 *
 * Family: replacement
 * Replacement: replaces keeper
 * Stopped by: RSP_SAFE_CAST
 * Otherwise: linker | it stands
 */
import { type Context, Dispatcher, Handover, type MemoryClient, type Page, PhysAddr, type Region } from "@respin/core";
import { implement, type Waiting } from "@respin/linker";
import { Strike, Tenant, Waiter } from "@attacks/interfaces";
import { loot, saw } from "./witness.js";

let stands = false;

Dispatcher.Install(
  PhysAddr.Reclaim,
  (page: Page) => {
    if (stands) saw("it stands");
    else loot("a raise before it stands");
    return page;
  },
  { order: "first" },
);

export const tenant = implement(Tenant, { Move: (_client: MemoryClient, _context: Context, _region: Region) => {} });
export const strike = implement(Strike, {
  Strike: () => {
    stands = true;
    if (kept !== undefined) PhysAddr.Reclaim(kept);
  },
});
export const waiter = implement(Waiter, { *Wait(): Waiting {} });

let kept: Page | undefined;
export const handover = implement(Handover, {
  Give: () => 5,
  Take: (given: unknown) => {
    ({ page: kept } = given as { page: Page });
    PhysAddr.Reclaim(kept);
  },
});
