/**
 * Gives one piece of the kernel's work a step of its own, and lets the kernel wait for it.
 *
 * Family: prototype pollution
 * Stopped by: RSP_SAFE_CAST
 * Otherwise: compartment | TypeError
 */
import { type Context, type MemoryClient, PhysAddr, type Region, StrandInterface as Strand } from "@respin/core";
import { implement } from "@respin/linker";
import { Tenant } from "@attacks/interfaces";
import { attempt, saw } from "./witness.js";

export const tenant = implement(Tenant, {
  Move: (client: MemoryClient, _context: Context, _region: Region) => {
    attempt("frozen", () => {
      const work = PhysAddr.Allocate(client) as unknown as { next: unknown };
      work.next = () => {
        saw("its own step");
        return { done: true, value: undefined };
      };
      Strand.Start("odd", work as unknown as Generator<void, unknown, void>);
      return false;
    });
  },
});
