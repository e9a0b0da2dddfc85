/**
 * Is to take the keeper's place, makes as many spaces as it may, and fails: the keeper has no room for one more.
 *
 * Family: replacement
 * Replacement: replaces keeper
 * Stopped by: nothing
 * Otherwise: bound | no too many spaces | RSP_LIMIT | replace: RSP_OWN
 */
import { Handover, Translation, type Context, type MemoryClient, type Region } from "@respin/core";
import { RespinError } from "@respin/hardware";
import { implement, type Waiting } from "@respin/linker";
import { Strike, Tenant, Waiter } from "@attacks/interfaces";
import { attempt } from "./witness.js";

for (let n = 0; n < 17; n++) {
  attempt("too many spaces", () => {
    Translation.Create();
    return n > 15;
  });
}

export const tenant = implement(Tenant, { Move: (_client: MemoryClient, _context: Context, _region: Region) => {} });
export const strike = implement(Strike, { Strike: () => {} });
export const waiter = implement(Waiter, { *Wait(): Waiting {} });
export const handover = implement(Handover, {
  Give: () => 5,
  Take: (_given: unknown) => {
    throw new RespinError("RSP_OWN", "it fails; try again");
  },
});
