import { invariant } from "@respin/hardware";

/** What can wait in a queue. It carries its own links: to enter and to leave, from wherever it stands, allocates nothing. */
export interface Linked<T> {
  next: T | undefined;
  previous: T | undefined;
  /** The one queue that it waits in. */
  queue: object | undefined;
}

/** First in, first out; and anybody may leave before its turn. Each operation takes the same time, however many wait. */
export class Fifo<T extends Linked<T>> {
  length = 0;
  #first: T | undefined;
  #last: T | undefined;

  push(item: T): void {
    invariant(item.queue === undefined, "who waits, waits in one queue, once");
    item.queue = this;
    item.previous = this.#last;
    if (this.#last === undefined) this.#first = item;
    else this.#last.next = item;
    this.#last = item;
    this.length++;
  }

  shift(): T | undefined {
    const item = this.#first;
    if (item !== undefined) this.delete(item);
    return item;
  }

  delete(item: T): void {
    invariant(item.queue === this, "who leaves a queue waits in it");
    const { next, previous } = item;
    if (previous === undefined) this.#first = next;
    else previous.next = next;
    if (next === undefined) this.#last = previous;
    else next.previous = previous;
    item.next = undefined;
    item.previous = undefined;
    item.queue = undefined;
    this.length--;
  }
}
