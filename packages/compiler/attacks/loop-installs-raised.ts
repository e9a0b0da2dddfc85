/**
 * Does the same and raises the event each time, so that its dispatch is compiled again and again.
 *
 * Family: endless loops
 * Stopped by: nothing
 * Otherwise: bound | ejected from a strand for operations
 */
import { type Context, Dispatcher, type MemoryClient, type Page, PhysAddr, type Region, StrandInterface as Strand } from "@respin/core";
import { implement, type Waiting } from "@respin/linker";
import { Tenant } from "@attacks/interfaces";

function* work(client: MemoryClient): Waiting {
  const page = yield* PhysAddr.Allocate(client);
  for (;;) {
    const binding = Dispatcher.Install(PhysAddr.Reclaim, (each: Page) => each);
    PhysAddr.Reclaim(page);
    Dispatcher.Uninstall(binding);
  }
}
export const tenant = implement(Tenant, {
  Move: (client: MemoryClient, _context: Context, _region: Region) => void Strand.Start("installs", work(client)),
});
