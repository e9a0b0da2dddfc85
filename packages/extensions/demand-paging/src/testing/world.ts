import { Strand, type Context, type Kernel, type MemoryClient, type Region, type Volume } from "@respin/core";
import { builtExtension, smallPages } from "@respin/core/testing";
import type { Client, Waiting } from "@respin/linker";
import { DemandPaging } from "../interfaces.js";

export const pageWords = smallPages.frameBytes / 4;
const { objectFile, bootKernel } = builtExtension(new URL("../../dist/demand-paging.rsp", import.meta.url), smallPages);

export const fileNames = ["one", "other"] as const;
export type FileName = (typeof fileNames)[number];
/** Pages that each file may grow to. */
export const filePages = 10;

/** A kernel with the extension, and a program with files mapped in its space, which it uses through the MMU. */
export class World {
  readonly kernel: Kernel;
  readonly context: Context;
  readonly client: MemoryClient;
  readonly paging: Client<typeof DemandPaging>;
  readonly volume: Client<typeof Volume>;
  /** Whether the volume's next writes fail. */
  writesFail = false;
  faults = 0;
  readonly #kernelClient: MemoryClient;
  readonly #asn: number;

  constructor(frames: number) {
    this.kernel = bootKernel(
      frames + 1,
      fileNames.map((name) => ({ name, pages: filePages })),
    );
    const { translation, storage, extensions, store, spaces } = this.kernel;
    this.context = translation.create();
    this.#asn = spaces.asnOf(this.context, "a test");
    this.client = storage.createClient("program", frames);
    this.#kernelClient = storage.createClient("kernel", 1);
    this.volume = store.service(storage);
    const { volume } = this;
    const failing = (): boolean => this.writesFail;
    const mayFail: typeof volume = {
      ...volume,
      *Write(block, page) {
        if (failing()) throw new Error("the disk is broken");
        yield* volume.Write(block, page);
      },
    };
    const extension = extensions.load(objectFile, {
      imports: [extensions.volumeDomain(mayFail)],
      grant: { clients: [this.client], contexts: [this.context] },
    });
    this.paging = extensions.clientOf(extension, DemandPaging);
    this.paging.Start({ client: this.client, pageWords });
  }

  get held(): number {
    return this.kernel.storage.use(this.client).held;
  }

  /** Run programs beside each other until all have ended. Throws what they throw. */
  run(...programs: readonly Waiting<unknown>[]): void {
    const { strands } = this.kernel;
    let running = programs.length;
    for (const [index, program] of programs.entries()) {
      const strand = new Strand(`program ${index}`, this.#asn);
      strands.whenEnded(strand, () => running--);
      strands.start(
        strand,
        (function* () {
          yield* program;
        })(),
      );
    }
    let turns = 0;
    strands.runUntil(() => {
      if (++turns > 100_000) throw new Error("the programs do not end");
      return running === 0;
    });
  }

  /** What work comes to. */
  result<Result>(work: Waiting<Result>): Result {
    const ended: { result?: Result } = {};
    this.run(
      (function* () {
        ended.result = yield* work;
      })(),
    );
    return ended.result as Result;
  }

  *map(name: FileName, pages = filePages): Waiting<{ readonly region: Region; readonly base: number }> {
    const region = yield* this.paging.Map(this.context, name, pages);
    return { region, base: this.kernel.addresses.extent(region).address };
  }

  *load(address: number): Waiting<number> {
    const { mmu } = this.kernel.machine;
    yield* this.#access(address, false, () => mmu.load(this.#asn, address));
    return mmu.loaded;
  }

  *store(address: number, value: number): Waiting {
    yield* this.#access(address, true, () => this.kernel.machine.mmu.store(this.#asn, address, value));
  }

  /** The words of a file's blocks, as they are on the volume, and its length in pages. */
  onVolume(name: FileName): { readonly words: Int32Array; readonly pages: number } {
    const { storage } = this.kernel;
    const words = new Int32Array(filePages * pageWords);
    const [volume, page] = [this.volume, storage.allocateFree(this.#kernelClient)];
    if (page === undefined) throw new Error("there is a frame for the kernel");
    const pages = this.result(
      (function* () {
        const { firstBlock, size } = yield* volume.Lookup(name);
        for (let index = 0; index < filePages; index++) {
          yield* volume.Read(firstBlock + index, page);
          storage.read(page, 0, words.subarray(index * pageWords, (index + 1) * pageWords));
        }
        return size / pageWords / 4;
      })(),
    );
    storage.deallocate(page);
    return { words, pages };
  }

  *#access(address: number, write: boolean, attempt: () => number): Waiting {
    const { translation, strands } = this.kernel;
    for (;;) {
      const outcome = attempt();
      if (outcome >= 0) return;
      this.faults++;
      translation.raise(outcome, { context: this.context, address, write, strand: strands.current.capability });
      yield;
      const failure = this.paging.TakeFailure(strands.current.capability);
      if (failure !== undefined) throw failure;
    }
  }
}
