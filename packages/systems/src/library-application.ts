import {
  BufferManager,
  CachedPages,
  MappedPages,
  NONE,
  type OpenFile,
  type PageList,
  type Pattern,
} from "@respin/buffer-manager";
import { Protection, invariant, RespinError, type Asn, type Cost } from "@respin/hardware";
import type { Context, Kernel, Page } from "@respin/core";
import type { Client, Waiting } from "@respin/linker";
import type { CacheUse } from "./file-cache.js";
import type { Application, ApplicationCounts, FileNumber } from "./application.js";
import type { Program } from "./programs.js";

/**
 * The pages of a user-level cache: allocated and mapped once, at the start, so that a page of the cache is used by a load or
 * a store. The library finds it by looking it up, and remembers itself which pages it modified.
 */
export class UserPages {
  readonly modified = new Set<Page>();
  readonly #addresses = new Map<Page, number>();
  readonly #free: Page[] = [];

  constructor(kernel: Kernel, context: Context, pages: readonly Page[]) {
    const region = kernel.addresses.allocate(context, pages.length);
    const { address } = kernel.addresses.extent(region);
    for (const [index, page] of pages.entries()) {
      kernel.translation.addMapping(region, index, page, Protection.readWrite);
      this.#addresses.set(page, address + index * kernel.machine.mmu.pageWords);
      this.#free.push(page);
    }
    this.#free.reverse();
  }

  /** A page that holds nothing, if there is one. */
  take(): Page | undefined {
    return this.#free.pop();
  }

  give(page: Page): void {
    this.#free.push(page);
  }

  addressOf(page: Page): number {
    const address = this.#addresses.get(page);
    invariant(address !== undefined, "a page of a user-level cache is one of those it was given");
    return address;
  }
}

/** An application whose buffer manager is a library in its own space: a hit is a lookup and a load, with no call to anybody. */
export class LibraryApplication implements Application {
  readonly name: string;
  readonly takesAdvice = false;
  readonly #kernel: Kernel;
  readonly #manager: Client<typeof BufferManager>;
  readonly #cached: Client<typeof CachedPages>;
  readonly #mapped: Client<typeof MappedPages>;
  readonly #pages: UserPages;
  readonly #asn: Asn;
  readonly #cacheUse: CacheUse | undefined;
  readonly #pageShift: number;
  readonly #lookup: Cost;
  readonly #accessCost: Cost;
  readonly #files: OpenFile[] = [];
  #physical = NONE;
  #references = 0;
  #waits = 0;

  /** `cacheUse` is what the kernel's file cache counts for this application, if there is one between it and the disk. */
  constructor(
    name: string,
    kernel: Kernel,
    parts: {
      readonly library: Program;
      readonly pages: UserPages;
      readonly asn: Asn;
      readonly cacheUse?: CacheUse | undefined;
    },
  ) {
    const { library, pages, asn } = parts;
    this.name = name;
    this.#cacheUse = parts.cacheUse;
    this.#kernel = kernel;
    this.#manager = library.clientOf(BufferManager);
    this.#cached = library.clientOf(CachedPages);
    this.#mapped = library.clientOf(MappedPages);
    this.#pages = pages;
    this.#asn = asn;
    this.#pageShift = Math.log2(kernel.machine.mmu.pageWords);
    this.#lookup = kernel.machine.costs.named("program.lookup");
    this.#accessCost = kernel.machine.costs.named("memory.access");
  }

  *open(name: string): Waiting<FileNumber> {
    this.#files.push(yield* this.#manager.Open(name));
    return this.#files.length - 1;
  }

  exists(file: FileNumber): boolean {
    return this.#examine(file).exists;
  }

  size(file: FileNumber): number {
    return this.#examine(file).size;
  }

  access(file: FileNumber, page: number, write: boolean): boolean {
    const open = this.#files[file];
    this.#check(open, page);
    const held = this.#cached.Use(open.firstBlock + page);
    this.#kernel.machine.spend(this.#lookup);
    if (held === undefined) return false;
    this.#reach(held, write);
    return true;
  }

  *wait(file: FileNumber, page: number, write: boolean, overwrite = false): Waiting {
    const open = this.#file(file);
    const { reference, firstBlock } = open;
    this.#check(open, page);
    this.#waits++;
    for (;;) {
      const held = this.#cached.Find(firstBlock + page);
      if (held !== undefined) return this.#reach(held, write);
      yield* overwrite ? this.#manager.Overwrite(reference, page) : this.#manager.Bring(reference, page);
    }
  }

  bytes(): Uint8Array {
    return this.#kernel.machine.memory.frame(this.#physical >> this.#pageShift);
  }

  word(offset: number): number {
    return this.#kernel.machine.memory.words[this.#physical + offset];
  }

  setWord(offset: number, value: number): void {
    this.#kernel.machine.memory.words[this.#physical + offset] = value;
  }

  *resize(file: FileNumber, bytes: number): Waiting {
    yield* this.#manager.Resize(this.#file(file).reference, bytes);
  }

  *remove(file: FileNumber): Waiting {
    yield* this.#manager.Remove(this.#file(file).reference);
  }

  *sync(file: FileNumber): Waiting {
    yield* this.#manager.Sync(this.#file(file).reference);
  }

  *force(groups: readonly PageList[]): Waiting {
    yield* this.#manager.Force(groups.map((list) => list.map(([file, page]) => [this.#file(file).reference, page])));
  }

  *order(first: FileNumber, then: FileNumber): Waiting {
    yield* this.#manager.Order(this.#file(first).reference, this.#file(then).reference);
  }

  /** The kernel takes no advice, and the library cannot wait for a page and go on. */
  *prefetch(): Waiting {}

  *advise(file: FileNumber, pattern: Pattern): Waiting {
    yield* this.#manager.Advise(this.#file(file).reference, pattern);
  }

  *pin(file: FileNumber, page: number): Waiting {
    yield* this.#manager.Pin(this.#file(file).reference, page);
  }

  *unpin(file: FileNumber, page: number): Waiting {
    yield* this.#manager.Unpin(this.#file(file).reference, page);
  }

  compute(cost: "program.reference" | "program.step" | "program.copy", n: number): void {
    const { machine } = this.#kernel;
    machine.spend(machine.costs.named(cost), n);
  }

  counts(): ApplicationCounts {
    const { machine } = this.#kernel;
    const { misses: read, late, fresh, prefetches, writes, evictions } = machine.observe(() => this.#mapped.Counts());
    const misses = read + late;
    return {
      references: this.#references,
      waits: this.#waits,
      misses: this.#cacheUse?.misses ?? misses,
      ownMisses: misses,
      fresh,
      prefetches,
      writes,
      evictions,
    };
  }

  #reach(page: Page, write: boolean): void {
    const { machine } = this.#kernel;
    const address = this.#pages.addressOf(page);
    if (write) this.#pages.modified.add(page);
    this.#physical = write ? machine.mmu.toWrite(this.#asn, address) : machine.mmu.toRead(this.#asn, address);
    invariant(this.#physical >= 0, "a page of a user-level cache stays mapped");
    machine.spend(this.#accessCost);
    this.#references++;
  }

  /** An open file as it is now. Nobody of the model asks: it takes no time. */
  #examine(file: FileNumber): { readonly size: number; readonly exists: boolean } {
    const { reference } = this.#file(file);
    return this.#kernel.machine.observe(() => this.#mapped.Examine(reference));
  }

  #check({ pages }: OpenFile, page: number): void {
    if ((page | 0) === page && page >= 0 && page < pages) return;
    throw new RespinError("RSP_PAGE_RANGE", `${this.name}: the file has pages 0 to ${pages - 1}, not ${page}`);
  }

  #file(file: FileNumber): OpenFile {
    const open = this.#files[file];
    invariant(open !== undefined, `${this.name} uses only files that it opened`);
    return open;
  }
}
