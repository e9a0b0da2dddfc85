/**
 * Is to take the keeper's place, and exports more than that: its other procedures would be nobody's.
 *
 * Family: replacement
 * Replacement: replaces keeper
 * Stopped by: nothing
 * Otherwise: linker | replace: RSP_REPLACE
 */
import { type Context, Handover, type MemoryClient, type Region } from "@respin/core";
import { implement, type Waiting } from "@respin/linker";
import { Canary, Strike, Tenant, Waiter } from "@attacks/interfaces";
import { loot } from "./witness.js";

loot("it runs");

export const tenant = implement(Tenant, { Move: (_client: MemoryClient, _context: Context, _region: Region) => {} });
export const strike = implement(Strike, { Strike: () => {} });
export const waiter = implement(Waiter, { *Wait(): Waiting {} });
export const canary = implement(Canary, { Answer: (question) => question });
export const handover = implement(Handover, { Give: () => 5, Take: (_given: unknown) => {} });
