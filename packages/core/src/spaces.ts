import { RespinError, type Asn, type Machine } from "@respin/hardware";
import type { Context } from "./interfaces.js";

/** The capability: only this module makes one. */
class ContextCapability implements Context {
  readonly translation = "Translation.T";
}

/** The address spaces that exist, and the MMU's number for each. */
export class Spaces {
  readonly #machine: Machine;
  readonly #asns = new Map<Context, Asn>();

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  create(): Context {
    const context = new ContextCapability();
    this.#asns.set(context, this.#machine.mmu.createSpace());
    return context;
  }

  destroy(context: Context): void {
    this.#machine.mmu.destroySpace(this.asnOf(context, "Translation.Destroy"));
    this.#asns.delete(context);
  }

  /** The MMU's number of a context. Throws RSP_CONTEXT. */
  asnOf(context: Context, procedure: string): Asn {
    const asn = this.#asns.get(context);
    if (asn === undefined) {
      throw new RespinError(
        "RSP_CONTEXT",
        `${procedure}: not an addressing context (Translation.T) that exists; it was destroyed`,
      );
    }
    return asn;
  }
}
