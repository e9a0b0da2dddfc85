/**
 * Has hundreds of strands write one page at a time, and ends while the disk is at work.
 *
 * Family: a granted volume
 * Given: volume
 * Stopped by: nothing
 * Otherwise: bound | begun
 */
import { type Context, type MemoryClient, type Page, PhysAddr, type Region, StrandInterface as Strand, Volume } from "@respin/core";
import { implement, type Waiting } from "@respin/linker";
import { Tenant } from "@attacks/interfaces";
import { saw } from "./witness.js";

function* write(block: number, page: Page): Waiting {
  for (let n = 0; n < 3; n++) yield* Volume.Write(block, page);
}

function* work(client: MemoryClient): Waiting {
  const { firstBlock } = yield* Volume.Lookup("mine");
  const page = yield* PhysAddr.Allocate(client);
  for (let n = 0; n < 300; n++) Strand.Start("writes", write(firstBlock + (n % 3), page));
  saw("begun");
}

export const tenant = implement(Tenant, {
  Move: (client: MemoryClient, _context: Context, _region: Region) => void Strand.Start("works", work(client)),
});
