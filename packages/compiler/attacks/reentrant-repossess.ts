/**
 * Maps, writes and gives back the page that was just taken from it.
 *
 * Family: re-entrancy
 * Stopped by: nothing
 * Otherwise: capability | RSP_PAGE
 */
import { type Context, Dispatcher, type MemoryClient, type Page, PhysAddr, type Region, Translation } from "@respin/core";
import { Protection } from "@respin/hardware";
import { implement } from "@respin/linker";
import { Tenant } from "@attacks/interfaces";
import { attempt } from "./witness.js";

const kept: Page[] = [];
export const tenant = implement(Tenant, {
  Move: (_client: MemoryClient, _context: Context, region: Region) => {
    Dispatcher.Install(PhysAddr.Repossess, (page: Page) => {
      kept.push(page);
      attempt("mapped", () => (Translation.AddMapping(region, 0, page, Protection.readWrite), true));
      attempt("given back", () => (PhysAddr.Deallocate(page), true));
      for (const old of kept.slice(0, -1)) attempt("an older one", () => PhysAddr.Modified(old));
    });
  },
});
