/**
 * Begins to read on one strand, and has another strand go on with it.
 *
 * Family: a granted volume
 * Given: volume
 * Stopped by: RSP_SAFE_WAITING
 * Otherwise: capability | woken | it was read | no the page
 */
import { type Context, type MemoryClient, type Page, PhysAddr, type Region, StrandInterface as Strand, Volume } from "@respin/core";
import { implement, type Waiting } from "@respin/linker";
import { Tenant } from "@attacks/interfaces";
import { attempt, saw } from "./witness.js";

function* other(reading: Waiting, page: Page): Waiting {
  let steps = 0;
  while (reading.next().done !== true && steps < 50) {
    steps += 1;
    yield;
  }
  saw(steps < 50 ? "it was read" : "it is never read");
  attempt("the page", () => {
    PhysAddr.Deallocate(page);
    return false;
  });
}

function* work(client: MemoryClient): Waiting {
  const { firstBlock } = yield* Volume.Lookup("mine");
  const page = yield* PhysAddr.Allocate(client);
  const reading = Volume.Read(firstBlock, page);
  reading.next();
  Strand.Start("goes on", other(reading, page));
  yield;
  saw("woken");
}

export const tenant = implement(Tenant, {
  Move: (client: MemoryClient, _context: Context, _region: Region) => void Strand.Start("works", work(client)),
});
