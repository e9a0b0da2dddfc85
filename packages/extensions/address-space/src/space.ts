import { PhysAddr, Translation, VirtAddr, type Context, type MemoryClient, type Page, type Region } from "@respin/core";
import { invariant, Protection, RespinError } from "@respin/hardware";
import type { Waiting } from "@respin/linker";
import type { AddressSpaceSettings } from "@respin/address-space";
import { Layout, type Sizes } from "./layout.js";

/** A page of storage, and how many spaces have it. */
interface Shared {
  readonly page: Page;
  sharers: number;
}

/** What has been done so far, by all spaces. */
export const counts = { zeroed: 0, copied: 0, kept: 0 };

/**
 * One UNIX address space: a layout, and the pages that have been touched.
 *
 * Invariant A1: a page of storage that several spaces have is mapped read only in all of them; nobody stores to it.
 * Invariant A2: a page of storage is held exactly as long as some space has it.
 *   Kept by: `fork` protects before it shares, `#release` counts. Attacked by: address-space.properties.test.ts
 */
export class Space {
  readonly context: Context;
  /** The address of its first word. */
  readonly base: number;
  readonly #settings: AddressSpaceSettings;
  readonly #layout: Layout;
  readonly #region: Region;
  readonly #pages = new Map<number, Shared>();
  #isGone = false;

  private constructor(settings: AddressSpaceSettings, layout: Layout) {
    this.#settings = settings;
    this.#layout = layout;
    this.context = Translation.Create();
    try {
      this.#region = VirtAddr.Allocate(this.context, layout.pages);
    } catch (error) {
      Translation.Destroy(this.context);
      throw error;
    }
    this.base = VirtAddr.Extent(this.#region).address;
  }

  /** Throws RSP_SPACE_LAYOUT, RSP_LIMIT, RSP_ADDRESSES_EXHAUSTED. */
  static create(settings: AddressSpaceSettings, sizes: Sizes): Space {
    return new Space(settings, Layout.of(sizes, settings.pages));
  }

  /** A copy of it, of which nothing is copied yet. Throws RSP_LIMIT. */
  fork(): Space {
    const child = new Space(this.#settings, this.#layout.copy());
    invariant(child.base === this.base, "the first region of every space is at the same address");
    const alone = [...this.#pages].filter(([index, { sharers }]) => sharers === 1 && this.#layout.isWritable(index));
    for (const { first, pages } of runsOf(alone.map(([index]) => index))) {
      Translation.Protect(this.#region, first, pages, Protection.read);
    }
    for (const [index, shared] of this.#pages) {
      shared.sharers++;
      child.#pages.set(index, shared);
      Translation.AddMapping(child.#region, index, shared.page, Protection.read);
    }
    return child;
  }

  destroy(): void {
    this.#isGone = true;
    this.#releaseAll(0, this.#layout.pages);
    VirtAddr.Deallocate(this.#region);
    Translation.Destroy(this.context);
  }

  /** Throws RSP_SPACE_FULL. */
  grow(by: number): number {
    const [from, to] = this.#layout.grow(by);
    if (by < 0) this.#releaseAll(from, to);
    return this.#addressOf(by < 0 ? to : from);
  }

  /** Throws RSP_SPACE_FULL. */
  map(pages: number): number {
    return this.#addressOf(this.#layout.map(pages));
  }

  /** Throws RSP_SPACE_RANGE. */
  unmap(address: number, pages: number): void {
    const first = (address - this.base) / this.#settings.pageWords;
    this.#layout.unmap(first, pages);
    this.#releaseAll(first, first + pages);
  }

  /** Whether a fault at an address is one that `fill` puts right. */
  mayTouch(address: number): boolean {
    return this.#layout.isUsed(this.#indexOf(address));
  }

  /** Whether one is that `keep` or `copy` puts right. */
  mayStore(address: number): boolean {
    return this.#layout.isWritable(this.#indexOf(address));
  }

  /** Let the only sharer of a page store to it. False where others have the page too. */
  keep(address: number): boolean {
    const index = this.#indexOf(address);
    const shared = this.#pages.get(index);
    if (shared === undefined || shared.sharers > 1) return false;
    if (Translation.ExamineMapping(this.#region, index) === Protection.readWrite) return true;
    Translation.Protect(this.#region, index, 1, Protection.readWrite);
    counts.kept++;
    return true;
  }

  /** Put a page of zeros where there is none. Throws RSP_MEMORY_EXHAUSTED. */
  *fill(address: number): Waiting {
    const index = this.#indexOf(address);
    const page = yield* taken(this.#settings.client);
    // Another strand may have touched it meanwhile, or unmapped it.
    if (this.#isGone || !this.#layout.isUsed(index) || this.#pages.has(index)) return letGo(page);
    PhysAddr.Zero(page);
    counts.zeroed++;
    this.#put(index, page);
  }

  /** Give a space a page of its own for one that it shares. Throws RSP_MEMORY_EXHAUSTED. */
  *copy(address: number): Waiting {
    const index = this.#indexOf(address);
    const page = yield* taken(this.#settings.client);
    const shared = this.#pages.get(index);
    // The others may have let go of it meanwhile, and it is no longer copied.
    if (this.#isGone || shared === undefined || shared.sharers === 1) {
      letGo(page);
      if (!this.#isGone && shared !== undefined && this.#layout.isWritable(index)) this.keep(address);
      return;
    }
    const words = new Int32Array(this.#settings.pageWords);
    PhysAddr.Read(shared.page, 0, words);
    PhysAddr.Write(page, 0, words);
    counts.copied++;
    this.#release(index);
    this.#put(index, page);
  }

  /** Throws RSP_SPACE_RANGE, RSP_MEMORY_EXHAUSTED. */
  *load(address: number, words: Int32Array): Waiting {
    const { pageWords } = this.#settings;
    for (let done = 0; done < words.length;) {
      const at = address + done;
      if (this.#isGone || !Number.isSafeInteger(at) || !this.mayTouch(at)) {
        throw new RespinError(
          "RSP_SPACE_RANGE",
          `AddressSpace.Load: word ${at} is not in the space; give an address of its text, data, stack or mapped pages`,
        );
      }
      const shared = this.#pages.get(this.#indexOf(at));
      if (shared === undefined) yield* this.fill(at);
      else if (shared.sharers > 1) yield* this.copy(at);
      else {
        const from = (at - this.base) % pageWords;
        const part = words.subarray(done, done + pageWords - from);
        PhysAddr.Write(shared.page, from, part);
        done += part.length;
      }
    }
  }

  #put(index: number, page: Page): void {
    this.#pages.set(index, { page, sharers: 1 });
    const protection = this.#layout.isWritable(index) ? Protection.readWrite : Protection.read;
    Translation.AddMapping(this.#region, index, page, protection);
  }

  #releaseAll(from: number, to: number): void {
    for (let index = from; index < to; index++) this.#release(index);
  }

  /** The space has a page no longer. Who shared it with this space alone finds that out at the next store. */
  #release(index: number): void {
    const shared = this.#pages.get(index);
    if (shared === undefined) return;
    this.#pages.delete(index);
    Translation.RemoveMapping(this.#region, index);
    if (--shared.sharers === 0) letGo(shared.page);
  }

  #indexOf(address: number): number {
    return Math.floor((address - this.base) / this.#settings.pageWords);
  }

  #addressOf(index: number): number {
    return this.base + index * this.#settings.pageWords;
  }
}

/** A page that is not taken again: there is nowhere to put what is in it. */
function* taken(client: MemoryClient): Waiting<Page> {
  const page = yield* PhysAddr.Allocate(client);
  PhysAddr.Pin(page);
  return page;
}

function letGo(page: Page): void {
  PhysAddr.Unpin(page);
  PhysAddr.Deallocate(page);
}

/** Numbers as runs of neighbours. */
function runsOf(numbers: readonly number[]): readonly { readonly first: number; readonly pages: number }[] {
  const runs: { readonly first: number; pages: number }[] = [];
  for (const each of numbers.toSorted((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last !== undefined && last.first + last.pages === each) last.pages++;
    else runs.push({ first: each, pages: 1 });
  }
  return runs;
}
