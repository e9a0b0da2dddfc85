/**
 * Raises the event that its handler handles, from within the handler.
 *
 * Family: deep recursion
 * Stopped by: nothing
 * Otherwise: bound | depth 0 | reclaim: RSP_BOUND_DEPTH
 */
import { type Context, Dispatcher, type MemoryClient, type Page, PhysAddr, type Region } from "@respin/core";
import { implement } from "@respin/linker";
import { Tenant } from "@attacks/interfaces";
import { saw } from "./witness.js";

let depth = 0;
Dispatcher.Install(PhysAddr.Reclaim, (page: Page): Page => {
  depth += 1;
  const answer = PhysAddr.Reclaim(page);
  depth -= 1;
  return answer;
});
export const tenant = implement(Tenant, {
  Move: (_client: MemoryClient, _context: Context, _region: Region) => saw(`depth ${depth}`),
});
