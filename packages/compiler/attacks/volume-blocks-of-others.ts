/**
 * Reads and writes blocks around its own file, the first block of the disk, and those of the secret file.
 *
 * Family: a granted volume
 * Given: volume
 * Stopped by: nothing
 * Otherwise: capability | RSP_VOLUME_BLOCK | the end
 */
import { type Context, type MemoryClient, type Page, PhysAddr, type Region, StrandInterface as Strand, Volume } from "@respin/core";
import { implement, type Waiting } from "@respin/linker";
import { Tenant } from "@attacks/interfaces";
import { RespinError } from "@respin/hardware";
import { loot, saw } from "./witness.js";

function* transfer(write: boolean, block: number, page: Page): Waiting {
  try {
    if (write) yield* Volume.Write(block, page);
    else yield* Volume.Read(block, page);
    loot(`block ${block}`);
  } catch (error) {
    saw(error instanceof RespinError ? error.code : "odd");
  }
}

function* work(client: MemoryClient): Waiting {
  const { firstBlock, pages } = yield* Volume.Lookup("mine");
  const page = yield* PhysAddr.Allocate(client);
  PhysAddr.Write(page, 0, Int32Array.from([4711]));
  for (const block of [0, -1, firstBlock - 1, firstBlock + pages, firstBlock + pages + 1]) {
    yield* transfer(true, block, page);
    yield* transfer(false, block, page);
  }
  saw("the end");
}

export const tenant = implement(Tenant, {
  Move: (client: MemoryClient, _context: Context, _region: Region) => void Strand.Start("works", work(client)),
});
