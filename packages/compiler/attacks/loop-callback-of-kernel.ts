/**
 * Has the kernel do long work in each turn of a short loop: regions of a million pages, given back and taken again.
 *
 * Family: endless loops
 * Stopped by: nothing
 * Otherwise: bound | move: RSP_OPERATIONS
 */
import { type Context, type MemoryClient, type Region, VirtAddr } from "@respin/core";
import { implement } from "@respin/linker";
import { Tenant } from "@attacks/interfaces";

export const tenant = implement(Tenant, {
  Move: (_client: MemoryClient, context: Context, _region: Region) => {
    for (;;) VirtAddr.Deallocate(VirtAddr.Allocate(context, 1_000_000));
  },
});
