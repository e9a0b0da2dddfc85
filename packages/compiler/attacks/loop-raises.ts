/**
 * Raises an event with many handlers of its own for ever.
 *
 * Family: endless loops
 * Stopped by: nothing
 * Otherwise: bound | ejected from PhysAddr.Repossess for operations
 */
import { type Context, Dispatcher, type MemoryClient, type Page, PhysAddr, type Region, StrandInterface as Strand } from "@respin/core";
import { implement, type Waiting } from "@respin/linker";
import { Tenant } from "@attacks/interfaces";

for (let n = 0; n < 500; n++) Dispatcher.Install(PhysAddr.Repossess, () => {});
function* work(client: MemoryClient): Waiting {
  const page = yield* PhysAddr.Allocate(client);
  for (;;) PhysAddr.Repossess(page);
}
export const tenant = implement(Tenant, {
  Move: (client: MemoryClient, _context: Context, _region: Region) => void Strand.Start("raises", work(client)),
});
