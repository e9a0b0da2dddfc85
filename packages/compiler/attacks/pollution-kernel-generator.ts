/**
 * Changes what all of the kernel's work that waits has in common, through one that it was given.
 *
 * Family: prototype pollution
 * Stopped by: RSP_SAFE_PROTOTYPE
 * Otherwise: meter | trap __proto__
 */
import { type Context, type MemoryClient, PhysAddr, type Region } from "@respin/core";
import { implement } from "@respin/linker";
import { Tenant } from "@attacks/interfaces";
import { attempt } from "./witness.js";

export const tenant = implement(Tenant, {
  Move: (client: MemoryClient, _context: Context, _region: Region) => {
    const work = PhysAddr.Allocate(client) as unknown as { next: unknown; __proto__: { next: unknown; stolen: unknown } };
    attempt("prototype of its work", () => {
      work.__proto__.next = () => ({ done: true, value: undefined });
      return true;
    });
    attempt("a name that all of it has", () => {
      work.__proto__.stolen = 5;
      return true;
    });
  },
});
