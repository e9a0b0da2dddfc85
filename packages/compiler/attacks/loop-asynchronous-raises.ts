/**
 * Raises an event with an asynchronous handler for ever: each raise starts a strand.
 *
 * Family: endless loops
 * Stopped by: nothing
 * Otherwise: bound | ejected from a strand for operations
 */
import { type Context, Dispatcher, type MemoryClient, type Page, PhysAddr, type Region, StrandInterface as Strand } from "@respin/core";
import { implement, type Waiting } from "@respin/linker";
import { Tenant } from "@attacks/interfaces";

let ran = 0;
Dispatcher.Install(PhysAddr.Repossess, () => void (ran += 1), { mode: "asynchronous" });
function* work(client: MemoryClient): Waiting {
  const page: Page = yield* PhysAddr.Allocate(client);
  for (;;) PhysAddr.Repossess(page);
}
export const tenant = implement(Tenant, {
  Move: (client: MemoryClient, _context: Context, _region: Region) => void Strand.Start("raises", work(client)),
});
