/**
 * Is unloaded while its strand waits for itself to be woken, with a page in its hands.
 *
 * Family: work after the end
 * Stopped by: nothing
 * Otherwise: linker | asleep
 */
import { type Context, type MemoryClient, PhysAddr, type Region, StrandInterface as Strand } from "@respin/core";
import { implement, type Waiting } from "@respin/linker";
import { Tenant } from "@attacks/interfaces";
import { loot, saw } from "./witness.js";

function* work(client: MemoryClient): Waiting {
  const page = yield* PhysAddr.Allocate(client);
  PhysAddr.Pin(page);
  saw("asleep");
  Strand.Block(Strand.Current());
  yield;
  loot("awake after its end");
}
export const tenant = implement(Tenant, {
  Move: (client: MemoryClient, _context: Context, _region: Region) => void Strand.Start("waits", work(client)),
});
