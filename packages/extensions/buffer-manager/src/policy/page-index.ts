import { invariant } from "@respin/hardware";
import { NONE } from "./policy.js";

/**
 * Where a page is in a history: page number to entry, in a table of fixed size.
 *
 * Open addressing with linear probing. The table is at most half full, and a deletion moves later entries of
 * the same run back instead of leaving a mark, so that lookups stay short however long the history lives. Its
 * memory follows the history's length and not the number of pages: a file may be much larger than the pool.
 *
 * Invariant X1: no empty place lies between the place a page hashes to and the place it is in.
 *   Kept by: `delete`. Attacked by: page-index.test.ts
 */
export class PageIndex {
  readonly #pages: Int32Array;
  readonly #entries: Int32Array;
  readonly #shift: number;
  readonly #mask: number;
  readonly #limit: number;
  #size = 0;

  /** For up to `limit` pages at once. */
  constructor(limit: number) {
    const bits = Math.max(2, Math.ceil(Math.log2(limit * 2)));
    this.#limit = limit;
    this.#shift = 32 - bits;
    this.#mask = 2 ** bits - 1;
    this.#pages = new Int32Array(2 ** bits).fill(NONE);
    this.#entries = new Int32Array(2 ** bits);
  }

  /** The entry of a page, or NONE. */
  get(page: number): number {
    const place = this.#find(page);
    return this.#pages[place] === page ? this.#entries[place] : NONE;
  }

  /** Give a page its entry, in place of the one it had. */
  set(page: number, entry: number): void {
    const place = this.#find(page);
    if (this.#pages[place] !== page) {
      invariant(this.#size < this.#limit, "a history holds no more pages than it was made for");
      this.#pages[place] = page;
      this.#size++;
    }
    this.#entries[place] = entry;
  }

  /** Forget a page, if it is known. */
  delete(page: number): void {
    let hole = this.#find(page);
    if (this.#pages[hole] !== page) return;
    this.#size--;
    for (let place = (hole + 1) & this.#mask; this.#pages[place] !== NONE; place = (place + 1) & this.#mask) {
      const wanted = this.#home(this.#pages[place]);
      // What sits at `place` may fill the hole unless it would then lie before the place it hashes to.
      if (((place - wanted) & this.#mask) >= ((place - hole) & this.#mask)) {
        this.#pages[hole] = this.#pages[place];
        this.#entries[hole] = this.#entries[place];
        hole = place;
      }
    }
    this.#pages[hole] = NONE;
  }

  /** The place that holds the page, or the empty one where it belongs. */
  #find(page: number): number {
    let place = this.#home(page);
    while (this.#pages[place] !== page && this.#pages[place] !== NONE) place = (place + 1) & this.#mask;
    return place;
  }

  /** Multiplicative hashing: neighbouring pages are spread over the table. */
  #home(page: number): number {
    return Math.imul(page, 0x9e3779b1) >>> this.#shift;
  }
}
