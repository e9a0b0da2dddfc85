/**
 * Is to take the keeper's place, and does not come back from taking over what the keeper gives.
 *
 * Family: replacement
 * Replacement: replaces keeper
 * Stopped by: nothing
 * Otherwise: bound | replace: RSP_OPERATIONS
 */
import { type Context, Handover, type MemoryClient, type Region } from "@respin/core";
import { implement, type Waiting } from "@respin/linker";
import { Strike, Tenant, Waiter } from "@attacks/interfaces";

let turns = 0;

export const tenant = implement(Tenant, { Move: (_client: MemoryClient, _context: Context, _region: Region) => {} });
export const strike = implement(Strike, { Strike: () => {} });
export const waiter = implement(Waiter, { *Wait(): Waiting {} });
export const handover = implement(Handover, {
  Give: () => 5,
  Take: (_given: unknown) => {
    for (;;) turns = (turns + 1) % 7;
  },
});
