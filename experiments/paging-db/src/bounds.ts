/**
 * The bounds that no replacement policy passes: the misses of an infinite cache, and Belady's optimum
 * (L. A. Belady, "A study of replacement algorithms for a virtual-storage computer", 1966), which takes the page whose
 * next reference is farthest away. Both read dense page numbers, as `readTrace` and the recorded references are.
 */

/** References above which the optimum is not computed unless the caller says otherwise: some seconds, 300 MB. */
export const OPTIMUM_REFERENCES_MAX = 20_000_000;

/** Misses of an infinite cache: one for each distinct page. Throws RangeError for a negative page number. */
export function coldMisses(references: Int32Array): number {
  const seen = new Uint8Array(pageCount(references));
  let misses = 0;
  for (const page of references) {
    misses += 1 - seen[page];
    seen[page] = 1;
  }
  return misses;
}

/**
 * The fewest misses that any demand-paging policy takes on `references` with `capacity` frames: O(n log capacity).
 * Answers undefined, and never an estimate, above `limit` references.
 * Throws RangeError for a negative page number, and for a capacity that is not a whole number from 1.
 */
export function optimalMisses(
  references: Int32Array,
  capacity: number,
  limit: number = OPTIMUM_REFERENCES_MAX,
): number | undefined {
  if (!Number.isSafeInteger(capacity) || capacity < 1) throw new RangeError(`no cache has ${capacity} frames`);
  if (references.length > limit) return undefined;
  const pages = pageCount(references);
  if (capacity >= pages) return coldMisses(references);

  const next = nextUses(references, pages);
  const never = references.length;
  const resident = new Uint8Array(pages);
  const farthest = new NextUseHeap(capacity);
  let live = 0;
  // Frames of pages that are never referenced again: to take one costs nothing, and which one is all the same.
  let dead = 0;
  let misses = 0;
  for (let at = 0; at < references.length; at++) {
    const page = references[at];
    if (resident[page] === 1) {
      live--;
    } else {
      misses++;
      if (live + dead === capacity) {
        if (dead > 0) {
          dead--;
        } else {
          resident[references[farthest.take()]] = 0;
          live--;
        }
      }
    }
    if (next[at] === never) {
      resident[page] = 0;
      dead++;
    } else {
      resident[page] = 1;
      live++;
      farthest.put(next[at], at);
    }
  }
  return misses;
}

/**
 * The next uses of the resident pages, the farthest on top. A page is named by the index of its next reference.
 *
 * Invariant E1: every index greater than the current reference's names a resident page.
 *   Kept by: the page of a referenced index comes back under its next one, and a page that is taken leaves the top.
 *   So an index that has passed never reaches the top while a page is live, and is swept when the heap is full.
 *   Attacked by: bounds.test.ts
 */
class NextUseHeap {
  readonly #uses: Int32Array;
  #size = 0;

  constructor(capacity: number) {
    // Twice the frames: a sweep leaves at most `capacity`, so each one is paid for by as many references.
    this.#uses = new Int32Array(2 * capacity + 2);
  }

  /** Adds a next use, at reference `now`. */
  put(use: number, now: number): void {
    if (this.#size === this.#uses.length) this.#sweep(now);
    let at = this.#size++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.#uses[parent] >= use) break;
      this.#uses[at] = this.#uses[parent];
      at = parent;
    }
    this.#uses[at] = use;
  }

  /** Removes and answers the farthest next use. */
  take(): number {
    const top = this.#uses[0];
    this.#sink(0, this.#uses[--this.#size]);
    return top;
  }

  #sweep(now: number): void {
    let kept = 0;
    for (let at = 0; at < this.#size; at++) {
      if (this.#uses[at] > now) this.#uses[kept++] = this.#uses[at];
    }
    this.#size = kept;
    for (let at = (kept >> 1) - 1; at >= 0; at--) this.#sink(at, this.#uses[at]);
  }

  #sink(from: number, use: number): void {
    let at = from;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.#size) break;
      if (child + 1 < this.#size && this.#uses[child + 1] > this.#uses[child]) child++;
      if (this.#uses[child] <= use) break;
      this.#uses[at] = this.#uses[child];
      at = child;
    }
    this.#uses[at] = use;
  }
}

/** For each reference the index of the next one to its page, or the number of references if there is none. */
function nextUses(references: Int32Array, pages: number): Int32Array {
  const next = new Int32Array(references.length);
  const following = new Int32Array(pages).fill(references.length);
  for (let at = references.length - 1; at >= 0; at--) {
    next[at] = following[references[at]];
    following[references[at]] = at;
  }
  return next;
}

function pageCount(references: Int32Array): number {
  let highest = -1;
  for (const page of references) {
    if (page < 0) throw new RangeError(`${page} is not a page number`);
    if (page > highest) highest = page;
  }
  return highest + 1;
}
