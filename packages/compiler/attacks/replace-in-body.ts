/**
 * Has the keeper replaced while it is about to take the keeper's place: by another of itself, which does the same.
 *
 * Family: replacement
 * Given: operator
 * Replacement: replaces keeper
 * Stopped by: nothing
 * Otherwise: bound | RSP_BOUND_DEPTH | no a replacement of one that is replaced | RSP_EXTENSION_ENDED |
 *   replace: RSP_EXTENSION_ENDED
 */
import { type Context, Handover, type MemoryClient, type Region } from "@respin/core";
import { implement, type Waiting } from "@respin/linker";
import { Operator, Strike, Tenant, Waiter } from "@attacks/interfaces";
import { attempt } from "./witness.js";

attempt("a replacement of one that is replaced", () => {
  Operator.Replace();
  return false;
});

export const tenant = implement(Tenant, { Move: (_client: MemoryClient, _context: Context, _region: Region) => {} });
export const strike = implement(Strike, { Strike: () => {} });
export const waiter = implement(Waiter, { *Wait(): Waiting {} });
export const handover = implement(Handover, { Give: () => 5, Take: (_given: unknown) => {} });
