import { invariant, RespinError, type Cost, type Machine } from "@respin/hardware";
import type { Page } from "@respin/core";
import type { Waiting } from "@respin/linker";
import { NONE, PageKind, type Policy, type PolicyFactory, type Slot } from "./policy/policy.js";

/** What a page is wanted for: its contents, or to be overwritten from end to end, so that nothing need be read. */
export type Intent = "contents" | "overwrite";

/** A run of blocks, as a file's extent is. */
export interface BlockRange {
  readonly first: number;
  readonly blocks: number;
}

/** What a pool stands on: where its pages come from and where their contents go, in the system it runs in. */
export interface Backing {
  /** A page of storage for one more block. May take one of the pool's own, through `replace` or the Reclaim event. */
  obtain(): Waiting<Page>;
  /** See that nobody uses the page any more, where the pool's owner has mapped it for others. */
  detach?(page: Page): void;
  /** Give back a page that no block needs. */
  release(page: Page): void;
  read(block: number, page: Page): Waiting;
  write(block: number, page: Page): Waiting;
  /** Wait until what was written of these blocks is on the disk, where `write` alone does not say so. */
  settleWrites?(blocks: readonly number[]): Waiting;
  /** Fill a page with zeros. */
  zero(page: Page): void;
  modified(page: Page): boolean;
  clean(page: Page): void;
  pin(page: Page): void;
  unpin(page: Page): void;
  /** Wait for something of the pool's own. */
  await(begin: (done: () => void) => void): Waiting;
  /** Run something beside the caller. */
  start(name: string, body: Waiting): void;
}

export interface PoolOptions {
  readonly name: string;
  /** Pages that the pool may hold. */
  readonly capacity: number;
  /** Block numbers are below this. */
  readonly blocks: number;
  /** How victims are chosen; undefined leaves it to the system. */
  readonly policy?: PolicyFactory | undefined;
  /** What a block's page holds, from its bytes. */
  readonly kindOf?: ((block: number, page: Page) => PageKind) | undefined;
  /** Whether a block lies beyond the end of its file, so that there is nothing to read. */
  readonly isFresh?: ((block: number) => boolean) | undefined;
}

/** What a pool counted. Host-side: reading them costs no modelled time. */
export interface PoolCounts {
  /** Blocks that had to be read because somebody waited for them. */
  readonly misses: number;
  /** Blocks that were read because somebody will want them, and how many of those were wanted while still in transit. */
  readonly prefetches: number;
  readonly late: number;
  /** Pages that needed no reading: beyond the end of the file, or overwritten whole. */
  readonly fresh: number;
  readonly evictions: number;
  readonly writes: number;
}

/**
 * A pool of pages: which blocks are in memory, and which of them goes next.
 *
 * It is written once and placed three times: linked into the kernel, in a pager task, and in a user-level library
 * (and the monolithic kernel's file cache is one too). What differs is its Backing.
 *
 * Invariant B1: a block is in at most one page, a page holds at most one block, and the policy knows exactly those.
 * Invariant B2: a modified page leaves the pool only through a write of its contents (or with its file).
 * Invariant B3: no page of a later range is written while an earlier range of its order has a modified page.
 *   Attacked by: buffer-pool.properties.test.ts
 */
export class BufferPool {
  readonly name: string;
  readonly capacity: number;
  readonly policy: Policy | undefined;
  misses = 0;
  prefetches = 0;
  late = 0;
  fresh = 0;
  evictions = 0;
  writes = 0;

  readonly #machine: Machine;
  readonly #step: Cost;
  readonly #backing: Backing;
  readonly #options: PoolOptions;
  /** The slot of each block, or NONE. */
  readonly #slotOf: Int32Array;
  readonly #blockOf: Int32Array;
  readonly #pinned: Uint8Array;
  readonly #pages: (Page | undefined)[];
  readonly #slotOfPage = new Map<Page, Slot>();
  readonly #freeSlots: Slot[];
  readonly #transit = new Map<number, (() => void)[]>();
  readonly #orders: { readonly first: BlockRange; readonly then: BlockRange }[] = [];
  /** Fetches that wait for a page, who is told when one may be had, and writes under way. */
  #starved = 0;
  readonly #onChange: (() => void)[] = [];
  #writing = 0;
  #charged = 0;
  #incoming = NONE;

  constructor(machine: Machine, backing: Backing, options: PoolOptions) {
    const { capacity, blocks } = options;
    if (!Number.isSafeInteger(capacity) || capacity < 1) {
      throw new RespinError("RSP_POOL_CAPACITY", `${options.name} cannot hold ${capacity} pages; give it at least 1`);
    }
    this.name = options.name;
    this.capacity = capacity;
    this.#machine = machine;
    this.#step = machine.costs.named("policy.step");
    this.#backing = backing;
    this.#options = options;
    this.#slotOf = new Int32Array(blocks).fill(NONE);
    this.#blockOf = new Int32Array(capacity).fill(NONE);
    this.#pinned = new Uint8Array(capacity);
    this.#pages = Array.from({ length: capacity }, () => undefined);
    this.#freeSlots = Array.from({ length: capacity }, (_, n) => capacity - 1 - n);
    this.policy = options.policy?.({ capacity, pages: blocks, pinned: this.#pinned });
  }

  /** The slot of a block that is in the pool, or NONE. */
  slotOf(block: number): Slot {
    return this.#slotOf[block];
  }

  /** The page of a block that is in the pool. */
  pageOf(block: number): Page | undefined {
    const slot = this.#slotOf[block];
    return slot === NONE ? undefined : this.#pages[slot];
  }

  /** The block that a page of the pool holds, or NONE. */
  blockOf(page: Page): number {
    const slot = this.#slotOfPage.get(page);
    return slot === undefined ? NONE : this.#blockOf[slot];
  }

  /** Blocks in the pool now. */
  get resident(): number {
    return this.capacity - this.#freeSlots.length;
  }

  /** A block in the pool was used again. What its policy did is charged by `settle`. */
  reference(slot: Slot): void {
    this.policy?.reference(slot);
  }

  /** Charge for what the policy did since this was last called. */
  settle(): void {
    if (this.policy === undefined) return;
    const { work } = this.policy;
    if (work !== this.#charged) this.#machine.spend(this.#step, work - this.#charged);
    this.#charged = work;
  }

  /** Keep a block in memory until it is unpinned; it must be there. */
  pin(block: number): void {
    const slot = this.#slotOf[block];
    invariant(slot !== NONE, "only a block that is in the pool is pinned in it");
    if (this.#pinned[slot]++ === 0) this.#backing.pin(this.#page(slot));
  }

  unpin(block: number): void {
    const slot = this.#slotOf[block];
    invariant(slot !== NONE && this.#pinned[slot] > 0, "a block is unpinned as often as it is pinned");
    if (--this.#pinned[slot] === 0) this.#backing.unpin(this.#page(slot));
  }

  /**
   * Bring a block in, if it is not in already, for somebody who waits for it. Returns whether it had to be waited for.
   * Throws RSP_MEMORY_EXHAUSTED when every page is pinned.
   */
  *bring(block: number, intent: Intent): Waiting<boolean> {
    if (this.#slotOf[block] !== NONE) return false;
    if (this.#transit.has(block)) {
      this.late++;
      yield* this.#arrival(block);
      // It may have been taken again before this strand's turn came.
      return yield* this.bring(block, intent);
    }
    const read = intent === "contents" && this.#options.isFresh?.(block) !== true;
    if (read) this.misses++;
    else this.fresh++;
    yield* this.#fetch(block, read);
    return true;
  }

  /** Begin to bring a block in beside whoever asks. Does nothing when it is in, in transit, or too much is in transit. */
  prefetch(block: number): boolean {
    const busy = this.#transit.size * 2 >= this.capacity;
    if (block >= this.#slotOf.length || this.#slotOf[block] !== NONE || this.#transit.has(block) || busy) return false;
    if (this.#options.isFresh?.(block) === true) return false;
    this.prefetches++;
    // In transit from now on, so that a fault that comes first waits for it.
    this.#transit.set(block, []);
    this.#backing.start(`${this.name} prefetch`, this.#fetchQuietly(block));
    return true;
  }

  /** The page that the policy would give up for the block that is being brought in; undefined leaves it to the system. */
  nominate(): Page | undefined {
    if (this.policy === undefined) return undefined;
    const slot = this.policy.victim(this.#incoming);
    this.settle();
    return slot === NONE ? undefined : this.#page(slot);
  }

  /**
   * A page has been taken from the pool: forget its block. Returns what is left to do before the page is used again:
   * writing its contents, if they were modified.
   */
  vacate(page: Page): Waiting | undefined {
    const block = this.blockOf(page);
    if (block === NONE) return undefined;
    this.#remove(block, true);
    this.#backing.detach?.(page);
    this.evictions++;
    if (!this.#backing.modified(page)) return undefined;
    // In transit until it is written, so that nobody reads what the disk holds before.
    this.#transit.set(block, []);
    return this.#writeBack(block, page);
  }

  /** For a backing with no other source of pages: a page of the pool's own, written back and empty. */
  *replace(): Waiting<Page> {
    for (;;) {
      const page = this.nominate();
      if (page !== undefined) {
        const rest = this.vacate(page);
        if (rest !== undefined) yield* rest;
        return page;
      }
      // Every page is pinned: worth waiting only while some are pinned for their transfer.
      if (this.#transit.size - this.#starved <= 1 && this.#writing === 0) {
        throw new RespinError(
          "RSP_MEMORY_EXHAUSTED",
          `${this.name} holds ${this.capacity} pages and all are pinned; pin fewer or give it more`,
        );
      }
      this.#starved++;
      yield* this.#backing.await((done) => this.#onChange.push(done));
      this.#starved--;
    }
  }

  /** Say that modified pages of `first` must be on the disk before any page of `then` is written: the log before the data. */
  order(first: BlockRange, then: BlockRange): void {
    this.#orders.push({ first, then });
  }

  /** Write the modified pages of some blocks, the groups one after the other: selected force-out, in an order. */
  *force(groups: readonly (readonly number[])[]): Waiting {
    for (const group of groups) {
      yield* this.write(group);
      if (this.#backing.settleWrites !== undefined) yield* this.#backing.settleWrites(group);
    }
  }

  /** Write the modified pages of some blocks, in the order that suits the disk. */
  *write(group: readonly number[]): Waiting {
    for (const block of group) yield* this.#forceEarlier(block);
    const blocks = group.filter((block) => this.#isModified(block));
    let outstanding = blocks.length;
    if (outstanding === 0) return;
    let wake = (): void => {};
    for (const block of blocks) {
      this.#backing.start(
        `${this.name} write`,
        this.#writeOne(block, () => --outstanding === 0 && wake()),
      );
    }
    yield* this.#backing.await((done) => void (wake = done));
  }

  /** The blocks of a range that are in the pool and modified. */
  modifiedIn(range: BlockRange): number[] {
    const blocks: number[] = [];
    if (range.blocks <= this.capacity) {
      for (let block = range.first; block < range.first + range.blocks; block++)
        if (this.#isModified(block)) blocks.push(block);
      return blocks;
    }
    for (const block of this.#blockOf) {
      if (block >= range.first && block < range.first + range.blocks && this.#isModified(block)) blocks.push(block);
    }
    return blocks.toSorted((a, b) => a - b);
  }

  /** Forget the blocks of a range, modified or not: their file is gone, or shorter. */
  *drop(range: BlockRange): Waiting {
    const within = (block: number): boolean => block >= range.first && block < range.first + range.blocks;
    for (;;) {
      const [moving] = [...this.#transit.keys()].filter(within);
      if (moving === undefined) break;
      yield* this.#arrival(moving);
    }
    for (const [slot, block] of this.#blockOf.entries()) {
      if (block === NONE || !within(block)) continue;
      const page = this.#page(slot);
      while (this.#pinned[slot] > 0) this.unpin(block);
      this.#remove(block, false);
      this.#backing.clean(page);
      this.#backing.release(page);
    }
  }

  *#fetch(block: number, read: boolean): Waiting {
    if (!this.#transit.has(block)) this.#transit.set(block, []);
    try {
      this.#incoming = block;
      const page = yield* this.#backing.obtain();
      // It is in no slot yet, and must not be taken for an idle page.
      this.#backing.pin(page);
      if (read) yield* this.#backing.read(block, page);
      else this.#backing.zero(page);
      this.#backing.clean(page);
      this.#admit(block, page);
      this.#backing.unpin(page);
    } finally {
      this.#arrived(block);
    }
  }

  /** A prefetch that finds no page to be had is forgotten: nobody waits for it but who will fault. */
  *#fetchQuietly(block: number): Waiting {
    try {
      yield* this.#fetch(block, true);
    } catch (error) {
      if (!(error instanceof RespinError && error.code === "RSP_MEMORY_EXHAUSTED")) throw error;
    }
  }

  *#arrival(block: number): Waiting {
    const waiters = this.#transit.get(block);
    if (waiters !== undefined) yield* this.#backing.await((done) => waiters.push(done));
  }

  #arrived(block: number): void {
    const waiters = this.#transit.get(block) ?? [];
    this.#transit.delete(block);
    for (const wake of waiters) wake();
    this.#changed();
  }

  /** A page may be had now that could not be had before. */
  #changed(): void {
    for (const wake of this.#onChange.splice(0)) wake();
  }

  #admit(block: number, page: Page): void {
    const slot = this.#freeSlots.pop();
    invariant(slot !== undefined, "a page comes in only where one has gone out");
    this.#slotOf[block] = slot;
    this.#blockOf[slot] = block;
    this.#pages[slot] = page;
    this.#slotOfPage.set(page, slot);
    this.policy?.admit(slot, block, this.#options.kindOf?.(block, page) ?? PageKind.any);
    this.settle();
  }

  #remove(block: number, evicted: boolean): void {
    const slot = this.#slotOf[block];
    const page = this.#page(slot);
    this.policy?.remove(slot, evicted);
    this.settle();
    this.#slotOf[block] = NONE;
    this.#blockOf[slot] = NONE;
    this.#pages[slot] = undefined;
    this.#slotOfPage.delete(page);
    this.#freeSlots.push(slot);
  }

  *#writeBack(block: number, page: Page): Waiting {
    try {
      yield* this.#forceEarlier(block);
      this.writes++;
      this.#backing.clean(page);
      yield* this.#backing.write(block, page);
    } finally {
      this.#arrived(block);
    }
  }

  *#writeOne(block: number, done: () => void): Waiting {
    const page = this.pageOf(block);
    if (page !== undefined && this.#isModified(block)) {
      this.#writing++;
      this.pin(block);
      this.writes++;
      this.#backing.clean(page);
      yield* this.#backing.write(block, page);
      this.unpin(block);
      this.#writing--;
      this.#changed();
    }
    done();
  }

  /** Invariant B3. */
  *#forceEarlier(block: number): Waiting {
    for (const { first, then } of this.#orders) {
      if (block < then.first || block >= then.first + then.blocks) continue;
      const earlier = this.modifiedIn(first);
      if (earlier.length > 0) yield* this.force([earlier]);
    }
  }

  #isModified(block: number): boolean {
    const page = this.pageOf(block);
    return page !== undefined && this.#backing.modified(page);
  }

  #page(slot: Slot): Page {
    const page = this.#pages[slot];
    invariant(page !== undefined, "a slot in use has its page");
    return page;
  }
}
