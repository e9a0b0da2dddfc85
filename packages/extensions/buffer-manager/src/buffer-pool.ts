import { invariant, RespinError, type Cost, type Machine } from "@respin/hardware";
import type { Page } from "@respin/core";
import type { Waiting } from "@respin/linker";
import { NONE, PageKind, type Policy, type PolicyFactory, type Slot } from "./policy/policy.js";
import { Slots } from "./slots.js";
import { isIn, WriteOrder, type BlockRange } from "./write-order.js";

/** Transfers that one force-out, and prefetching, have under way at once: a fraction of what a disk or a port queues. */
const transfersMax = 1024;
/** Pins that one page may have. */
const pinsMax = 255;

/** What a page is wanted for: its contents, or to be overwritten from end to end, so that nothing need be read. */
export type Intent = "contents" | "overwrite";

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
  /** What a block's page holds, from its bytes; undefined for a new page, which holds nothing yet. */
  readonly kindOf?: ((block: number, page: Page | undefined) => PageKind) | undefined;
  /** Whoever brings a page in to overwrite it does so before anybody sees it, so that it need not be zeroed first. */
  readonly overwritesAtOnce?: boolean | undefined;
  /** Whether a block lies beyond the end of its file, so that there is nothing to read. */
  readonly isFresh?: ((block: number) => boolean) | undefined;
}

/** A block on its way in, or out. */
interface Transit {
  /** On its way out: the page with its contents. */
  readonly leaving: Page | undefined;
  /** Whether somebody is writing what leaves, and whether it is over. */
  begun: boolean;
  done: boolean;
  readonly waiters: (() => void)[];
}

/**
 * A pool of pages: which blocks are in memory, and which of them goes next.
 *
 * It is written once and placed three times: linked into the kernel, in a pager task, and in a user-level library
 * (and the monolithic kernel's file cache is one too). What differs is its Backing.
 *
 * Invariant B1: a block is in at most one page, a page holds at most one block, and the policy knows exactly those.
 * Invariant B2: a modified page leaves the pool only through a write of its contents (or with its file).
 * Invariant B3: what is written of a later range of an order is no newer than what is on the disk of its earlier range.
 *   Kept by: `#putOut` and `#writeBack`, which first write what is unwritten of the earlier range. A page that does not
 *   leave is written where it is: who may store to it meanwhile has to keep the order for that store himself.
 *   Attacked by: buffer-pool.properties.test.ts
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
  writes = 0;

  readonly #machine: Machine;
  readonly #step: Cost;
  readonly #backing: Backing;
  readonly #options: PoolOptions;
  readonly #slots: Slots;
  readonly #transit = new Map<number, Transit>();
  readonly #order = new WriteOrder();
  /** Blocks that are being written where they are, and who waits for that. */
  readonly #writing = new Map<number, (() => void)[]>();
  /** Blocks that were written and not settled since, each with the number of its write. */
  readonly #unsettled = new Map<number, number>();
  /** Blocks that were prefetched and not used yet, oldest first. */
  readonly #ahead = new Set<number>();
  /** Fetches that wait for a page to be had. */
  readonly #starved: (() => void)[] = [];
  #charged = 0;
  #incoming = NONE;

  /** Throws RSP_POOL_CAPACITY, and what the policy's factory throws. */
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
    this.#slots = new Slots(capacity, blocks);
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

  /** A block in the pool was used again. What its policy did is charged by `settle`. */
  reference(slot: Slot): void {
    this.policy?.reference(slot);
  }

  /** Blocks were used again, oldest first. Numbers of blocks that are not in the pool, or of none, are passed over. */
  referenceAll(blocks: Int32Array): void {
    const { policy } = this;
    if (policy === undefined) return;
    const slots = this.#slots;
    for (let at = 0; at < blocks.length; at++) {
      const block = blocks[at];
      const slot = block >= 0 && block < slots.blocks ? slots.of(block) : NONE;
      if (slot !== NONE) policy.reference(slot);
    }
  }

  /** Charge for what the policy did since this was last called. */
  settle(): void {
    if (this.policy === undefined) return;
    const { work } = this.policy;
    if (work !== this.#charged) this.#machine.spend(this.#step, work - this.#charged);
    this.#charged = work;
  }

  /** Keep a block in memory until it is unpinned as often; it must be there. Throws RSP_PINS_FULL. */
  pin(block: number): void {
    const slot = this.#slots.of(block);
    invariant(slot !== NONE, "only a block that is in the pool is pinned in it");
    if (this.#slots.pins[slot] === pinsMax) {
      throw new RespinError(
        "RSP_PINS_FULL",
        `${this.name}: block ${block} is pinned ${pinsMax} times; unpin a page as often as you pin it`,
      );
    }
    this.#slots.pins[slot]++;
    this.#keep(slot);
  }

  /** Throws RSP_UNPINNED. */
  unpin(block: number): void {
    const slot = this.#slots.of(block);
    if (slot === NONE || this.#slots.pins[slot] === 0) {
      throw new RespinError(
        "RSP_UNPINNED",
        `${this.name}: block ${block} is not pinned; unpin a page as often as you pinned it, and before its file goes`,
      );
    }
    this.#slots.pins[slot]--;
    this.#letGo(block);
  }

  /**
   * Bring a block in, if it is not in already, for somebody who waits for it. Returns whether it had to be waited for.
   * Throws RSP_MEMORY_EXHAUSTED when every page is pinned.
   */
  *bring(block: number, intent: Intent): Waiting<boolean> {
    if (this.found(block)) return false;
    const transit = this.#transit.get(block);
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
    yield* this.#fetch(block, read ? "read" : zeroed ? "zero" : "leave", this.#moves(block, undefined));
    return true;
  }

  /** Whether a block is in, for somebody who uses it now: one that was prefetched is used from here on. */
  found(block: number): boolean {
    if (this.#slots.of(block) === NONE) return false;
    if (this.#ahead.delete(block)) this.#letGo(block);
    return true;
  }

  /** Begin to bring a block in beside whoever asks. Does nothing when it is in, in transit, or too much is in transit. */
  prefetch(block: number): boolean {
    if (block >= this.#slots.blocks || this.#slots.of(block) !== NONE || this.#transit.has(block)) return false;
    if (this.#transit.size >= Math.min(this.capacity / 2, transfersMax)) return false;
    if (this.#options.isFresh?.(block) === true) return false;
    this.prefetches++;
    // In transit from now on, so that a fault that comes first waits for it.
    const transit = this.#moves(block, undefined);
    this.#backing.start(`${this.name} prefetch`, this.#fetchQuietly(block, transit));
    return true;
  }

  /** The page that the policy would give up for the block that is being brought in; undefined leaves it to the system. */
  nominate(): Page | undefined {
    if (this.policy === undefined) return undefined;
    const slot = this.policy.victim(this.#incoming);
    this.settle();
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
    this.#backing.detach?.(page);
    this.evictions++;
    if (!this.#backing.modified(page)) return undefined;
    // In transit until it is written, so that nobody reads what the disk holds before.
    return this.#writeBack(block, this.#moves(block, page), page);
  }

  /**
   * For a backing with no other source of pages: a page of the pool's own, written back and empty. Throws
   * RSP_MEMORY_EXHAUSTED when all are pinned.
   */
  *replace(): Waiting<Page> {
    const page = this.nominate();
    if (page === undefined) {
      throw new RespinError(
        "RSP_MEMORY_EXHAUSTED",
        `${this.name} holds ${this.capacity} pages and all are pinned; pin fewer or give it more`,
      );
    }
    const rest = this.vacate(page);
    if (rest !== undefined) yield* rest;
    return page;
  }

  /**
   * Say that modified pages of `first` must be on the disk before any page of `then` is written: the log before the
   * data. Throws RSP_ORDER_CYCLE.
   */
  order(first: BlockRange, then: BlockRange): void {
    this.#order.add(first, then);
  }

  /** Write the modified pages of some blocks, the groups one after the other: selected force-out, in an order. */
  *force(groups: readonly (readonly number[])[]): Waiting {
    for (const group of groups) {
      yield* this.write(group);
      if (this.#backing.settleWrites === undefined) continue;
      const written = group.map((block) => [block, this.#unsettled.get(block)] as const);
      yield* this.#backing.settleWrites(group);
      for (const [block, write] of written) if (this.#unsettled.get(block) === write) this.#unsettled.delete(block);
    }
  }

  /** All that was written of a range is on the disk: for who has seen to it in another way than by `force`. */
  settled(range: BlockRange): void {
    for (const block of this.#unsettled.keys()) if (isIn(range, block)) this.#unsettled.delete(block);
  }

  /**
   * Write the modified pages of some blocks, in the order that suits the disk, and wait for those that are being written.
   * Throws what a write throws.
   */
  *write(group: readonly number[]): Waiting {
    for (const block of group) yield* this.#forceEarlier(block);
    const blocks = [...new Set(group)].filter((block) => this.#isUnwritten(block));
    for (let done = 0; done < blocks.length; done += transfersMax) {
      yield* this.#putAllOut(blocks.slice(done, done + transfersMax));
    }
  }

  /** The blocks of a range whose contents are not on the disk yet: modified in the pool, or being written. */
  modifiedIn(range: BlockRange): number[] {
    const blocks: number[] = [];
    if (range.blocks <= this.capacity) {
      for (let block = range.first; block < range.first + range.blocks; block++)
        if (this.#isUnwritten(block)) blocks.push(block);
      return blocks;
    }
    for (const block of this.#slots.contents) if (isIn(range, block) && this.#isUnwritten(block)) blocks.push(block);
    for (const [block, { leaving }] of this.#transit)
      if (leaving !== undefined && isIn(range, block)) blocks.push(block);
    return blocks.toSorted((a, b) => a - b);
  }

  /** Forget the blocks of a range, modified or not: their file is gone, or shorter. */
  *drop(range: BlockRange): Waiting {
    for (;;) {
      const moving = [...this.#transit].find(([block]) => isIn(range, block))?.[1].waiters;
      const waiters = moving ?? [...this.#writing].find(([block]) => isIn(range, block))?.[1];
      if (waiters === undefined) break;
      yield* this.#backing.await((done) => waiters.push(done));
    }
    for (const [slot, block] of this.#slots.contents.entries()) {
      if (block === NONE || !isIn(range, block)) continue;
      const page = this.#slots.page(slot);
      this.#slots.pins[slot] = 0;
      this.#ahead.delete(block);
      this.#letGo(block);
      this.#remove(block, false);
      this.#backing.clean(page);
      this.#backing.release(page);
    }
    this.settled(range);
    this.#changed();
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
      this.#arrived(block, transit);
    }
  }

  /** A prefetch that fails is forgotten: whoever faults on the block meets the failure. */
  *#fetchQuietly(block: number, transit: Transit): Waiting {
    try {
      yield* this.#fetch(block, "read", transit);
      this.#keepForUse(block);
    } catch (error) {
      if (!(error instanceof RespinError) || error.code === "RSP_INVARIANT") throw error;
    }
  }

  /**
   * A page that was prefetched has not been used yet: a policy that gives up what was used last must not take it. Some are
   * never used; the oldest of too many is left to the policy.
   */
  #keepForUse(block: number): void {
    const slot = this.#slots.of(block);
    if (slot === NONE) return;
    this.#ahead.add(block);
    this.#keep(slot);
    const [oldest] = this.#ahead;
    if (this.#ahead.size * 4 > this.capacity && this.#ahead.delete(oldest)) this.#letGo(oldest);
  }

  /** What was prefetched and not used yet gives way to what is wanted now. False if there is nothing of the kind. */
  #letGoAhead(): boolean {
    const [oldest] = this.#ahead;
    if (!this.#ahead.delete(oldest)) return false;
    this.#letGo(oldest);
    return true;
  }

  /** A page for a block. Where all are in use it is worth waiting while some are so for a transfer only. */
  *#obtain(block: number): Waiting<Page> {
    for (;;) {
      try {
        this.#incoming = block;
        return yield* this.#backing.obtain();
      } catch (error) {
        if (!(error instanceof RespinError && error.code === "RSP_MEMORY_EXHAUSTED")) throw error;
        if (this.#letGoAhead()) continue;
        if (this.#transit.size - this.#starved.length <= 1 && this.#writing.size === 0) throw error;
      }
      yield* this.#backing.await((done) => this.#starved.push(done));
      // Who waited for what has come in uses it first, or two would take it from each other for ever.
      yield;
    }
  }

  /** A block is in transit from now on. */
  #moves(block: number, leaving: Page | undefined): Transit {
    invariant(!this.#transit.has(block), "a block is in transit once");
    const transit: Transit = { leaving, begun: false, done: false, waiters: [] };
    this.#transit.set(block, transit);
    return transit;
  }

  #arrived(block: number, transit: Transit): void {
    transit.done = true;
    this.#transit.delete(block);
    for (const wake of transit.waiters) wake();
    this.#changed();
  }

  /** A page may be had now that could not be had before. */
  #changed(): void {
    for (const wake of this.#starved.splice(0)) wake();
  }

  #admit(block: number, page: Page, read: boolean): void {
    const slot = this.#slots.enter(block, page);
    this.policy?.admit(slot, block, this.#options.kindOf?.(block, read ? page : undefined) ?? PageKind.any);
    this.settle();
  }

  #remove(block: number, evicted: boolean): void {
    const slot = this.#slots.of(block);
    this.policy?.remove(slot, evicted);
    this.settle();
    this.#slots.leave(slot);
  }

  /** Write what leaves the pool, if nobody does yet; it is written when this returns. */
  *#writeBack(block: number, transit: Transit, page: Page): Waiting {
    if (transit.done) return;
    if (transit.begun) return yield* this.#backing.await((done) => transit.waiters.push(done));
    transit.begun = true;
    try {
      yield* this.#forceEarlier(block);
      yield* this.#writePage(block, page);
    } finally {
      this.#arrived(block, transit);
    }
  }

  /** Put some blocks out beside each other. Throws what the first throws that fails, when all have ended. */
  *#putAllOut(blocks: readonly number[]): Waiting {
    let outstanding = blocks.length;
    let failure: Failure | undefined;
    let wake = (): void => {};
    const ended = (failed: Failure | undefined): void => {
      failure ??= failed;
      if (--outstanding === 0) wake();
    };
    for (const block of blocks) this.#backing.start(`${this.name} write`, ending(this.#putOut(block), ended));
    yield* this.#backing.await((done) => void (wake = done));
    if (failure !== undefined) throw failure.error;
  }

  /** See that what a block holds now is on the disk, whoever writes it. */
  *#putOut(block: number): Waiting {
    for (;;) {
      const transit = this.#transit.get(block);
      const writing = this.#writing.get(block);
      if (transit?.leaving !== undefined) yield* this.#writeBack(block, transit, transit.leaving);
      else if (writing !== undefined) yield* this.#backing.await((done) => writing.push(done));
      else if (!this.#isModified(block)) return;
      else if (this.#hasEarlier(block)) yield* this.#forceEarlier(block);
      else return yield* this.#writeInPlace(block);
    }
  }

  *#writeInPlace(block: number): Waiting {
    const slot = this.#slots.of(block);
    const waiters: (() => void)[] = [];
    this.#writing.set(block, waiters);
    this.#keep(slot);
    try {
      yield* this.#writePage(block, this.#slots.page(slot));
    } finally {
      this.#writing.delete(block);
      this.#letGo(block);
      for (const wake of waiters) wake();
      this.#changed();
    }
  }

  *#writePage(block: number, page: Page): Waiting {
    this.writes++;
    this.#backing.clean(page);
    yield* this.#backing.write(block, page);
    if (this.#backing.settleWrites !== undefined) this.#unsettled.set(block, this.writes);
  }

  /** Invariant B3. */
  *#forceEarlier(block: number): Waiting {
    for (const range of this.#order.before(block)) {
      const earlier = this.#unsureIn(range);
      if (earlier.length > 0) yield* this.force([earlier]);
    }
  }

  #hasEarlier(block: number): boolean {
    return this.#order.before(block).some((range) => this.#unsureIn(range).length > 0);
  }

  /** The blocks of a range that are not known to be on the disk as they are. */
  #unsureIn(range: BlockRange): readonly number[] {
    const unwritten = this.modifiedIn(range);
    if (this.#unsettled.size === 0) return unwritten;
    return [...new Set([...unwritten, ...[...this.#unsettled.keys()].filter((block) => isIn(range, block))])];
  }

  #isUnwritten(block: number): boolean {
    return this.#isModified(block) || this.#writing.has(block) || this.#transit.get(block)?.leaving !== undefined;
  }

  #isModified(block: number): boolean {
    const page = this.pageOf(block);
    return page !== undefined && this.#backing.modified(page);
  }

  /** Keep the page of a slot where it is, for a pin or for a transfer. */
  #keep(slot: Slot): void {
    if (this.#slots.pinned[slot] !== 0) return;
    this.#slots.pinned[slot] = 1;
    this.#backing.pin(this.#slots.page(slot));
  }

  /** Let the page of a block go, unless there is another reason to keep it. */
  #letGo(block: number): void {
    const slot = this.#slots.of(block);
    if (this.#slots.pinned[slot] === 0 || this.#slots.pins[slot] > 0) return;
    if (this.#writing.has(block) || this.#ahead.has(block)) return;
    this.#slots.pinned[slot] = 0;
    this.#backing.unpin(this.#slots.page(slot));
    this.#changed();
  }
}

interface Failure {
  readonly error: unknown;
}

/** Work, and what to do when it has ended. */
function* ending(work: Waiting, then: (failure: Failure | undefined) => void): Waiting {
  try {
    yield* work;
  } catch (error) {
    return then({ error });
  }
  then(undefined);
}
