/**
 * Has the disk fill and write pages that it has given back, that were taken from it, and that are none.
 *
 * Family: a granted volume
 * Given: volume
 * Stopped by: RSP_SAFE_CAST
 * Otherwise: capability | RSP_PAGE
 */
import { type Context, type MemoryClient, type Page, PhysAddr, type Region, StrandInterface as Strand, Volume } from "@respin/core";
import { implement, type Waiting } from "@respin/linker";
import { Tenant } from "@attacks/interfaces";
import { RespinError } from "@respin/hardware";
import { loot, saw } from "./witness.js";

function* work(client: MemoryClient): Waiting {
  const { firstBlock } = yield* Volume.Lookup("mine");
  const returned = yield* PhysAddr.Allocate(client);
  PhysAddr.Deallocate(returned);
  const again = yield* PhysAddr.Allocate(client);
  const odd: readonly unknown[] = [returned, 5, {}, client];
  for (const page of odd) {
    try {
      yield* Volume.Read(firstBlock, page as Page);
      loot("a page");
    } catch (error) {
      saw(error instanceof RespinError ? error.code : "odd");
    }
  }
  PhysAddr.Deallocate(again);
}

export const tenant = implement(Tenant, {
  Move: (client: MemoryClient, _context: Context, _region: Region) => void Strand.Start("works", work(client)),
});
