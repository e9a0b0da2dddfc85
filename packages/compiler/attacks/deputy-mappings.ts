/**
 * Maps at places and with protections that do not exist, twice, and destroys a space that has mappings.
 *
 * Family: confused deputies
 * Stopped by: nothing
 * Otherwise: capability | RSP_REGION | RSP_PROTECTION | RSP_MAPPED | RSP_PAGE
 */
import { type Context, type MemoryClient, PhysAddr, type Region, StrandInterface as Strand, Translation, VirtAddr } from "@respin/core";
import { Protection } from "@respin/hardware";
import { implement, type Waiting } from "@respin/linker";
import { Tenant } from "@attacks/interfaces";
import { attempt } from "./witness.js";

function* work(client: MemoryClient, context: Context, region: Region): Waiting {
  const page = yield* PhysAddr.Allocate(client);
  const place = (at: number, protection: number): boolean => {
    Translation.AddMapping(region, at, page, protection);
    return true;
  };
  attempt("before the region", () => place(-1, Protection.read));
  attempt("behind the region", () => place(1_000_000, Protection.read));
  attempt("at a fraction", () => place(0.5, Protection.read));
  attempt("at no number", () => place(NaN, Protection.read));
  attempt("a protection that is none", () => place(0, 64));
  attempt("a protection below all", () => place(0, -1));
  Translation.AddMapping(region, 1, page, Protection.readWrite);
  attempt("twice", () => place(1, Protection.readWrite));
  attempt("a region that is mapped, given back", () => {
    VirtAddr.Deallocate(region);
    return true;
  });
  attempt("a space that has mappings, destroyed", () => {
    Translation.Destroy(context);
    return true;
  });
  PhysAddr.Deallocate(page);
  attempt("a page that was given back, mapped", () => place(2, Protection.read));
  attempt("a page that was given back, given back", () => {
    PhysAddr.Deallocate(page);
    return true;
  });
}

export const tenant = implement(Tenant, {
  Move: (client: MemoryClient, context: Context, region: Region) => void Strand.Start("mappings", work(client, context, region)),
});
