/**
 * Steps the kernel's work itself, where no strand runs, and ends it half-way.
 *
 * Family: confused deputies
 * Stopped by: RSP_SAFE_WAITING
 * Otherwise: capability | RSP_STRAND | no work ended | Error
 */
import { type Context, type MemoryClient, PhysAddr, type Region } from "@respin/core";
import { implement } from "@respin/linker";
import { Tenant } from "@attacks/interfaces";
import { attempt } from "./witness.js";

export const tenant = implement(Tenant, {
  Move: (client: MemoryClient, _context: Context, _region: Region) => {
    attempt("a page without a strand", () => PhysAddr.Allocate(client).next().value !== undefined);
    attempt("work ended", () => {
      const work = PhysAddr.Allocate(client);
      work.return(undefined as never);
      return work.next().value !== undefined;
    });
    attempt("work thrown into", () => {
      PhysAddr.Allocate(client).throw(new Error("in"));
      return true;
    });
    attempt("work in a list", () => [...PhysAddr.Allocate(client)].length > 99);
  },
});
