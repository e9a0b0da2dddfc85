/**
 * Takes every address of the space that it was given and of spaces of its own.
 *
 * Family: hoarding
 * Stopped by: nothing
 * Otherwise: capability | RSP_ADDRESSES_EXHAUSTED
 */
import { type Context, type MemoryClient, type Region, Translation, VirtAddr } from "@respin/core";
import { implement } from "@respin/linker";
import { Tenant } from "@attacks/interfaces";
import { attempt } from "./witness.js";

export const tenant = implement(Tenant, {
  Move: (_client: MemoryClient, context: Context, _region: Region) => {
    attempt("all of its own", () => {
      for (;;) VirtAddr.Allocate(context, 100_000);
    });
    attempt("all of one more", () => {
      const other = Translation.Create();
      for (;;) VirtAddr.Allocate(other, 100_000);
    });
  },
});
