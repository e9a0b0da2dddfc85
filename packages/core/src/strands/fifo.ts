import { invariant } from "@respin/hardware";

/** What can wait in a queue. */
export interface Queued {
  /** Its place in the queue that it waits in; less than 0 if it waits in none. */
  place: number;
}

const slotsMin = 8;

/**
 * First in, first out; and anybody may leave before its turn. Each operation takes the same time, however many wait, but for
 * those that make more room. Who waits stands in a ring of slots, and knows its own: to go through the queue looks at nobody
 * but the first, and who leaves early leaves an empty slot.
 */
export class Fifo<T extends Queued> {
  length = 0;
  #slots: (T | undefined)[] = Array.from({ length: slotsMin }, () => undefined);
  /** The first slot that may be taken, and how many from there on were given out. */
  #head = 0;
  #used = 0;

  push(item: T): void {
    invariant(item.place < 0, "who waits, waits in one queue, once");
    if (this.#used === this.#slots.length) this.#makeRoom();
    const place = (this.#head + this.#used++) & (this.#slots.length - 1);
    this.#slots[place] = item;
    item.place = place;
    this.length++;
  }

  shift(): T | undefined {
    if (this.length === 0) return undefined;
    const slots = this.#slots;
    for (;;) {
      const place = this.#head;
      const item = slots[place];
      this.#head = (place + 1) & (slots.length - 1);
      this.#used--;
      if (item === undefined) continue;
      slots[place] = undefined;
      item.place = -1;
      this.length--;
      return item;
    }
  }

  has(item: T): boolean {
    return item.place >= 0 && this.#slots[item.place] === item;
  }

  delete(item: T): void {
    invariant(this.has(item), "who leaves a queue waits in it");
    this.#slots[item.place] = undefined;
    item.place = -1;
    this.length--;
  }

  /** Everybody moves up; into twice as many slots, if most are taken. */
  #makeRoom(): void {
    const old = this.#slots;
    const mask = old.length - 1;
    const size = this.length * 2 > old.length ? old.length * 2 : old.length;
    this.#slots = Array.from({ length: size }, () => undefined);
    const used = this.#used;
    this.#used = 0;
    for (let n = 0; n < used; n++) {
      const item = old[(this.#head + n) & mask];
      if (item === undefined) continue;
      item.place = this.#used;
      this.#slots[this.#used++] = item;
    }
    this.#head = 0;
  }
}
