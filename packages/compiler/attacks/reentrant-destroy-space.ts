/**
 * Destroys its space, with its regions, inside the handler of a fault in it.
 *
 * Family: re-entrancy
 * Stopped by: nothing
 * Otherwise: capability | no addresses | no space | fault: RSP_BAD_ADDRESS
 */
import { type Context, Dispatcher, type MemoryClient, type MemoryFault, type Region, Translation, VirtAddr } from "@respin/core";
import { implement } from "@respin/linker";
import { Tenant } from "@attacks/interfaces";
import { attempt } from "./witness.js";

export const tenant = implement(Tenant, {
  Move: (_client: MemoryClient, context: Context, region: Region) => {
    Dispatcher.Install(
      Translation.PageNotPresent,
      (fault: MemoryFault): void => {
        attempt("addresses", () => (VirtAddr.Deallocate(region), false));
        attempt("space", () => (Translation.Destroy(fault.context), fault.context !== context));
      },
      { order: "first", cancel: true },
    );
  },
});
