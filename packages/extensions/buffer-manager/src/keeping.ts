import { invariant, RespinError } from "@respin/hardware";
import type { Backing } from "./backing.js";
import { NONE, type Slot } from "./policy/policy.js";
import type { Slots } from "./slots.js";
import type { Transits } from "./transits.js";
import { isIn, type BlockRange } from "./write-order.js";

/** Pins that one page may have. */
const pinsMax = 255;

/** Which pages of a pool must stay where they are: pinned by its users, being written, or prefetched and not used yet. */
export class Keeping {
  readonly #name: string;
  readonly #backing: Backing;
  readonly #slots: Slots;
  readonly #transits: Transits;
  /** Blocks that are being written where they are, and who waits for that. */
  readonly #writing = new Map<number, (() => void)[]>();
  /** Blocks that were prefetched and not used yet, oldest first. */
  readonly #ahead = new Set<number>();

  constructor(name: string, backing: Backing, slots: Slots, transits: Transits) {
    this.#name = name;
    this.#backing = backing;
    this.#slots = slots;
    this.#transits = transits;
  }

  /** Keep a block in memory until it is unpinned as often; it must be there. Throws RSP_PINS_FULL. */
  pin(block: number): void {
    const slot = this.#slots.of(block);
    invariant(slot !== NONE, "only a block that is in the pool is pinned in it");
    if (this.#slots.pins[slot] === pinsMax) {
      throw new RespinError(
        "RSP_PINS_FULL",
        `${this.#name}: block ${block} is pinned ${pinsMax} times; unpin a page as often as you pin it`,
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
        `${this.#name}: block ${block} is not pinned; unpin a page as often as you pinned it, and before its file goes`,
      );
    }
    this.#slots.pins[slot]--;
    this.#letGo(block);
  }

  /** Blocks that are being written where they are. */
  get writes(): number {
    return this.#writing.size;
  }

  /** Those who wait for a block that is being written; undefined when it is not. */
  writersOf(block: number): (() => void)[] | undefined {
    return this.#writing.get(block);
  }

  /** The same for the first such block of a range. */
  writersIn(range: BlockRange): (() => void)[] | undefined {
    for (const [block, waiters] of this.#writing) if (isIn(range, block)) return waiters;
    return undefined;
  }

  /** A block that is in the pool is written where it is from now on. */
  beginWrite(block: number): void {
    this.#writing.set(block, []);
    this.#keep(this.#slots.of(block));
  }

  endWrite(block: number): void {
    const waiters = this.#writing.get(block) ?? [];
    this.#writing.delete(block);
    this.#letGo(block);
    for (const wake of waiters) wake();
    this.#transits.changed();
  }

  /**
   * A page that was prefetched has not been used yet: a policy that gives up what was used last must not take it. Some are
   * never used; the oldest of too many is left to the policy.
   */
  keepForUse(block: number): void {
    const slot = this.#slots.of(block);
    if (slot === NONE) return;
    this.#ahead.add(block);
    this.#keep(slot);
    if (this.#ahead.size * 4 > this.#slots.contents.length) this.letGoOldestAhead();
  }

  /** A block is used now, prefetched or not. */
  used(block: number): void {
    if (this.#ahead.delete(block)) this.#letGo(block);
  }

  /** What was prefetched and not used yet gives way to what is wanted now. False if there is nothing of the kind. */
  letGoOldestAhead(): boolean {
    const [oldest] = this.#ahead;
    if (!this.#ahead.delete(oldest)) return false;
    this.#letGo(oldest);
    return true;
  }

  /** Nothing keeps a block any more that is not being written: its file is gone. */
  forget(block: number): void {
    this.#slots.pins[this.#slots.of(block)] = 0;
    this.#ahead.delete(block);
    this.#letGo(block);
  }

  /** Keep the page of a slot where it is. */
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
    this.#transits.changed();
  }
}
