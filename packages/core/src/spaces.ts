import type { Asn, Machine } from "@respin/hardware";
import { defineCapabilities } from "@respin/linker";
import type { Context } from "./interfaces.js";

/** The address spaces that exist, and the MMU's number for each. */
export class Spaces {
  readonly #machine: Machine;
  /** Of each context the MMU's number. They are this machine's: another's are none. */
  readonly #contexts = defineCapabilities<{ readonly asn: Asn }, "Translation.T">(
    "Translation.T",
    "get one with Translation.Create",
  );

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  create(): Context {
    return this.#contexts.mint({ asn: this.#machine.mmu.createSpace() });
  }

  destroy(context: Context): void {
    this.#machine.mmu.destroySpace(this.asnOf(context, "Translation.Destroy"));
    this.#contexts.revoke(context);
  }

  /** Whether a context is there, and has this number. */
  isAt(context: Context, asn: Asn): boolean {
    return this.#contexts.tryReveal(context)?.asn === asn;
  }

  /** The MMU's number of a context. Throws RSP_CAPABILITY for what is none, or another machine's. */
  asnOf(context: Context, procedure: string): Asn {
    return this.#contexts.reveal(context, procedure).asn;
  }
}
