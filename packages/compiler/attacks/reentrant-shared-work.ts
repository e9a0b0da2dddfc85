/**
 * Gives every caller the same piece of work, which is the kernel's: who calls second would go on with the first one's.
 *
 * Family: re-entrancy
 * Stopped by: RSP_SAFE_WAITING
 * Otherwise: it does no harm | a page | nothing
 */
import { type Context, type MemoryClient, type Page, PhysAddr, type Region, StrandInterface as Strand } from "@respin/core";
import { implement, type Waiting } from "@respin/linker";
import { Tenant, Waiter } from "@attacks/interfaces";
import { loot, saw } from "./witness.js";

let shared: Waiting<Page> | undefined;

function* takes(): Waiting {
  const page = shared === undefined ? undefined : yield* shared;
  saw(page === undefined ? "nothing" : "a page");
}

export const tenant = implement(Tenant, {
  Move: (client: MemoryClient, _context: Context, _region: Region) => {
    shared = PhysAddr.Allocate(client);
    Strand.Start("takes", takes());
    Strand.Start("takes", takes());
  },
});
export const waiter = implement(Waiter, {
  Wait: () => {
    if (shared?.next().value !== undefined) loot("a second page");
    return shared as unknown as Waiting;
  },
});
