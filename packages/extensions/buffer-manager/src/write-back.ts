import type { Page } from "@respin/core";
import type { Waiting } from "@respin/linker";
import type { Backing } from "./backing.js";
import type { Keeping } from "./keeping.js";
import type { Slots } from "./slots.js";
import type { Transit, Transits } from "./transits.js";
import { isIn, WriteOrder, type BlockRange } from "./write-order.js";

/** Transfers that one force-out, and prefetching, have under way at once: a fraction of what a disk or a port queues. */
export const transfersMax = 1024;

/** The parts of a pool. */
export interface PoolParts {
  readonly name: string;
  readonly backing: Backing;
  readonly slots: Slots;
  readonly transits: Transits;
  readonly keeping: Keeping;
}

/**
 * How what was modified in a pool comes to the disk: when it leaves, or when it is forced out, and in what order.
 *
 * Invariant B3: what is written of a later range of an order is no newer than what is on the disk of its earlier range.
 *   Kept by: `#putOut` and `leave`, which first write what is unwritten of the earlier range. A page that does not
 *   leave is written where it is: who may store to it meanwhile has to keep the order for that store himself.
 *   Attacked by: buffer-pool.properties.test.ts
 */
export class WriteBack {
  /** Pages written so far. */
  writes = 0;
  readonly #name: string;
  readonly #backing: Backing;
  readonly #slots: Slots;
  readonly #transits: Transits;
  readonly #keeping: Keeping;
  readonly #order = new WriteOrder();
  /** Blocks that were written and not settled since, each with the number of its write. */
  readonly #unsettled = new Map<number, number>();

  constructor({ name, backing, slots, transits, keeping }: PoolParts) {
    this.#name = name;
    this.#backing = backing;
    this.#slots = slots;
    this.#transits = transits;
    this.#keeping = keeping;
  }

  /** Modified pages of `first` must be on the disk before any page of `then` is written. Throws RSP_ORDER_CYCLE. */
  order(first: BlockRange, then: BlockRange): void {
    this.#order.add(first, then);
  }

  /** Write the modified pages of some blocks, the groups one after the other. */
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
    const { contents } = this.#slots;
    const blocks: number[] = [];
    if (range.blocks <= contents.length) {
      for (let block = range.first; block < range.first + range.blocks; block++)
        if (this.#isUnwritten(block)) blocks.push(block);
      return blocks;
    }
    for (const block of contents) if (isIn(range, block) && this.#isUnwritten(block)) blocks.push(block);
    return [...blocks, ...this.#transits.leavingIn(range)].toSorted((a, b) => a - b);
  }

  /** Write what leaves the pool, if nobody does yet; it is written when this returns. */
  *leave(block: number, transit: Transit, page: Page): Waiting {
    if (transit.done) return;
    if (transit.begun) return yield* this.#backing.await((done) => transit.waiters.push(done));
    transit.begun = true;
    try {
      yield* this.#forceEarlier(block);
      yield* this.#writePage(block, page);
    } finally {
      this.#transits.end(block, transit);
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
    for (const block of blocks) this.#backing.start(`${this.#name} write`, ending(this.#putOut(block), ended));
    yield* this.#backing.await((done) => void (wake = done));
    if (failure !== undefined) throw failure.error;
  }

  /** See that what a block holds now is on the disk, whoever writes it. */
  *#putOut(block: number): Waiting {
    for (;;) {
      const transit = this.#transits.of(block);
      const writers = this.#keeping.writersOf(block);
      if (transit?.leaving !== undefined) yield* this.leave(block, transit, transit.leaving);
      else if (writers !== undefined) yield* this.#backing.await((done) => writers.push(done));
      else if (!this.#isModified(block)) return;
      else if (this.#hasEarlier(block)) yield* this.#forceEarlier(block);
      else return yield* this.#writeInPlace(block);
    }
  }

  *#writeInPlace(block: number): Waiting {
    const page = this.#slots.page(this.#slots.of(block));
    this.#keeping.beginWrite(block);
    try {
      yield* this.#writePage(block, page);
    } finally {
      this.#keeping.endWrite(block);
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
    if (this.#isModified(block) || this.#keeping.writersOf(block) !== undefined) return true;
    return this.#transits.of(block)?.leaving !== undefined;
  }

  #isModified(block: number): boolean {
    const page = this.#slots.pageOf(block);
    return page !== undefined && this.#backing.modified(page);
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
