/**
 * Maps one page at as many places as its region has, so that whoever takes it has much to do.
 *
 * Family: hoarding
 * Stopped by: nothing
 * Otherwise: bound | mapped
 */
import { type Context, type MemoryClient, PhysAddr, type Region, StrandInterface as Strand, Translation, VirtAddr } from "@respin/core";
import { Protection } from "@respin/hardware";
import { implement, type Waiting } from "@respin/linker";
import { Tenant } from "@attacks/interfaces";
import { saw } from "./witness.js";

function* work(client: MemoryClient, context: Context): Waiting {
  const page = yield* PhysAddr.Allocate(client);
  const region = VirtAddr.Allocate(context, 50_000);
  for (let n = 0; n < 50_000; n++) Translation.AddMapping(region, n, page, Protection.read);
  saw("mapped");
}
export const tenant = implement(Tenant, {
  Move: (client: MemoryClient, context: Context, _region: Region) => void Strand.Start("maps", work(client, context)),
});
