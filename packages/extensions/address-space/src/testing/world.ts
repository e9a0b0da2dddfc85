import { Strand, type Context, type Kernel, type MemoryClient } from "@respin/core";
import { builtExtension, smallPages } from "@respin/core/testing";
import { RespinError } from "@respin/hardware";
import type { Client, Waiting } from "@respin/linker";
import { AddressSpace } from "../interfaces.js";

export const pageWords = smallPages.frameBytes / 4;
const { objectFile, bootKernel } = builtExtension(new URL("../../dist/address-space.rsp", import.meta.url), smallPages);

/** A kernel with the extension, and programs that run in its spaces as users do: through the MMU, with a fault now and then. */
export class World {
  readonly kernel: Kernel;
  readonly client: MemoryClient;
  readonly spaces: Client<typeof AddressSpace>;
  readonly share: number;
  /** Faults that were raised. */
  faults = 0;

  constructor({ frames, pages }: { readonly frames: number; readonly pages: number }) {
    this.kernel = bootKernel(frames);
    this.share = frames;
    this.client = this.kernel.storage.createClient("spaces", frames);
    const extension = this.kernel.extensions.load(objectFile, { grant: { clients: [this.client] } });
    this.spaces = this.kernel.extensions.clientOf(extension, AddressSpace);
    this.spaces.Start({ client: this.client, pageWords, pages });
  }

  /** Frames that the spaces hold. */
  get held(): number {
    return this.kernel.storage.use(this.client).held;
  }

  asn(context: Context): number {
    return this.kernel.spaces.asnOf(context, "a test");
  }

  /** Run programs beside each other until all have ended. Throws what they throw. */
  run(...programs: readonly Waiting<unknown>[]): void {
    const { strands } = this.kernel;
    let running = programs.length;
    for (const [index, program] of programs.entries()) {
      const strand = new Strand(`program ${index}`, -1);
      strands.whenEnded(strand, () => running--);
      strands.start(
        strand,
        (function* () {
          yield* program;
        })(),
      );
    }
    strands.runUntil(() => running === 0);
  }

  *store(context: Context, address: number, value: number): Waiting {
    yield* this.access(context, address, true, (asn) => this.kernel.machine.mmu.store(asn, address, value));
  }

  *load(context: Context, address: number): Waiting<number> {
    const { mmu } = this.kernel.machine;
    yield* this.access(context, address, false, (asn) => mmu.load(asn, address));
    return mmu.loaded;
  }

  /** Try an access until it goes through. Throws what nobody puts right. */
  *access(context: Context, address: number, write: boolean, attempt: (asn: number) => number): Waiting {
    const { translation, strands } = this.kernel;
    for (let tries = 0; ; tries++) {
      const outcome = attempt(this.asn(context));
      if (outcome >= 0) return;
      if (tries > 50) throw new Error(`word ${address} faults for ever`);
      this.faults++;
      translation.raise(outcome, { context, address, write, strand: strands.current.capability });
      yield;
      const failure = this.spaces.TakeFailure(strands.current.capability);
      if (failure !== undefined) throw failure;
    }
  }

  /** The code of what an act of a program throws; undefined for none. */
  codeOf(act: () => void): string | undefined {
    try {
      act();
    } catch (error) {
      if (error instanceof RespinError) return error.code;
      throw error;
    }
    return undefined;
  }
}
