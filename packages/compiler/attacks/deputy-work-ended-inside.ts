/**
 * Ends the kernel's work half-way on a strand of its own, and goes on with the rest.
 *
 * Family: confused deputies
 * Stopped by: RSP_SAFE_WAITING
 * Otherwise: capability | no again
 */
import { type Context, type MemoryClient, PhysAddr, type Region, StrandInterface as Strand } from "@respin/core";
import { implement, type Waiting } from "@respin/linker";
import { Tenant } from "@attacks/interfaces";
import { attempt, saw } from "./witness.js";

function* work(client: MemoryClient): Waiting {
  for (let n = 0; n < 12; n++) {
    const allocation = PhysAddr.Allocate(client);
    const step = allocation.next();
    if (step.done !== true) {
      saw("it waits");
      allocation.return(undefined as never);
    }
    attempt("again", () => allocation.next().done !== true);
  }
}

export const tenant = implement(Tenant, {
  Move: (client: MemoryClient, _context: Context, _region: Region) => void Strand.Start("ends", work(client)),
});
