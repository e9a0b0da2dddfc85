import {
  StrandInterface as Strand,
  VirtAddr,
  Volume,
  type Context,
  type FoundFile,
  type MemoryFault,
  type Region,
  type StrandT,
} from "@respin/core";
import type { PagingSettings } from "@respin/demand-paging";
import type { Waiting } from "@respin/linker";
import { MappedPage, type Source } from "./mapped-page.js";

/** A region that shows a file. */
export class MappedFile {
  readonly context: Context;
  readonly region: Region;
  /** Faults in it are served. */
  isOpen = true;
  readonly #settings: PagingSettings;
  readonly #found: FoundFile;
  readonly #address: number;
  readonly #pages: readonly MappedPage[];
  /** Pages behind the file's end whose blocks have been written. */
  readonly #written = new Set<number>();
  /** Length of the file, in bytes, as the volume has been told. */
  #size: number;
  #isGone = false;
  #isEntered = false;
  #waiters: StrandT[] = [];
  #lost: { readonly error: unknown } | undefined;

  /** Throws RSP_ADDRESSES_EXHAUSTED, RSP_LIMIT. */
  constructor(settings: PagingSettings, found: FoundFile, context: Context, pages: number) {
    this.#settings = settings;
    this.#found = found;
    this.#size = found.exists ? found.size : 0;
    this.context = context;
    this.region = VirtAddr.Allocate(context, pages);
    this.#address = VirtAddr.Extent(this.region).address;
    const source: Source = {
      client: settings.client,
      region: this.region,
      firstBlock: found.firstBlock,
      pageWords: settings.pageWords,
      wordsFrom: (index) => (this.#written.has(index) ? settings.pageWords : this.#wordsFrom(index)),
      written: (index) => void this.#written.add(index),
      lost: (error) => {
        this.#lost ??= { error };
      },
    };
    this.#pages = Array.from({ length: pages }, (_, index) => new MappedPage(source, index));
  }

  get name(): string {
    return this.#found.name;
  }

  /** The page that an address is in; undefined where it is none of this region. */
  pageAt({ context, address }: MemoryFault): MappedPage | undefined {
    if (!this.isOpen || context !== this.context || address < this.#address) return undefined;
    return this.#pages[Math.floor((address - this.#address) / this.#settings.pageWords)];
  }

  /** What was stored before is on the volume afterwards. */
  *clean(): Waiting {
    yield* this.#enter();
    try {
      // Whoever unmapped it meanwhile has cleaned it.
      if (this.#isGone) return;
      for (const page of this.#pages) yield* page.clean();
      yield* this.#commit();
    } finally {
      this.#leave();
    }
  }

  /** Clean it, and give back its frames and addresses. When this throws, it is still there. */
  *unmap(): Waiting {
    this.isOpen = false;
    yield* this.#enter();
    try {
      do {
        for (const page of this.#pages) yield* page.leave();
        // That may bring pages in, which have to leave again.
      } while (yield* this.#grow());
      yield* this.#commit();
      VirtAddr.Deallocate(this.region);
      this.#isGone = true;
    } catch (error) {
      this.isOpen = true;
      throw error;
    } finally {
      this.#leave();
    }
  }

  /** One strand at a time cleans it or unmaps it: each has to find the pages as it left them. */
  *#enter(): Waiting {
    const self = Strand.Current();
    while (this.#isEntered) {
      this.#waiters.push(self);
      Strand.Block(self);
      yield;
    }
    this.#isEntered = true;
  }

  #leave(): void {
    this.#isEntered = false;
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const strand of waiters) Strand.Unblock(strand);
  }

  /** Words of the file from a page's first on. */
  #wordsFrom(index: number): number {
    return Math.ceil(this.#size / 4) - index * this.#settings.pageWords;
  }

  /**
   * Let the file be as long as what was written, if it is not. What lies before that and was never touched is zeros, on the
   * volume too.
   */
  *#grow(): Waiting<boolean> {
    const pageBytes = this.#settings.pageWords * 4;
    const size = (Math.max(-1, ...this.#written) + 1) * pageBytes;
    if (size <= this.#size) return false;
    for (let index = Math.ceil(this.#size / pageBytes); index * pageBytes < size; index++) {
      const page = this.#pages[index];
      // It may be taken as soon as it is there.
      while (!this.#written.has(index)) {
        yield* page.bring();
        yield* page.clean(true);
      }
    }
    yield* Volume.Resize(this.#found.file, size);
    this.#size = size;
    return true;
  }

  /** Throws what went wrong while a page was written that the kernel had taken, once. */
  *#commit(): Waiting {
    yield* this.#grow();
    yield* Volume.Commit(this.#found.file);
    const lost = this.#lost;
    this.#lost = undefined;
    if (lost !== undefined) throw lost.error;
  }
}
