import { invariant } from "@respin/hardware";
import type { Page } from "@respin/core";
import { NONE, type Slot } from "./policy/policy.js";

/**
 * Which block is in which slot of a pool, in which page, and which slots are pinned.
 *
 * Invariant B0: a block is in at most one slot, and a slot that holds a block has a page, which no other slot has.
 *   Kept by: `enter` and `leave`, the only places where any of it changes. Attacked by: buffer-pool.properties.test.ts
 */
export class Slots {
  /** One byte a slot, for the policy: not 0 when the slot's page must stay, because of a pin or of a transfer. */
  readonly pinned: Uint8Array;
  /** Pins by the pool's users. */
  readonly pins: Uint8Array;
  readonly #slotOf: Int32Array;
  readonly #blockOf: Int32Array;
  readonly #pages: (Page | undefined)[];
  readonly #slotOfPage = new Map<Page, Slot>();
  readonly #free: Slot[];

  /** `capacity` empty slots, for blocks 0 .. blocks - 1. */
  constructor(capacity: number, blocks: number) {
    this.pinned = new Uint8Array(capacity);
    this.pins = new Uint8Array(capacity);
    this.#slotOf = new Int32Array(blocks).fill(NONE);
    this.#blockOf = new Int32Array(capacity).fill(NONE);
    this.#pages = Array.from({ length: capacity }, () => undefined);
    this.#free = Array.from({ length: capacity }, (_, n) => capacity - 1 - n);
  }

  /** The slot of a block, or NONE. Undefined for what is no block's number. */
  of(block: number): Slot {
    return this.#slotOf[block];
  }

  /** Block numbers are below this. */
  get blocks(): number {
    return this.#slotOf.length;
  }

  /** Slots that hold a block. */
  get used(): number {
    return this.#blockOf.length - this.#free.length;
  }

  /** The block of each slot, or NONE. */
  get contents(): Readonly<Int32Array> {
    return this.#blockOf;
  }

  /** The page in a slot in use. */
  page(slot: Slot): Page {
    const page = this.#pages[slot];
    invariant(page !== undefined, "a slot in use has its page");
    return page;
  }

  pageOf(block: number): Page | undefined {
    const slot = this.#slotOf[block];
    return slot === NONE ? undefined : this.#pages[slot];
  }

  /** The block that a page holds, or NONE. */
  blockOf(page: Page): number {
    const slot = this.#slotOfPage.get(page);
    return slot === undefined ? NONE : this.#blockOf[slot];
  }

  /** Put a block that is in no slot into an empty one. */
  enter(block: number, page: Page): Slot {
    const slot = this.#free.pop();
    invariant(slot !== undefined && this.#slotOf[block] === NONE, "a page comes in only where one has gone out");
    this.#slotOf[block] = slot;
    this.#blockOf[slot] = block;
    this.#pages[slot] = page;
    this.#slotOfPage.set(page, slot);
    return slot;
  }

  /** Empty a slot. */
  leave(slot: Slot): void {
    const page = this.page(slot);
    invariant(this.pinned[slot] === 0, "a page leaves only when nothing keeps it");
    this.#slotOf[this.#blockOf[slot]] = NONE;
    this.#blockOf[slot] = NONE;
    this.#pages[slot] = undefined;
    this.#slotOfPage.delete(page);
    this.#free.push(slot);
  }
}
