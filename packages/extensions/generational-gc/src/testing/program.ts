import { Strand, type Context, type Kernel, type Region } from "@respin/core";
import { builtExtension, smallPages } from "@respin/core/testing";
import { Protection } from "@respin/hardware";
import type { Client, Waiting } from "@respin/linker";
import { GenerationalHeap, type Barrier, type Memory } from "../heap.js";
import { WriteBarrier } from "../interfaces.js";

export const pageWords = smallPages.frameBytes / 4;
const { objectFile, bootKernel } = builtExtension(
  new URL("../../dist/generational-gc.rsp", import.meta.url),
  smallPages,
);

/** A kernel with the extension, and a program with a heap in its own space, whose loads and stores go through the MMU. */
export class Program {
  readonly kernel: Kernel;
  readonly context: Context;
  readonly region: Region;
  readonly barrier: Client<typeof WriteBarrier>;
  readonly heap: GenerationalHeap;
  readonly base: number;
  /** Faults that the program met. */
  faults = 0;

  /** `deaf`: the collector does not hear of what the barrier recorded. */
  constructor(nurseryPages: number, oldPages: number, { deaf = false }: { readonly deaf?: boolean } = {}) {
    const pages = nurseryPages + 2 * oldPages;
    this.kernel = bootKernel(pages);
    const { translation, addresses, storage, extensions } = this.kernel;
    this.context = translation.create();
    this.region = addresses.allocate(this.context, pages);
    const client = storage.createClient("program", pages);
    for (let page = 0; page < pages; page++) {
      const frame = storage.allocateFree(client);
      if (frame === undefined) throw new Error("there is a frame for each page");
      translation.addMapping(this.region, page, frame, Protection.readWrite);
    }
    const extension = extensions.load(objectFile, { grant: { contexts: [this.context] } });
    this.barrier = extensions.clientOf(extension, WriteBarrier);
    this.barrier.Begin(this.context, this.region, pageWords);
    const barrier: Barrier = {
      watch: (first, count) => this.barrier.Watch(this.region, first, count),
      leave: (first, count) => this.barrier.Leave(this.region, first, count),
      stored: () => (deaf ? [] : this.barrier.Stored(this.region)),
    };
    this.base = addresses.extent(this.region).address;
    this.heap = new GenerationalHeap(this.#memory(), barrier, { base: this.base, pageWords, nurseryPages, oldPages });
  }

  /** Run the program to its end. Throws what it throws. */
  run<Result>(program: Waiting<Result>): Result {
    const { strands, spaces } = this.kernel;
    const strand = new Strand("program", spaces.asnOf(this.context, "a test"));
    const ended: { result?: Result; is: boolean } = { is: false };
    strands.start(
      strand,
      (function* () {
        ended.result = yield* program;
        ended.is = true;
      })(),
    );
    strands.runUntil(() => ended.is);
    return ended.result as Result;
  }

  #memory(): Memory {
    const { mmu } = this.kernel.machine;
    const asn = this.kernel.spaces.asnOf(this.context, "a test");
    const access = (address: number, write: boolean, attempt: () => number): void => {
      for (let outcome = attempt(); outcome < 0; outcome = attempt()) {
        this.faults++;
        const strand = this.kernel.strands.current.capability;
        this.kernel.translation.raise(outcome, { context: this.context, address, write, strand });
      }
    };
    return {
      *load(address) {
        access(address, false, () => mmu.load(asn, address));
        return mmu.loaded;
      },
      *store(address, value) {
        access(address, true, () => mmu.store(asn, address, value));
      },
    };
  }
}
