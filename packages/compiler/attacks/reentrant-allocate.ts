/**
 * Allocates a page while one is being taken for its own allocation.
 *
 * Family: re-entrancy
 * Stopped by: RSP_SAFE_WAITING
 * Otherwise: bound | RSP_BOUND_DEPTH | no a page meanwhile
 */
import { type Context, Dispatcher, type MemoryClient, type Page, PhysAddr, type Region } from "@respin/core";
import { implement } from "@respin/linker";
import { Tenant } from "@attacks/interfaces";
import { attempt } from "./witness.js";

export const tenant = implement(Tenant, {
  Move: (client: MemoryClient, _context: Context, _region: Region) => {
    Dispatcher.Install(PhysAddr.Reclaim, (page: Page): Page => {
      attempt("a page meanwhile", () => {
        const step = PhysAddr.Allocate(client).next();
        return step.done !== true;
      });
      return page;
    });
  },
});
