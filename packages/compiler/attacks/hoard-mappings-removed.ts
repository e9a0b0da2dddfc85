/**
 * Maps one page at many places, and removes the mappings one by one, each removal going through all of them.
 *
 * Family: hoarding
 * Stopped by: nothing
 * Otherwise: bound | unmapped
 */
import { type Context, type MemoryClient, PhysAddr, type Region, StrandInterface as Strand, Translation, VirtAddr } from "@respin/core";
import { Protection } from "@respin/hardware";
import { implement, type Waiting } from "@respin/linker";
import { Tenant } from "@attacks/interfaces";
import { saw } from "./witness.js";

function* work(client: MemoryClient, context: Context): Waiting {
  const page = yield* PhysAddr.Allocate(client);
  const region = VirtAddr.Allocate(context, 20_000);
  for (let n = 0; n < 20_000; n++) Translation.AddMapping(region, n, page, Protection.read);
  for (let n = 0; n < 20_000; n++) Translation.RemoveMapping(region, n);
  saw("unmapped");
}
export const tenant = implement(Tenant, {
  Move: (client: MemoryClient, context: Context, _region: Region) => void Strand.Start("maps", work(client, context)),
});
