import {
  PhysAddr,
  StrandInterface as Strand,
  Translation,
  Volume,
  type MemoryClient,
  type Page,
  type Region,
  type StrandT,
} from "@respin/core";
import { invariant, Protection } from "@respin/hardware";
import type { Waiting } from "@respin/linker";

/** What has been done so far. */
export const counts = { read: 0, zeroed: 0, written: 0, taken: 0 };

/** The pages that are in memory, by frame: the kernel names those that it takes. */
export const inMemory = new Map<Page, MappedPage>();

/** Where a page of a region is from. */
export interface Source {
  readonly client: MemoryClient;
  readonly region: Region;
  readonly firstBlock: number;
  readonly pageWords: number;
  /** Words of the file from a page's first on; none where the file has no such page. */
  readonly wordsFrom: (index: number) => number;
  /** The block of a page holds what is in the page. */
  readonly written: (index: number) => void;
  /** What was in a page that was taken could not be written, and is lost. */
  readonly lost: (error: unknown) => void;
}

/**
 * One page of a region: nowhere in memory, in memory, or between the two.
 *
 * Invariant D1: a frame is let go only when its page's block holds what was stored to it.
 * Invariant D2: while a page is on its way from or to its block, nobody stores to it.
 *   Kept by: `#put` protects what it writes, and cleans it when it is written. Attacked by: demand-paging.properties.test.ts
 */
export class MappedPage {
  readonly #source: Source;
  readonly #index: number;
  #page: Page | undefined;
  #isBusy = false;
  #waiters: StrandT[] = [];

  constructor(source: Source, index: number) {
    this.#source = source;
    this.#index = index;
  }

  /** Whether it is between memory and the volume. Whoever finds it so waits. */
  get isBusy(): boolean {
    return this.#isBusy;
  }

  /** A strand that has blocked is woken when this is no longer busy. */
  wakeLater(strand: StrandT): void {
    this.#waiters.push(strand);
  }

  /** Wait until it is not busy. */
  *settled(): Waiting {
    const self = Strand.Current();
    while (this.#isBusy) {
      this.wakeLater(self);
      Strand.Block(self);
      yield;
    }
  }

  /** Bring it in, unless somebody has. Throws RSP_MEMORY_EXHAUSTED, and what the volume throws. */
  *bring(): Waiting {
    yield* this.settled();
    if (this.#page !== undefined) return this.#map(this.#page);
    this.#isBusy = true;
    try {
      const page = yield* PhysAddr.Allocate(this.#source.client);
      PhysAddr.Pin(page);
      try {
        yield* this.#fill(page);
      } catch (error) {
        PhysAddr.Unpin(page);
        PhysAddr.Deallocate(page);
        throw error;
      }
      PhysAddr.Clean(page);
      this.#page = page;
      inMemory.set(page, this);
      this.#map(page);
      PhysAddr.Unpin(page);
    } finally {
      this.#release();
    }
  }

  /** Put it onto the volume, if it was stored to since it was last, or anyway. Throws what the volume throws. */
  *clean(anyway = false): Waiting {
    yield* this.settled();
    const { region } = this.#source;
    const page = this.#page;
    if (page === undefined || !(anyway || PhysAddr.Modified(page))) return;
    this.#isBusy = true;
    try {
      // One that was unmapped already cannot be stored to.
      const isMapped = Translation.ExamineMapping(region, this.#index) !== Protection.none;
      if (isMapped) Translation.Protect(region, this.#index, 1, Protection.read);
      try {
        yield* this.#put(page);
      } finally {
        if (isMapped) Translation.Protect(region, this.#index, 1, Protection.readWrite);
      }
    } finally {
      this.#release();
    }
  }

  /** Take it from the program, write what it stored last, and give the frame back. Throws what the volume throws. */
  *leave(): Waiting {
    yield* this.settled();
    Translation.RemoveMapping(this.#source.region, this.#index);
    yield* this.clean();
    const page = this.#page;
    if (page === undefined) return;
    this.#forget(page);
    PhysAddr.Deallocate(page);
  }

  /** The kernel takes its frame: nothing is mapped any more. It stays pinned while what was stored is written. */
  taken(): void {
    const page = this.#page;
    invariant(page !== undefined && !this.#isBusy, "a page that is busy is pinned, and not taken");
    counts.taken++;
    if (!PhysAddr.Modified(page)) return this.#forget(page);
    this.#isBusy = true;
    PhysAddr.Pin(page);
    Strand.Start("write back", this.#writeBack(page));
  }

  *#writeBack(page: Page): Waiting {
    try {
      yield* this.#put(page);
    } catch (error) {
      this.#source.lost(error);
    } finally {
      this.#forget(page);
      PhysAddr.Unpin(page);
      this.#release();
    }
  }

  *#put(page: Page): Waiting {
    PhysAddr.Pin(page);
    try {
      yield* Volume.Write(this.#source.firstBlock + this.#index, page);
      PhysAddr.Clean(page);
      counts.written++;
      this.#source.written(this.#index);
    } finally {
      PhysAddr.Unpin(page);
    }
  }

  /** What the file has, and zeros. */
  *#fill(page: Page): Waiting {
    const { pageWords, firstBlock, wordsFrom } = this.#source;
    const words = wordsFrom(this.#index);
    if (words <= 0) {
      PhysAddr.Zero(page);
      counts.zeroed++;
      return;
    }
    yield* Volume.Read(firstBlock + this.#index, page);
    if (words < pageWords) PhysAddr.Write(page, words, new Int32Array(pageWords - words));
    counts.read++;
  }

  #map(page: Page): void {
    const { region } = this.#source;
    if (Translation.ExamineMapping(region, this.#index) !== Protection.none) return;
    Translation.AddMapping(region, this.#index, page, Protection.readWrite);
  }

  #forget(page: Page): void {
    inMemory.delete(page);
    this.#page = undefined;
  }

  #release(): void {
    this.#isBusy = false;
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const strand of waiters) Strand.Unblock(strand);
  }
}
