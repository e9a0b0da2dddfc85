/**
 * Has the one that it replaces replaced once more while it takes over.
 *
 * Family: replacement
 * Given: operator
 * Replacement: replaces keeper
 * Stopped by: nothing
 * Otherwise: bound | RSP_BOUND_DEPTH | object | no a second place | RSP_EXTENSION_ENDED | replace: RSP_EXTENSION_ENDED
 */
import { type Context, Handover, type MemoryClient, type Region } from "@respin/core";
import { implement, type Waiting } from "@respin/linker";
import { Operator, Strike, Tenant, Waiter } from "@attacks/interfaces";
import { attempt, saw } from "./witness.js";

export const tenant = implement(Tenant, { Move: (_client: MemoryClient, _context: Context, _region: Region) => {} });
export const strike = implement(Strike, { Strike: () => {} });
export const waiter = implement(Waiter, { *Wait(): Waiting {} });
export const handover = implement(Handover, {
  Give: () => 5,
  Take: (given: unknown) => {
    attempt("a second place", () => {
      Operator.Replace();
      return false;
    });
    saw(typeof given);
  },
});
