/**
 * Changes what a look-up has found, to move the bounds of its own file.
 *
 * Family: a granted volume
 * Given: volume
 * Stopped by: RSP_SAFE_CAST
 * Otherwise: compartment | TypeError | RSP_VOLUME_BLOCK
 */
import { type Context, type MemoryClient, PhysAddr, type Region, StrandInterface as Strand, Volume } from "@respin/core";
import { implement, type Waiting } from "@respin/linker";
import { Tenant } from "@attacks/interfaces";
import { RespinError } from "@respin/hardware";
import { attempt, loot, saw } from "./witness.js";

function* work(client: MemoryClient): Waiting {
  const found = yield* Volume.Lookup("mine");
  attempt("other bounds", () => {
    const mutable = found as { firstBlock: number; pages: number };
    mutable.firstBlock = 0;
    mutable.pages = 1e9;
    return true;
  });
  try {
    yield* Volume.Read(found.firstBlock + 3, yield* PhysAddr.Allocate(client));
    loot("a block");
  } catch (error) {
    saw(error instanceof RespinError ? error.code : "odd");
  }
}

export const tenant = implement(Tenant, {
  Move: (client: MemoryClient, _context: Context, _region: Region) => void Strand.Start("works", work(client)),
});
