import { BufferManager, MappedPages } from "@respin/buffer-manager";
import {
  Dispatcher,
  PhysAddr,
  StrandInterface,
  Translation,
  VirtAddr,
  Volume,
  type Kernel,
  type MemoryClient,
  type MemoryFault,
  type Page,
  type StrandT,
} from "@respin/core";
import { exportEvents, exportForEach, type Client, type Exported, type Waiting } from "@respin/linker";
import { ownPage } from "./own-pages.js";
import { ProgramEvents } from "./program-events.js";
import type { Programs } from "./programs.js";

/** What a pager is a task of. */
export interface PagerTask {
  readonly kernel: Kernel;
  readonly name: string;
  /** Who pays for its pages. */
  readonly client: MemoryClient;
  /** Whether it keeps its pages and has one unmapped that it takes itself; else the kernel takes them. */
  readonly keepsPages: boolean;
  readonly volume: Client<typeof Volume>;
  /** A call of the kernel from the task. */
  readonly trap: <Result>(call: () => Result) => Result;
}

/**
 * An external pager: the buffer manager as a task. Its events are messages: the strand that met a fault waits for the
 * reply to the kernel's message, which is what the pager's Block and Unblock of it come to. What it calls beside mapping and unmapping
 * is free of crossings (docs/method.md).
 */
export class Pager {
  readonly manager: Client<typeof BufferManager>;
  readonly pages: Client<typeof MappedPages>;
  readonly #task: PagerTask;
  readonly #events: ProgramEvents;
  /** Those whose fault it has been told of and has not replied to. */
  readonly #faulting = new Set<StrandT>();

  constructor(programs: Programs, task: PagerTask) {
    this.#task = task;
    this.#events = new ProgramEvents(task.kernel.strands);
    const program = programs.load("@respin/buffer-manager", task.name, this.#calls());
    this.manager = program.clientOf(BufferManager);
    this.pages = program.clientOf(MappedPages);
  }

  /** In the pager, for a message of the kernel's: serve a fault. Throws what went wrong. */
  *serve(fault: MemoryFault): Waiting {
    const { translation } = this.#task.kernel;
    this.#faulting.add(fault.strand);
    try {
      for (const work of this.#events.tell(translation.events.PageNotPresent, fault)) yield* work;
    } finally {
      this.#faulting.delete(fault.strand);
    }
    const failure = this.pages.TakeFailure(fault.strand);
    if (failure !== undefined) throw failure;
  }

  /** The kernel took a page of it. Returns what is left to do before the page is used again: writing it back, if it was modified. */
  repossessed(page: Page): readonly Waiting<unknown>[] {
    return this.#events.tell(this.#task.kernel.storage.events.Repossess, page);
  }

  #calls(): readonly Exported[] {
    const { kernel, name, client, keepsPages, volume, trap } = this.#task;
    const { storage, strands, addresses, translation } = kernel;
    const events = this.#events;
    const { Block, Unblock } = strands.events;
    const kept = {
      name,
      take: () => storage.allocateFree(client),
      letGo: (page: Page) => trap(() => storage.unmap(page)),
    };
    return [
      exportEvents(PhysAddr, storage.events, () =>
        keepsPages ? { Allocate: () => ownPage(kernel, events, kept) } : {},
      ),
      exportForEach(Volume, () => volume),
      exportEvents(StrandInterface, strands.events, () => ({
        Start: (work, body) => events.start(work, body),
        Block: (strand) => void (this.#faulting.has(strand) || Block.raise(strand)),
        Unblock: (strand) => void (this.#faulting.has(strand) || Unblock.raise(strand)),
      })),
      // To map a page where nothing is mapped is one call of the kernel: it looks first, and the mapping is part of it.
      exportEvents(Translation, translation.events, () => ({
        ExamineMapping: (region, page) => trap(() => translation.examineMapping(region, page)),
        AddMapping: (region, index, page, protection) => translation.addMapping(region, index, page, protection),
      })),
      exportEvents(VirtAddr, addresses.events),
      exportForEach(Dispatcher, () => events.dispatcher),
    ];
  }
}
