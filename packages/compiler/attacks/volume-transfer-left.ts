/**
 * Begins to read a block into each of its pages, and never looks at that again: the pages stay pinned.
 *
 * Family: a granted volume
 * Given: volume
 * Stopped by: RSP_SAFE_WAITING
 * Otherwise: capability | the end
 */
import { type Context, type MemoryClient, PhysAddr, type Region, StrandInterface as Strand, Volume } from "@respin/core";
import { implement, type Waiting } from "@respin/linker";
import { Tenant } from "@attacks/interfaces";
import { saw } from "./witness.js";

function* work(client: MemoryClient): Waiting {
  const { firstBlock } = yield* Volume.Lookup("mine");
  for (let n = 0; n < 3; n++) {
    const page = yield* PhysAddr.Allocate(client);
    Volume.Read(firstBlock, page).next();
  }
  yield;
  saw("the end");
}

export const tenant = implement(Tenant, {
  Move: (client: MemoryClient, _context: Context, _region: Region) => void Strand.Start("works", work(client)),
});
