import { invariant } from "@respin/hardware";
import { NONE, type Slot } from "./policy.js";

/**
 * Slots ordered by a pair of numbers, the smallest first: a binary heap on typed arrays that knows where each
 * slot is, so that any slot can be taken out.
 *
 * Invariant H1: no slot is before its parent.
 *   Kept by: `#rise` and `#sink` after every change. Attacked by: slot-heap.test.ts
 */
export class SlotHeap {
  readonly #slots: Int32Array;
  readonly #places: Int32Array;
  readonly #first: Float64Array;
  readonly #second: Float64Array;
  #size = 0;

  constructor(capacity: number) {
    this.#slots = new Int32Array(capacity);
    this.#places = new Int32Array(capacity).fill(NONE);
    this.#first = new Float64Array(capacity);
    this.#second = new Float64Array(capacity);
  }

  /** The smallest slot, or NONE. */
  get smallest(): Slot {
    return this.#size === 0 ? NONE : this.#slots[0];
  }

  insert(slot: Slot, first: number, second: number): void {
    invariant(this.#places[slot] === NONE, "a slot is inserted that is not in the heap");
    this.#first[slot] = first;
    this.#second[slot] = second;
    this.#put(this.#size++, slot);
    this.#rise(slot);
  }

  /** Whether a slot's numbers are still these. */
  isAt(slot: Slot, first: number, second: number): boolean {
    return this.#first[slot] === first && this.#second[slot] === second;
  }

  /** Give a slot numbers that are not smaller than those it had. */
  raise(slot: Slot, first: number, second: number): void {
    invariant(this.#places[slot] >= 0, "a slot is raised that is in the heap");
    this.#first[slot] = first;
    this.#second[slot] = second;
    this.#sink(slot);
  }

  remove(slot: Slot): void {
    const place = this.#places[slot];
    invariant(place >= 0, "a slot is removed that is in the heap");
    this.#places[slot] = NONE;
    const last = this.#slots[--this.#size];
    if (last === slot) return;
    this.#put(place, last);
    this.#rise(last);
    this.#sink(last);
  }

  #rise(slot: Slot): void {
    let place = this.#places[slot];
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = this.#slots[parent];
      if (!this.#isBefore(slot, above)) break;
      this.#put(place, above);
      place = parent;
    }
    this.#put(place, slot);
  }

  #sink(slot: Slot): void {
    let place = this.#places[slot];
    for (;;) {
      let child = 2 * place + 1;
      if (child >= this.#size) break;
      if (child + 1 < this.#size && this.#isBefore(this.#slots[child + 1], this.#slots[child])) child += 1;
      const below = this.#slots[child];
      if (!this.#isBefore(below, slot)) break;
      this.#put(place, below);
      place = child;
    }
    this.#put(place, slot);
  }

  #isBefore(a: Slot, b: Slot): boolean {
    const difference = this.#first[a] - this.#first[b];
    return difference < 0 || (difference === 0 && this.#second[a] < this.#second[b]);
  }

  #put(place: number, slot: Slot): void {
    this.#slots[place] = slot;
    this.#places[slot] = place;
  }
}
