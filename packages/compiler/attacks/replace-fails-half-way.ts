/**
 * Is to take the keeper's place: it installs handlers, starts strands, pins the keeper's page, and throws when it takes over.
 *
 * Family: replacement
 * Replacement: replaces keeper
 * Stopped by: RSP_SAFE_CAST
 * Otherwise: linker | replace: RSP_OWN
 */
import { type Context, Dispatcher, Handover, type MemoryClient, type Page, PhysAddr, type Region, StrandInterface as Strand } from "@respin/core";
import { RespinError } from "@respin/hardware";
import { implement, type Waiting } from "@respin/linker";
import { Strike, Tenant, Waiter } from "@attacks/interfaces";
import { loot } from "./witness.js";

function* late(): Waiting {
  loot("a strand of one that failed");
}

Dispatcher.Install(
  PhysAddr.Reclaim,
  (page: Page) => {
    loot("a handler of one that failed");
    return page;
  },
  { order: "first" },
);
Strand.Start("late", late());

export const tenant = implement(Tenant, { Move: (_client: MemoryClient, _context: Context, _region: Region) => {} });
export const strike = implement(Strike, { Strike: () => {} });
export const waiter = implement(Waiter, { *Wait(): Waiting {} });
export const handover = implement(Handover, {
  Give: () => 5,
  Take: (given: unknown) => {
    const { page } = given as { page: Page };
    for (let n = 0; n < 100; n++) PhysAddr.Pin(page);
    throw new RespinError("RSP_OWN", "it fails; try again");
  },
});
