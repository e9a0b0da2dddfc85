/**
 * Is replaced while its strands hold pages pinned and never let go, and takes pages of its successor's on.
 *
 * Family: replacement
 * Replacement: replaced by itself
 * Stopped by: nothing
 * Otherwise: capability | taken | reclaim: RSP_MEMORY_EXHAUSTED
 */
import { type Context, Handover, type MemoryClient, PhysAddr, type Region, StrandInterface as Strand } from "@respin/core";
import { implement, type Waiting } from "@respin/linker";
import { Tenant } from "@attacks/interfaces";
import { saw } from "./witness.js";

function* holds(client: MemoryClient): Waiting {
  for (;;) {
    try {
      PhysAddr.Pin(yield* PhysAddr.Allocate(client));
    } catch {
      yield;
    }
  }
}

export const tenant = implement(Tenant, {
  Move: (client: MemoryClient, _context: Context, _region: Region) => void Strand.Start("holds", holds(client)),
});
export const handover = implement(Handover, { Give: () => 5, Take: (_given: unknown) => saw("taken") });
