/**
 * Asks for blocks by numbers that are between two, none, or more than there can be.
 *
 * Family: a granted volume
 * Given: volume
 * Stopped by: nothing
 * Otherwise: capability | RSP_VOLUME_BLOCK | the end
 */
import { type Context, type MemoryClient, PhysAddr, type Region, StrandInterface as Strand, Volume } from "@respin/core";
import { implement, type Waiting } from "@respin/linker";
import { Tenant } from "@attacks/interfaces";
import { RespinError } from "@respin/hardware";
import { loot, saw } from "./witness.js";

function* work(client: MemoryClient): Waiting {
  const { firstBlock, pages } = yield* Volume.Lookup("mine");
  const page = yield* PhysAddr.Allocate(client);
  const halfWay = firstBlock + pages - 0.5;
  const odd = [firstBlock + 0.5, halfWay, Number.NaN, 1 / 0, -1 / 0, 2 ** 53, 2 ** 32 + firstBlock, 1e300, -firstBlock];
  for (const block of odd) {
    try {
      yield* Volume.Write(block, page);
      loot(`block ${block}`);
    } catch (error) {
      saw(error instanceof RespinError ? error.code : "odd");
    }
  }
  saw("the end");
}

export const tenant = implement(Tenant, {
  Move: (client: MemoryClient, _context: Context, _region: Region) => void Strand.Start("works", work(client)),
});
