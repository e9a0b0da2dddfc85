import { Lists } from "./lists.js";
import { PageIndex } from "./page-index.js";
import { NONE } from "./policy.js";

/**
 * A bounded history: the numbers of pages that have left the pool, in one or more lists, newest first.
 *
 * An entry is a small integer, so that a policy can keep more about a page in an array of its own.
 *
 * Invariant G1: a page is in at most one list, once; there are never more than `capacity` entries.
 *   Kept by: `push` forgets the page first, and the oldest of its list when none is free.
 *   Attacked by: ghosts.test.ts
 */
export class Ghosts {
  readonly #lists: Lists;
  readonly #free: number;
  readonly #pages: Int32Array;
  readonly #index: PageIndex;

  constructor(capacity: number, lists: number) {
    this.#lists = new Lists(capacity, lists + 1);
    this.#free = lists;
    for (let entry = capacity - 1; entry >= 0; entry--) this.#lists.pushFront(this.#free, entry);
    this.#pages = new Int32Array(capacity);
    this.#index = new PageIndex(capacity);
  }

  size(list: number): number {
    return this.#lists.size(list);
  }

  /** The entry of a page, or NONE. */
  find(page: number): number {
    return this.#index.get(page);
  }

  /** The list that remembers a page, or NONE. */
  listOf(page: number): number {
    const entry = this.#index.get(page);
    return entry === NONE ? NONE : this.#lists.home(entry);
  }

  /** Remember a page as the newest of a list. Its entry, or NONE if neither an entry is free nor the list has one. */
  push(list: number, page: number): number {
    this.forget(page);
    if (this.#lists.size(this.#free) === 0) this.dropOldest(list);
    const entry = this.#lists.front(this.#free);
    if (entry === NONE) return NONE;
    this.#lists.unlink(entry);
    this.#lists.pushFront(list, entry);
    this.#pages[entry] = page;
    this.#index.set(page, entry);
    return entry;
  }

  /** Forget a page. Whether it was known. */
  forget(page: number): boolean {
    const entry = this.#index.get(page);
    if (entry === NONE) return false;
    this.#drop(entry);
    return true;
  }

  /** Forget the oldest page of a list, if there is one. */
  dropOldest(list: number): void {
    const entry = this.#lists.back(list);
    if (entry !== NONE) this.#drop(entry);
  }

  #drop(entry: number): void {
    this.#index.delete(this.#pages[entry]);
    this.#lists.unlink(entry);
    this.#lists.pushFront(this.#free, entry);
  }
}
