import {
  logEntries,
  NONE,
  type BufferManager,
  type MappedFile,
  type PageList,
  type Pattern,
} from "@respin/buffer-manager";
import type { Context, Kernel, MemoryClient, Page, Strand, StrandT } from "@respin/core";
import { invariant, Protection, RespinError, type Asn, type Cost, type Machine, type Mmu } from "@respin/hardware";
import type { Client, Waiting } from "@respin/linker";
import type { Application, ApplicationCounts, FileNumber } from "./application.js";
import type { Crossings } from "./crossings.js";

/** What the system does for an application that has its files mapped. */
export interface MappedServices {
  readonly kernel: Kernel;
  readonly crossings: Crossings;
  /** An open file as everybody sees it who has it open. */
  readonly examine: (reference: number) => { readonly size: number; readonly exists: boolean };
  /** What became of the references that were not hits. */
  readonly counts: () => Omit<ApplicationCounts, "references" | "waits" | "ownMisses"> & { readonly late: number };
  /** The buffer manager's interface through the boundary that the application's calls cross. */
  readonly calls: Client<typeof BufferManager>;
  /** Bring a page in to be overwritten, and map it, through that boundary. */
  readonly overwrite: (file: MappedFile, page: number) => Waiting<unknown>;
  /** Tell whoever serves faults that a file is mapped. */
  readonly map: (file: MappedFile) => void;
  /** What went wrong while a fault of the strand was served, once. */
  readonly takeFailure: (strand: StrandT) => unknown;
  /** Whether the manager's policy wants to see the hits. */
  readonly logs: boolean;
}

/** An application's space, with the page that it shares with its manager: the reference log. */
export interface ApplicationSpace {
  readonly strand: Strand;
  readonly context: Context;
  readonly asn: Asn;
  /** The address of the log's first word. */
  readonly logAddress: number;
}

/**
 * An application that has its files mapped: a page that is there is used by a load or a store, with no call to anybody,
 * and one that is not is a page fault. Its manager sees the hits in the reference log, which the application writes into a
 * page that both share; the log is read when there is a fault, or when it is full.
 */
export class MappedApplication implements Application {
  readonly name: string;
  readonly takesAdvice = true;
  readonly #services: MappedServices;
  readonly #machine: Machine;
  readonly #mmu: Mmu;
  readonly #words: Int32Array;
  readonly #space: ApplicationSpace;
  readonly #asn: Asn;
  readonly #pageWords: number;
  readonly #pageShift: number;
  readonly #logAddress: number;
  readonly #logMax: number;
  readonly #logs: boolean;
  readonly #accessCost: Cost;
  readonly #trap: Cost;
  readonly #fault: Cost;
  readonly #trapExit: Cost;
  readonly #files: MappedFile[] = [];
  #physical = NONE;
  #references = 0;
  #waits = 0;

  constructor(name: string, services: MappedServices, space: ApplicationSpace) {
    const { machine } = services.kernel;
    this.name = name;
    this.#services = services;
    this.#machine = machine;
    this.#mmu = machine.mmu;
    this.#words = machine.memory.words;
    this.#space = space;
    this.#asn = space.asn;
    this.#pageWords = machine.mmu.pageWords;
    this.#pageShift = Math.log2(machine.mmu.pageWords);
    this.#logAddress = space.logAddress;
    this.#logMax = logEntries(machine.mmu.pageWords);
    this.#logs = services.logs;
    this.#accessCost = machine.costs.named("memory.access");
    this.#trap = machine.costs.named("trap.enter");
    this.#fault = machine.costs.named("fault.path");
    this.#trapExit = machine.costs.named("trap.exit");
  }

  *open(name: string): Waiting<FileNumber> {
    const { kernel, calls, map } = this.#services;
    const { reference, firstBlock, pages } = yield* calls.Open(name);
    const region = kernel.addresses.allocate(this.#space.context, pages);
    const { address } = kernel.addresses.extent(region);
    const file: MappedFile = { reference, firstBlock, region, address, pages };
    map(file);
    this.#files.push(file);
    return this.#files.length - 1;
  }

  exists(file: FileNumber): boolean {
    return this.#services.examine(this.#file(file).reference).exists;
  }

  size(file: FileNumber): number {
    return this.#services.examine(this.#file(file).reference).size;
  }

  access(file: FileNumber, page: number, write: boolean): boolean {
    const mmu = this.#mmu;
    const mapped = this.#files[file];
    if ((page | 0) !== page || page >= mapped.pages || page < 0) this.#outside(page, mapped);
    const address = mapped.address + page * this.#pageWords;
    if (this.#logs) {
      // The entry, then the count: three accesses to a page that is always mapped.
      const words = this.#words;
      const used = words[mmu.toRead(this.#asn, this.#logAddress)];
      if (used === this.#logMax) return false;
      const physical = write ? mmu.toWrite(this.#asn, address) : mmu.toRead(this.#asn, address);
      if (physical < 0) return false;
      // The count is in the same page as the entry, right after whose translation it needs none of its own.
      const entry = mmu.toWrite(this.#asn, this.#logAddress + used + 1);
      words[entry] = mapped.firstBlock + page;
      words[entry - used - 1] = used + 1;
      this.#machine.spend(this.#accessCost, 4);
      this.#physical = physical;
    } else {
      const physical = write ? mmu.toWrite(this.#asn, address) : mmu.toRead(this.#asn, address);
      if (physical < 0) return false;
      this.#machine.spend(this.#accessCost, 1);
      this.#physical = physical;
    }
    this.#references++;
    return true;
  }

  *wait(file: FileNumber, page: number, write: boolean, overwrite = false): Waiting {
    const { kernel, calls, crossings } = this.#services;
    const { machine } = kernel;
    const mapped = this.#file(file);
    const { context } = this.#space;
    const strand = this.#space.strand.capability;
    if ((page | 0) !== page || page >= mapped.pages || page < 0) this.#outside(page, mapped);
    machine.mmu.load(this.#asn, this.#logAddress);
    if (this.#logs && machine.mmu.loaded === this.#logMax) {
      yield* calls.Drain();
      if (this.access(file, page, write)) return;
    }
    this.#waits++;
    const address = mapped.address + page * this.#pageWords;
    if (overwrite && machine.mmu.toWrite(this.#asn, address) < 0) yield* this.#services.overwrite(mapped, page);
    for (;;) {
      const physical = write ? machine.mmu.toWrite(this.#asn, address) : machine.mmu.toRead(this.#asn, address);
      machine.spend(this.#accessCost);
      if (physical >= 0) {
        this.#physical = physical;
        this.#references++;
        return;
      }
      crossings.traps++;
      machine.spend(this.#trap);
      machine.spend(this.#fault);
      kernel.translation.raise(physical, { context, address, write, strand });
      yield;
      machine.spend(this.#trapExit);
      const failure = this.#services.takeFailure(strand);
      if (failure !== undefined) throw failure;
    }
  }

  bytes(): Uint8Array {
    return this.#services.kernel.machine.memory.frame(this.#physical >> this.#pageShift);
  }

  word(offset: number): number {
    return this.#services.kernel.machine.memory.words[this.#physical + offset];
  }

  setWord(offset: number, value: number): void {
    this.#services.kernel.machine.memory.words[this.#physical + offset] = value;
  }

  *resize(file: FileNumber, bytes: number): Waiting {
    yield* this.#services.calls.Resize(this.#file(file).reference, bytes);
  }

  *remove(file: FileNumber): Waiting {
    yield* this.#services.calls.Remove(this.#file(file).reference);
  }

  *sync(file: FileNumber): Waiting {
    yield* this.#services.calls.Sync(this.#file(file).reference);
  }

  *force(groups: readonly PageList[]): Waiting {
    yield* this.#services.calls.Force(
      groups.map((list) => list.map(([file, page]) => [this.#file(file).reference, page])),
    );
  }

  *order(first: FileNumber, then: FileNumber): Waiting {
    yield* this.#services.calls.Order(this.#file(first).reference, this.#file(then).reference);
  }

  *prefetch(file: FileNumber, page: number): Waiting {
    yield* this.#services.calls.Prefetch(this.#file(file).reference, page);
  }

  *advise(file: FileNumber, pattern: Pattern): Waiting {
    yield* this.#services.calls.Advise(this.#file(file).reference, pattern);
  }

  *pin(file: FileNumber, page: number): Waiting {
    yield* this.#services.calls.Pin(this.#file(file).reference, page);
  }

  *unpin(file: FileNumber, page: number): Waiting {
    yield* this.#services.calls.Unpin(this.#file(file).reference, page);
  }

  compute(cost: "program.reference" | "program.step" | "program.copy", n: number): void {
    const { machine } = this.#services.kernel;
    machine.spend(machine.costs.named(cost), n);
  }

  counts(): ApplicationCounts {
    const { misses: read, late, fresh, prefetches, writes, evictions } = this.#services.counts();
    const misses = read + late;
    return {
      references: this.#references,
      waits: this.#waits,
      misses,
      ownMisses: misses,
      fresh,
      prefetches,
      writes,
      evictions,
    };
  }

  #file(file: FileNumber): MappedFile {
    const mapped = this.#files[file];
    invariant(mapped !== undefined, `${this.name} uses only files that it opened`);
    return mapped;
  }

  #outside(page: number, { pages }: MappedFile): never {
    throw new RespinError("RSP_PAGE_RANGE", `${this.name}: the file has pages 0 to ${pages - 1}, not ${page}`);
  }
}

/** A new space for an application, with a log page that it shares with the kernel, paid for by `payer`. */
export function createSpace(
  kernel: Kernel,
  strandOf: (asn: Asn) => Strand,
  payer: MemoryClient,
): { readonly space: ApplicationSpace; readonly log: Page } {
  const page = kernel.storage.allocateFree(payer);
  invariant(page !== undefined, "the kernel's share has a frame for each application's log");
  kernel.storage.pin(page);
  const context = kernel.translation.create();
  const asn = kernel.spaces.asnOf(context, "Translation.Create");
  const region = kernel.addresses.allocate(context, 1);
  kernel.translation.addMapping(region, 0, page, Protection.readWrite);
  const logAddress = kernel.addresses.extent(region).address;
  return { space: { strand: strandOf(asn), context, asn, logAddress }, log: page };
}
