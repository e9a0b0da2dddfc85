/**
 * Pins one page very often, so that the count runs over.
 *
 * Family: hoarding
 * Stopped by: nothing
 * Otherwise: bound | RSP_LIMIT
 */
import { type Context, type MemoryClient, PhysAddr, type Region, StrandInterface as Strand } from "@respin/core";
import { implement, type Waiting } from "@respin/linker";
import { Tenant } from "@attacks/interfaces";
import { attempt } from "./witness.js";

function* work(client: MemoryClient): Waiting {
  const page = yield* PhysAddr.Allocate(client);
  attempt("a hundred thousand pins", () => {
    for (let n = 0; n < 100_000; n++) PhysAddr.Pin(page);
    return false;
  });
}
export const tenant = implement(Tenant, {
  Move: (client: MemoryClient, _context: Context, _region: Region) => void Strand.Start("pins", work(client)),
});
