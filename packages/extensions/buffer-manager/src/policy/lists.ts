import { invariant } from "@respin/hardware";
import { NONE } from "./policy.js";

/**
 * Doubly linked lists of small integers (slots, or entries of a history) on typed arrays.
 *
 * All lists of one object share one pair of link arrays, because an item is in at most one of them. A list's
 * own place in the arrays, behind the items', is its sentinel, so that linking needs no case for an end.
 * The front is where a page enters: the most recent end of an LRU list, the new end of a queue.
 *
 * Invariant Q1: an item is linked in exactly the list that `home` names, and the sizes add up.
 *   Kept by: every change goes through `pushFront` and `unlink`. Attacked by: lists.test.ts
 */
export class Lists {
  readonly #items: number;
  /** Towards the back, and towards the front. */
  readonly #next: Int32Array;
  readonly #previous: Int32Array;
  readonly #home: Int8Array;
  readonly #sizes: Int32Array;

  /** `items` numbers 0 .. items - 1, in none of `lists` lists (at most 127). */
  constructor(items: number, lists: number) {
    invariant(lists <= 127, "lists are numbered in a byte");
    this.#items = items;
    this.#next = new Int32Array(items + lists);
    this.#previous = new Int32Array(items + lists);
    for (let list = items; list < items + lists; list++) {
      this.#next[list] = list;
      this.#previous[list] = list;
    }
    this.#home = new Int8Array(items).fill(NONE);
    this.#sizes = new Int32Array(lists);
  }

  size(list: number): number {
    return this.#sizes[list];
  }

  /** The list that an item is in, or NONE. */
  home(item: number): number {
    return this.#home[item];
  }

  /** The item at the front of a list, or NONE. */
  front(list: number): number {
    return this.#item(this.#next[this.#items + list]);
  }

  /** The item at the back of a list, or NONE. */
  back(list: number): number {
    return this.#item(this.#previous[this.#items + list]);
  }

  /** The neighbour nearer to the front, or NONE at the front. */
  towardsFront(item: number): number {
    return this.#item(this.#previous[item]);
  }

  /** The neighbour nearer to the back, or NONE at the back. */
  towardsBack(item: number): number {
    return this.#item(this.#next[item]);
  }

  /** Link an item that is in no list. */
  pushFront(list: number, item: number): void {
    invariant(this.#home[item] === NONE, "an item is linked that is in no list");
    this.#home[item] = list;
    this.#sizes[list]++;
    this.#linkFirst(list, item);
  }

  /** Take an item out of the list it is in. */
  unlink(item: number): void {
    const list = this.#home[item];
    invariant(list >= 0, "an item is unlinked that is in a list");
    this.#home[item] = NONE;
    this.#sizes[list]--;
    this.#join(item);
  }

  /** Move an item to the front of the list it is in. False if it was there already. */
  moveToFront(item: number): boolean {
    const list = this.#home[item];
    invariant(list >= 0, "an item is moved that is in a list");
    if (this.#previous[item] >= this.#items) return false;
    this.#join(item);
    this.#linkFirst(list, item);
    return true;
  }

  #item(place: number): number {
    return place < this.#items ? place : NONE;
  }

  #join(item: number): void {
    const next = this.#next[item];
    const previous = this.#previous[item];
    this.#next[previous] = next;
    this.#previous[next] = previous;
  }

  #linkFirst(list: number, item: number): void {
    const end = this.#items + list;
    const first = this.#next[end];
    this.#next[item] = first;
    this.#previous[item] = end;
    this.#previous[first] = item;
    this.#next[end] = item;
  }
}
