/**
 * Begins to read a block into a page, ends the reading half-way, and gives the page back while the disk still fills it.
 *
 * Family: a granted volume
 * Given: volume
 * Stopped by: RSP_SAFE_WAITING
 * Otherwise: capability | no an end half-way | RSP_PAGE_PINNED | the end
 */
import { type Context, type MemoryClient, PhysAddr, type Region, StrandInterface as Strand, Volume } from "@respin/core";
import { implement, type Waiting } from "@respin/linker";
import { Tenant } from "@attacks/interfaces";
import { attempt, saw } from "./witness.js";

function* work(client: MemoryClient): Waiting {
  const { firstBlock } = yield* Volume.Lookup("mine");
  const page = yield* PhysAddr.Allocate(client);
  const reading = Volume.Read(firstBlock, page);
  reading.next();
  attempt("an end half-way", () => reading.return(undefined).done !== true);
  attempt("a page that the disk fills", () => {
    PhysAddr.Deallocate(page);
    return true;
  });
  yield;
  saw("the end");
}

export const tenant = implement(Tenant, {
  Move: (client: MemoryClient, _context: Context, _region: Region) => void Strand.Start("works", work(client)),
});
