import type {
  Context,
  MemoryClient,
  MemoryFault,
  Page,
  PhysAddr,
  StrandInterface,
  Strands,
  Translation,
} from "@respin/core";
import type { Binding, Module } from "@respin/dispatcher";
import { Protection, type Machine } from "@respin/hardware";
import type { Client, Dispatching, Events, Waiting } from "@respin/linker";
import type { Volume } from "@respin/core";
import type { BufferManagerService } from "./buffer-manager.js";
import type { Backing } from "./buffer-pool.js";
import { MappedFiles, type MappedFile } from "./mapped-files.js";

/** The interfaces that the buffer manager is linked against in a kernel. */
export interface Linkage extends Dispatching {
  readonly machine: Machine;
  readonly strands: Strands;
  readonly PhysAddr: Events<typeof PhysAddr>;
  readonly Translation: Events<typeof Translation>;
  readonly Strand: Events<typeof StrandInterface>;
  readonly Volume: Client<typeof Volume>;
}

/** A pool whose pages are the kernel's own storage, paid for by one client, and whose victims go through Reclaim. */
export function storageBacking(link: Linkage, client: MemoryClient): Backing {
  const { PhysAddr: storage, Volume: volume, machine, strands } = link;
  const zero = machine.costs.named("zero.quadword");
  return {
    obtain: () => storage.Allocate.raise(client),
    release: (page) => storage.Deallocate.raise(page),
    read: (block, page) => volume.Read(block, page),
    write: (block, page) => volume.Write(block, page),
    zero: (page) => {
      const bytes = storage.View.raise(page);
      machine.spend(zero, bytes.length / 8);
      bytes.fill(0);
    },
    modified: (page) => storage.Modified.raise(page),
    clean: (page) => storage.Clean.raise(page),
    pin: (page) => storage.Pin.raise(page),
    unpin: (page) => storage.Unpin.raise(page),
    await: (begin) => strands.await(begin),
    start: (name, body) => void strands.startKernel(name, body),
  };
}

/**
 * The buffer manager as a kernel extension, for one application: it serves the application's page faults, nominates the
 * page to be taken when the kernel reclaims one of its own, and writes back what was modified.
 */
export class BufferManagerExtension {
  readonly #link: Linkage;
  readonly #service: BufferManagerService;
  readonly #context: Context;
  readonly #mapped: MappedFiles;
  readonly #module: Module;
  #bindings: readonly Binding[] = [];

  constructor(link: Linkage, service: BufferManagerService, context: Context, client: MemoryClient) {
    this.#link = link;
    this.#service = service;
    this.#context = context;
    this.#module = link.modules.create(`buffer-manager of ${client.name}`);
    this.#mapped = new MappedFiles(link.machine.mmu.pageWords);
  }

  /** Serve faults in the file's region. */
  map(file: MappedFile): void {
    this.#mapped.add(file);
  }

  /** What went wrong while a strand's fault was served, once. */
  takeFailure(strand: object): unknown {
    return this.#mapped.takeFailure(strand);
  }

  /**
   * What the extension does to the system: three handlers, each for its own application's pages only. Without a policy of
   * its own it nominates nothing, and the system's second chance decides.
   */
  install(): void {
    const { dispatcher, PhysAddr: storage, Translation: translation } = this.#link;
    const module = this.#module;
    const isOurs = (page: Page): boolean => this.#service.pool.blockOf(page) >= 0;
    const isInOurs = ({ context }: MemoryFault): boolean => context === this.#context;
    this.#bindings = [
      dispatcher.installHandler(module, translation.PageNotPresent, (fault) => this.#onFault(fault), {
        guards: [isInOurs],
        order: "first",
        cancel: true,
      }),
      ...(this.#service.pool.policy === undefined
        ? []
        : [
            dispatcher.installHandler(module, storage.Reclaim, (candidate) => this.#onReclaim(candidate), {
              guards: [isOurs],
            }),
          ]),
      dispatcher.installHandler(module, storage.Repossess, (page) => this.#onRepossess(page), { guards: [isOurs] }),
    ];
  }

  /** Take the handlers out again. */
  uninstall(): void {
    for (const binding of this.#bindings) this.#link.dispatcher.uninstall(this.#module, binding);
    this.#bindings = [];
  }

  #onFault(fault: MemoryFault): void {
    this.#link.Strand.Block.raise(fault.strand);
    const { Strand, strands } = this.#link;
    const bring = (file: MappedFile, page: number): Waiting => this.bringAndMap(file, page, "Bring");
    strands.startKernel(
      "page fault",
      this.#mapped.serve(fault, bring, (strand) => Strand.Unblock.raise(strand)),
    );
  }

  /** Bring a page in and map it where the application sees it. */
  *bringAndMap(file: MappedFile, page: number, how: "Bring" | "Overwrite"): Waiting {
    // What was used before comes first: the policy is to see references in the order in which they were made.
    this.#service.drain();
    yield* this.#service[how](file.reference, page);
    const held = this.#service.pool.pageOf(file.firstBlock + page);
    if (held === undefined || this.#isMapped(file, page)) return;
    this.#link.Translation.AddMapping.raise(file.region, page, held, Protection.readWrite);
  }

  #isMapped(file: MappedFile, page: number): boolean {
    return this.#link.Translation.ExamineMapping.raise(file.region, page) !== Protection.none;
  }

  #onReclaim(candidate: Page): Page {
    return this.#service.pool.nominate() ?? candidate;
  }

  #onRepossess(page: Page): void {
    const { PhysAddr: storage, strands } = this.#link;
    const rest = this.#service.pool.vacate(page);
    if (rest === undefined) return;
    storage.Pin.raise(page);
    strands.startKernel(
      "write back",
      letGoAfter(rest, () => storage.Unpin.raise(page)),
    );
  }
}

function* letGoAfter(work: Waiting, letGo: () => void): Waiting {
  try {
    yield* work;
  } finally {
    letGo();
  }
}
