/**
 * Unpins what it did not pin, and gives back what is pinned.
 *
 * Family: confused deputies
 * Stopped by: nothing
 * Otherwise: capability | RSP_UNPINNED | RSP_PAGE_PINNED
 */
import { type Context, type MemoryClient, PhysAddr, type Region, StrandInterface as Strand } from "@respin/core";
import { implement, type Waiting } from "@respin/linker";
import { Tenant } from "@attacks/interfaces";
import { attempt } from "./witness.js";

function* work(client: MemoryClient): Waiting {
  const page = yield* PhysAddr.Allocate(client);
  attempt("unpinned before", () => {
    PhysAddr.Unpin(page);
    return true;
  });
  PhysAddr.Pin(page);
  attempt("given back while pinned", () => {
    PhysAddr.Deallocate(page);
    return true;
  });
  PhysAddr.Unpin(page);
  attempt("unpinned twice", () => {
    PhysAddr.Unpin(page);
    return true;
  });
  PhysAddr.Deallocate(page);
}

export const tenant = implement(Tenant, {
  Move: (client: MemoryClient, _context: Context, _region: Region) => void Strand.Start("pins", work(client)),
});
