import type { Word64 } from "./word64.js";

const EMPTY = -1;
const CAPACITY_FIRST = 1024;

/**
 * Dense page numbers for 64-bit ids, 0, 1, 2... in order of first appearance.
 *
 * An open-addressed table of dense numbers beside two arrays of key words: 12 to 20 bytes a page, where a Map of
 * BigInts takes over a hundred.
 *
 * Invariant N1: two ids have one number exactly when all their 64 bits are equal.
 *   Kept by: `numberOf` compares both words. Attacked by: page-numbers.test.ts
 */
export class PageNumbers {
  #count = 0;
  #hi = new Uint32Array(CAPACITY_FIRST);
  #lo = new Uint32Array(CAPACITY_FIRST);
  #slots = new Int32Array(2 * CAPACITY_FIRST).fill(EMPTY);

  /** How many distinct ids have been seen. */
  get count(): number {
    return this.#count;
  }

  /** The page number of an id; a new id gets the next one. */
  numberOf(id: Word64): number {
    const { hi, lo } = id;
    const mask = this.#slots.length - 1;
    let slot = mix(hi, lo) & mask;
    for (let number = this.#slots[slot]; number !== EMPTY; number = this.#slots[slot]) {
      if (this.#lo[number] === lo && this.#hi[number] === hi) return number;
      slot = (slot + 1) & mask;
    }
    const number = this.#count++;
    if (number === this.#lo.length) this.#growKeys();
    this.#hi[number] = hi;
    this.#lo[number] = lo;
    this.#slots[slot] = number;
    // Three quarters full: beyond that the runs of linear probing grow quickly.
    if (this.#count * 4 > this.#slots.length * 3) this.#growSlots();
    return number;
  }

  #growKeys(): void {
    const hi = new Uint32Array(this.#hi.length * 2);
    const lo = new Uint32Array(this.#lo.length * 2);
    hi.set(this.#hi);
    lo.set(this.#lo);
    this.#hi = hi;
    this.#lo = lo;
  }

  #growSlots(): void {
    const slots = new Int32Array(this.#slots.length * 2).fill(EMPTY);
    const mask = slots.length - 1;
    for (let number = 0; number < this.#count; number++) {
      let slot = mix(this.#hi[number], this.#lo[number]) & mask;
      while (slots[slot] !== EMPTY) slot = (slot + 1) & mask;
      slots[slot] = number;
    }
    this.#slots = slots;
  }
}

/** Spreads both words over all bits, so that strides of any power of two fall apart. */
function mix(hi: number, lo: number): number {
  let hash = lo ^ Math.imul(hi, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
