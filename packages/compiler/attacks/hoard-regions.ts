/**
 * Takes its space page by page, and gives every second one back.
 *
 * Family: hoarding
 * Stopped by: nothing
 * Otherwise: bound | 1000 kept
 */
import { type Context, type MemoryClient, type Region, VirtAddr } from "@respin/core";
import { implement } from "@respin/linker";
import { Tenant } from "@attacks/interfaces";
import { saw } from "./witness.js";

export const tenant = implement(Tenant, {
  Move: (_client: MemoryClient, context: Context, _region: Region) => {
    const kept: Region[] = [];
    for (let n = 0; n < 2000; n++) {
      const region = VirtAddr.Allocate(context, 1);
      if (n % 2 === 0) VirtAddr.Deallocate(region);
      else kept.push(region);
    }
    saw(`${kept.length} kept`);
  },
});
