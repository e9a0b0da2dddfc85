/**
 * Begins to read on a strand that ends at once, and has another go on: the kernel would wake the one that is no more.
 *
 * Family: a granted volume
 * Given: volume
 * Stopped by: RSP_SAFE_WAITING
 * Otherwise: capability | no a turn on another strand | woken
 */
import { type Context, type MemoryClient, PhysAddr, type Region, StrandInterface as Strand, Volume } from "@respin/core";
import { implement, type Waiting } from "@respin/linker";
import { Tenant } from "@attacks/interfaces";
import { attempt, saw } from "./witness.js";

function* other(reading: Waiting): Waiting {
  attempt("a turn on another strand", () => reading.next().done === true);
  yield;
  saw("woken");
}

function* work(client: MemoryClient): Waiting {
  const { firstBlock } = yield* Volume.Lookup("mine");
  const reading = Volume.Read(firstBlock, yield* PhysAddr.Allocate(client));
  Strand.Start("goes on", other(reading));
  reading.next();
}

export const tenant = implement(Tenant, {
  Move: (client: MemoryClient, _context: Context, _region: Region) => void Strand.Start("works", work(client)),
});
