/**
 * Passes one kind of capability for another.
 *
 * Family: forging capabilities
 * Stopped by: RSP_TYPE
 * Otherwise: capability | RSP_PAGE | RSP_CAPABILITY | RSP_STRAND
 */
import { Console, type Context, type MemoryClient, PhysAddr, type Region, StrandInterface as Strand, Translation, VirtAddr } from "@respin/core";
import { implement } from "@respin/linker";
import { Tenant } from "@attacks/interfaces";
import { attempt } from "./witness.js";

export const tenant = implement(Tenant, {
  Move: (client: MemoryClient, context: Context, region: Region) => {
    attempt("client as page", () => (PhysAddr.Deallocate(client), true));
    attempt("context as terminal", () => (Console.Write(context, "LOOT by a context"), true));
    attempt("region as context", () => VirtAddr.Allocate(region, 1) !== undefined);
    attempt("terminal as strand", () => (Strand.Unblock(Console.Open()), true));
    attempt("client as context", () => (Translation.Destroy(client), true));
    attempt("context as client", () => {
      for (const step of PhysAddr.Allocate(context)) void step;
      return true;
    });
  },
});
