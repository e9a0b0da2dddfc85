/**
 * Has itself replaced in the middle of its own handler, and installs and pins in what is left of the turn.
 *
 * Family: replacement
 * Given: operator
 * Replacement: replaced by itself
 * Stopped by: nothing
 * Otherwise: linker | no a replacement | RSP_EXTENSION_ENDED
 */
import { type Context, Dispatcher, type MemoryClient, type MemoryFault, PhysAddr, type Region, Translation } from "@respin/core";
import { implement } from "@respin/linker";
import { Operator, Tenant } from "@attacks/interfaces";
import { attempt, saw } from "./witness.js";

let moved = false;

Dispatcher.Install(
  Translation.PageNotPresent,
  (_fault: MemoryFault) => {
    if (!moved) return saw("the new one handles it");
    moved = false;
    attempt("a replacement", () => {
      Operator.Replace();
      return false;
    });
    attempt("a handler", () => {
      Dispatcher.Install(PhysAddr.Repossess, () => {});
      return true;
    });
  },
  { order: "first" },
);

export const tenant = implement(Tenant, {
  Move: (_client: MemoryClient, _context: Context, _region: Region) => void (moved = true),
});
