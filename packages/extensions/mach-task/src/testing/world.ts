import { Strand, type Context, type Kernel, type MemoryClient } from "@respin/core";
import { builtExtension, smallPages } from "@respin/core/testing";
import { Protection, RespinError } from "@respin/hardware";
import type { Client, Waiting } from "@respin/linker";
import { MachTask, type PagerMessage } from "../interfaces.js";

export const pageWords = smallPages.frameBytes / 4;
const { objectFile, bootKernel } = builtExtension(new URL("../../dist/mach-task.rsp", import.meta.url), smallPages);

/** How a pager answers a request for a page. */
export type Policy = "all" | "as asked" | "read first";

/** A kernel with the extension, tasks whose programs use the MMU, and external pagers on strands of their own. */
export class World {
  readonly kernel: Kernel;
  readonly client: MemoryClient;
  readonly tasks: Client<typeof MachTask>;
  faults = 0;

  constructor(frames: number) {
    this.kernel = bootKernel(frames);
    const { storage, extensions } = this.kernel;
    this.client = storage.createClient("tasks", frames);
    const extension = extensions.load(objectFile, { grant: { clients: [this.client] } });
    this.tasks = extensions.clientOf(extension, MachTask);
    this.tasks.Start({ client: this.client, pageWords });
  }

  get held(): number {
    return this.kernel.storage.use(this.client).held;
  }

  /** Run programs beside each other until all have ended. Throws what they throw. */
  run(...programs: readonly Waiting<unknown>[]): void {
    const { strands } = this.kernel;
    let running = programs.length;
    for (const [index, program] of programs.entries()) {
      const strand = this.start(`program ${index}`, program);
      strands.whenEnded(strand, () => running--);
    }
    let turns = 0;
    strands.runUntil(() => {
      if (++turns > 100_000) throw new Error("the programs do not end");
      return running === 0;
    });
  }

  start(name: string, program: Waiting<unknown>): Strand {
    const strand = new Strand(name, -1);
    this.kernel.strands.start(
      strand,
      (function* () {
        yield* program;
      })(),
    );
    return strand;
  }

  *load(task: Context, address: number): Waiting<number> {
    const { mmu } = this.kernel.machine;
    yield* this.#access(task, address, false, (asn) => mmu.load(asn, address));
    return mmu.loaded;
  }

  *store(task: Context, address: number, value: number): Waiting {
    yield* this.#access(task, address, true, (asn) => this.kernel.machine.mmu.store(asn, address, value));
  }

  *#access(task: Context, address: number, write: boolean, attempt: (asn: number) => number): Waiting {
    const { translation, strands, spaces } = this.kernel;
    for (;;) {
      const outcome = attempt(spaces.asnOf(task, "a test"));
      if (outcome >= 0) return;
      this.faults++;
      translation.raise(outcome, { context: task, address, write, strand: strands.current.capability });
      yield;
      const failure = this.tasks.TakeFailure(strands.current.capability);
      if (failure !== undefined) throw failure;
    }
  }
}

/** A user-level pager of one memory object, which keeps its pages in a map. */
export class Pager {
  readonly object: number;
  readonly pages = new Map<number, Int32Array>();
  readonly heard: PagerMessage["kind"][] = [];
  readonly #world: World;
  readonly #policy: Policy;

  constructor(world: World, policy: Policy) {
    this.#world = world;
    this.#policy = policy;
    this.object = world.tasks.Object();
    world.start("pager", this.#serve());
  }

  *#serve(): Waiting {
    const { tasks } = this.#world;
    for (;;) {
      const { kind, page, access, words } = yield* tasks.Receive(this.object);
      this.heard.push(kind);
      const asked = this.#policy === "all" ? Protection.readWrite : access;
      if (kind === "data-return") this.pages.set(page, words);
      else if (kind === "data-unlock") tasks.Lock(this.object, page, asked, false, false);
      else if (kind === "data-request") {
        const allowed = this.#policy === "read first" ? Protection.read : asked;
        const contents = this.pages.get(page) ?? new Int32Array(0);
        try {
          yield* tasks.Supply(this.object, page, contents, allowed);
        } catch (error) {
          // Who waits for the page is told, too.
          if (!(error instanceof RespinError) || error.code !== "RSP_MEMORY_EXHAUSTED") throw error;
        }
      }
    }
  }
}
