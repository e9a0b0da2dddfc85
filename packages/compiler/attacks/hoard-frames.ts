/**
 * Allocates more frames than its client may have, keeps each pinned, and never gives one back.
 *
 * Family: hoarding
 * Stopped by: nothing
 * Otherwise: capability | 4 frames, then RSP_MEMORY_EXHAUSTED | reclaim: RSP_MEMORY_EXHAUSTED
 */
import { type Context, type MemoryClient, PhysAddr, type Region, StrandInterface as Strand } from "@respin/core";
import { RespinError } from "@respin/hardware";
import { implement, type Waiting } from "@respin/linker";
import { Tenant } from "@attacks/interfaces";
import { saw } from "./witness.js";

function* work(client: MemoryClient): Waiting {
  let held = 0;
  try {
    for (;;) {
      const page = yield* PhysAddr.Allocate(client);
      PhysAddr.Pin(page);
      held += 1;
    }
  } catch (error) {
    saw(`${held} frames, then ${error instanceof RespinError ? error.code : "something else"}`);
  }
}
export const tenant = implement(Tenant, {
  Move: (client: MemoryClient, _context: Context, _region: Region) => void Strand.Start("hoards", work(client)),
});
