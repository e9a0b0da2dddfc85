import type { Page } from "@respin/core";
import { RespinError } from "@respin/hardware";
import type { Waiting } from "@respin/linker";
import type { Backing } from "./backing.js";
import { Keeping } from "./keeping.js";
import { NONE, PageKind, type Policy, type PolicyFactory, type Slot } from "./policy/policy.js";
import { Slots } from "./slots.js";
import { Transits, type Transit } from "./transits.js";
import { transfersMax, WriteBack } from "./write-back.js";
import { isIn, type BlockRange } from "./write-order.js";

/** What a page is wanted for: its contents, or to be overwritten from end to end, so that nothing need be read. */
export type Intent = "contents" | "overwrite";

export interface PoolOptions {
  readonly name: string;
  /** Pages that the pool may hold. */
  readonly capacity: number;
  /** Block numbers are below this. */
  readonly blocks: number;
  /** How victims are chosen; undefined leaves it to the system. */
  readonly policy?: PolicyFactory | undefined;
  /** What a block's page holds; undefined for a new page, which holds nothing yet. */
  readonly kindOf?: ((block: number, page: Page | undefined) => PageKind) | undefined;
  /** Whoever brings a page in to overwrite it does so before anybody sees it, so that it need not be zeroed first. */
  readonly overwritesAtOnce?: boolean | undefined;
  /** Whether a block lies beyond the end of its file, so that there is nothing to read. */
  readonly isFresh?: ((block: number) => boolean) | undefined;
}

/**
 * A pool of pages: which blocks are in memory, and which of them goes next.
 *
 * It is written and compiled once and placed three times: linked into the kernel, in a pager task, and in a user-level library
 * (and the monolithic kernel's file cache is one too). What differs is what its Backing is linked to.
 *
 * Invariant B1: a block is in at most one page, a page holds at most one block, and the policy knows exactly those.
 *   Kept by: `#admit` and `#remove`. Attacked by: buffer-pool.properties.test.ts
 * Invariant B2: a modified page leaves the pool only through a write of its contents (or with its file).
 *   Kept by: `vacate`. Attacked by: buffer-pool.properties.test.ts
 */
export class BufferPool {
  readonly name: string;
  readonly capacity: number;
  readonly policy: Policy | undefined;
  /** Blocks that had to be read because somebody waited for them. */
  misses = 0;
  /** Blocks that were read because somebody will want them, and waits for a block that was in transit already. */
  prefetches = 0;
  late = 0;
  /** Pages that needed no reading: beyond the end of the file, or overwritten whole. */
  fresh = 0;
  evictions = 0;

  readonly #backing: Backing;
  readonly #options: PoolOptions;
  readonly #slots: Slots;
  readonly #transits = new Transits();
  readonly #keeping: Keeping;
  readonly #writeBack: WriteBack;
  #incoming = NONE;

  /** Throws RSP_POOL_CAPACITY, and what the policy's factory throws. */
  constructor(backing: Backing, options: PoolOptions) {
    const { name, capacity, blocks } = options;
    if (!Number.isSafeInteger(capacity) || capacity < 1) {
      throw new RespinError("RSP_POOL_CAPACITY", `${name} cannot hold ${capacity} pages; give it at least 1`);
    }
    this.name = name;
    this.capacity = capacity;
    this.#backing = backing;
    this.#options = options;
    this.#slots = new Slots(capacity, blocks);
    this.#keeping = new Keeping(name, backing, this.#slots, this.#transits);
    const [slots, transits, keeping] = [this.#slots, this.#transits, this.#keeping];
    this.#writeBack = new WriteBack({ name, backing, slots, transits, keeping });
    this.policy = options.policy?.({ capacity, pages: blocks, pinned: this.#slots.pinned });
  }

  /** The slot of a block that is in the pool, or NONE. */
  slotOf(block: number): Slot {
    return this.#slots.of(block);
  }

  /** The page of a block that is in the pool. */
  pageOf(block: number): Page | undefined {
    return this.#slots.pageOf(block);
  }

  /** The block that a page of the pool holds, or NONE. */
  blockOf(page: Page): number {
    return this.#slots.blockOf(page);
  }

  /** Blocks in the pool now. */
  get resident(): number {
    return this.#slots.used;
  }

  /** Pages that were written out. */
  get writes(): number {
    return this.#writeBack.writes;
  }

  /** The page of a block that is in the pool, for who uses it again. Undefined for a block that is not, or for what is none. */
  use(block: number): Page | undefined {
    const slot = this.#slots.of(block);
    // Of what is no block's number the slot is undefined.
    if (!(slot >= 0)) return undefined;
    this.#keeping.used(block);
    this.policy?.hit(slot);
    return this.#slots.page(slot);
  }

  /** Blocks were used again, oldest first. Numbers of blocks that are not in the pool, or of none, are passed over. */
  referenceAll(blocks: Int32Array): void {
    const { policy } = this;
    if (policy === undefined) return;
    const slots = this.#slots;
    for (let at = 0; at < blocks.length; at++) {
      const block = blocks[at];
      const slot = block >= 0 && block < slots.blocks ? slots.of(block) : NONE;
      if (slot !== NONE) policy.hit(slot);
    }
  }

  /** Keep a block in memory until it is unpinned as often; it must be there. Throws RSP_PINS_FULL. */
  pin(block: number): void {
    this.#keeping.pin(block);
  }

  /** Throws RSP_UNPINNED. */
  unpin(block: number): void {
    this.#keeping.unpin(block);
  }

  /**
   * Bring a block in, if it is not in already, for somebody who waits for it. Returns whether it had to be waited for.
   * Throws RSP_MEMORY_EXHAUSTED when every page is pinned.
   */
  *bring(block: number, intent: Intent): Waiting<boolean> {
    if (this.found(block)) return false;
    const transit = this.#transits.of(block);
    if (transit !== undefined) {
      // One that is on its way out is read again when it is out, and counts then.
      if (transit.leaving === undefined) this.late++;
      yield* this.#backing.await((done) => transit.waiters.push(done));
      // It may have been taken again before this strand's turn came.
      return yield* this.bring(block, intent);
    }
    const read = intent === "contents" && this.#options.isFresh?.(block) !== true;
    if (read) this.misses++;
    else this.fresh++;
    const zeroed = intent === "contents" || this.#options.overwritesAtOnce !== true;
    yield* this.#fetch(block, read ? "read" : zeroed ? "zero" : "leave", this.#transits.begin(block, undefined));
    return true;
  }

  /** Whether a block is in, for somebody who uses it now: one that was prefetched is used from here on. */
  found(block: number): boolean {
    if (this.#slots.of(block) === NONE) return false;
    this.#keeping.used(block);
    return true;
  }

  /** Begin to bring a block in beside whoever asks. Does nothing when it is in, in transit, or too much is in transit. */
  prefetch(block: number): boolean {
    if (block >= this.#slots.blocks || this.#slots.of(block) !== NONE) return false;
    if (this.#transits.of(block) !== undefined) return false;
    if (this.#transits.size >= Math.min(this.capacity / 2, transfersMax)) return false;
    if (this.#options.isFresh?.(block) === true) return false;
    this.prefetches++;
    // In transit from now on, so that a fault that comes first waits for it.
    const transit = this.#transits.begin(block, undefined);
    this.#backing.start(`${this.name} prefetch`, this.#fetchQuietly(block, transit));
    return true;
  }

  /** The page that the policy would give up for the block that is being brought in; undefined leaves it to the system. */
  nominate(): Page | undefined {
    if (this.policy === undefined) return undefined;
    const slot = this.policy.victim(this.#incoming);
    return slot === NONE ? undefined : this.#slots.page(slot);
  }

  /**
   * A page has been taken from the pool: forget its block. Returns what is left to do before the page is used again:
   * writing its contents, if they were modified.
   */
  vacate(page: Page): Waiting | undefined {
    const block = this.blockOf(page);
    if (block === NONE) return undefined;
    this.#remove(block, true);
    this.evictions++;
    if (!this.#backing.modified(page)) return undefined;
    // In transit until it is written, so that nobody reads what the disk holds before.
    return this.#writeBack.leave(block, this.#transits.begin(block, page), page);
  }

  /**
   * Say that modified pages of `first` must be on the disk before any page of `then` is written: the log before the
   * data. Throws RSP_ORDER_CYCLE.
   */
  order(first: BlockRange, then: BlockRange): void {
    this.#writeBack.order(first, then);
  }

  /** Write the modified pages of some blocks, the groups one after the other: selected force-out, in an order. */
  *force(groups: readonly (readonly number[])[]): Waiting {
    yield* this.#writeBack.force(groups);
  }

  /** All that was written of a range is on the disk: for who has seen to it in another way than by `force`. */
  settled(range: BlockRange): void {
    this.#writeBack.settled(range);
  }

  /**
   * Write the modified pages of some blocks, in the order that suits the disk, and wait for those that are being written.
   * Throws what a write throws.
   */
  *write(group: readonly number[]): Waiting {
    yield* this.#writeBack.write(group);
  }

  /** The blocks of a range whose contents are not on the disk yet: modified in the pool, or being written. */
  modifiedIn(range: BlockRange): number[] {
    return this.#writeBack.modifiedIn(range);
  }

  /** Forget the blocks of a range, modified or not: their file is gone, or shorter. */
  *drop(range: BlockRange): Waiting {
    for (;;) {
      const waiters = this.#transits.waitersIn(range) ?? this.#keeping.writersIn(range);
      if (waiters === undefined) break;
      yield* this.#backing.await((done) => waiters.push(done));
    }
    for (const [slot, block] of this.#slots.contents.entries()) {
      if (block === NONE || !isIn(range, block)) continue;
      const page = this.#slots.page(slot);
      this.#keeping.forget(block);
      this.#remove(block, false);
      this.#backing.clean(page);
      this.#backing.release(page);
    }
    this.settled(range);
    this.#transits.changed();
  }

  *#fetch(block: number, how: "read" | "zero" | "leave", transit: Transit): Waiting {
    try {
      const page = yield* this.#obtain(block);
      // It is in no slot yet, and must not be taken for an idle page.
      this.#backing.pin(page);
      let filled = false;
      try {
        if (how === "read") yield* this.#backing.read(block, page);
        else if (how === "zero") this.#backing.zero(page);
        filled = true;
      } finally {
        this.#backing.clean(page);
        if (filled) this.#admit(block, page, how === "read");
        this.#backing.unpin(page);
        if (!filled) this.#backing.release(page);
      }
    } finally {
      this.#transits.end(block, transit);
    }
  }

  /** A prefetch that fails is forgotten: whoever faults on the block meets the failure. */
  *#fetchQuietly(block: number, transit: Transit): Waiting {
    try {
      yield* this.#fetch(block, "read", transit);
      this.#keeping.keepForUse(block);
    } catch (error) {
      if (!(error instanceof RespinError) || error.code === "RSP_INVARIANT") throw error;
    }
  }

  /** A page for a block. Where all are in use it is worth waiting while some are so for a transfer only. */
  *#obtain(block: number): Waiting<Page> {
    for (;;) {
      try {
        this.#incoming = block;
        return yield* this.#backing.obtain();
      } catch (error) {
        if (!(error instanceof RespinError && error.code === "RSP_MEMORY_EXHAUSTED")) throw error;
        if (this.#keeping.letGoOldestAhead()) continue;
        if (this.#transits.size - this.#transits.starved <= 1 && this.#keeping.writes === 0) throw error;
      }
      yield* this.#backing.await((done) => this.#transits.starve(done));
      // Who waited for what has come in uses it first, or two would take it from each other for ever.
      yield;
    }
  }

  #admit(block: number, page: Page, read: boolean): void {
    const slot = this.#slots.enter(block, page);
    this.policy?.admit(slot, block, this.#options.kindOf?.(block, read ? page : undefined) ?? PageKind.any);
  }

  #remove(block: number, evicted: boolean): void {
    const slot = this.#slots.of(block);
    this.policy?.remove(slot, evicted);
    this.#slots.leave(slot);
  }
}
