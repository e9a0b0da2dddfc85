/**
 * Leaves the kernel's work half-done, so that its strand counts as inside the kernel, and goes on after its own end.
 *
 * Family: a granted volume
 * Given: volume
 * Stopped by: RSP_SAFE_WAITING
 * Otherwise: bound | begun
 */
import { type Context, type MemoryClient, PhysAddr, type Region, StrandInterface as Strand, Volume } from "@respin/core";
import { implement, type Waiting } from "@respin/linker";
import { Tenant } from "@attacks/interfaces";
import { saw } from "./witness.js";

let slices = 0;

function* work(client: MemoryClient): Waiting {
  const { firstBlock } = yield* Volume.Lookup("mine");
  const page = yield* PhysAddr.Allocate(client);
  const reading = Volume.Read(firstBlock, page);
  reading.next();
  saw("begun");
  // More slices than everybody together is given after its end.
  for (; slices < 1_500_000; slices++) yield;
}

export const tenant = implement(Tenant, {
  Move: (client: MemoryClient, _context: Context, _region: Region) => void Strand.Start("works", work(client)),
});
