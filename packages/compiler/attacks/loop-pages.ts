/**
 * Fills a page with zeros for ever.
 *
 * Family: endless loops
 * Stopped by: nothing
 * Otherwise: bound | ejected from a strand for operations
 */
import { type Context, type MemoryClient, PhysAddr, type Region, StrandInterface as Strand } from "@respin/core";
import { implement, type Waiting } from "@respin/linker";
import { Tenant } from "@attacks/interfaces";

function* work(client: MemoryClient): Waiting {
  const page = yield* PhysAddr.Allocate(client);
  for (;;) PhysAddr.Zero(page);
}
export const tenant = implement(Tenant, {
  Move: (client: MemoryClient, _context: Context, _region: Region) => void Strand.Start("zeros", work(client)),
});
