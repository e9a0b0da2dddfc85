/**
 * Throws its capabilities, its procedures and its work at whoever raises its event, and into the kernel.
 *
 * Family: hostile exceptions
 * Stopped by: nothing
 * Otherwise: it does no harm | move: Error | ask: object | fault: Error
 */
import { Console, type Context, Dispatcher, type MemoryClient, type MemoryFault, PhysAddr, type Region, Translation } from "@respin/core";
import { implement } from "@respin/linker";
import { Oracle, Tenant } from "@attacks/interfaces";
import { loot } from "./witness.js";

class Carrier extends Error {
  readonly held: unknown;
  constructor(held: unknown) {
    super("carried");
    this.held = held;
  }
}
const acts = { toString: () => loot("it ran"), code: "RSP_EJECTED" };

export const tenant = implement(Tenant, {
  Move: (client: MemoryClient, _context: Context, _region: Region) => {
    Dispatcher.Install(
      Translation.PageNotPresent,
      (_fault: MemoryFault) => {
        throw new Carrier([Console.Open(), PhysAddr.Allocate(client), acts]);
      },
      { order: "first" },
    );
    throw new Carrier(acts);
  },
});
export const oracle = implement(Oracle, {
  Ask: () => {
    throw acts;
  },
});
