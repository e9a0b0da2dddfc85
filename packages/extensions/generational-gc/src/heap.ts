import { invariant, RespinError } from "@respin/hardware";
import type { Waiting } from "@respin/linker";

/** A program's memory, as it loads and stores words. */
export interface Memory {
  readonly load: (address: number) => Waiting<number>;
  readonly store: (address: number, value: number) => Waiting;
}

/** `WriteBarrier`, of the heap's region. */
export interface Barrier {
  readonly watch: (first: number, pages: number) => void;
  readonly leave: (first: number, pages: number) => void;
  readonly stored: () => readonly number[];
}

/** Where a heap is. Its first pages are the nursery; the others are two halves of old pages, one of which is in use. */
export interface HeapPlace {
  /** The address of its first word. */
  readonly base: number;
  readonly pageWords: number;
  readonly nurseryPages: number;
  /** Of each half. */
  readonly oldPages: number;
}

/** Some pages that are filled from the first on. */
interface Area {
  readonly first: number;
  readonly end: number;
  /** Where the next cell goes. */
  top: number;
}

/** No cell. */
export const nil = 0;

/**
 * A heap of cells for a program in its own space, with a generational copying collector. A cell is a header and fields; a field
 * is a whole number, or names a cell. New cells are made in the nursery. When that is full, the ones that are still used are copied
 * to the old pages; of those, only pages that were stored to since the last collection are looked at, for only they can name
 * new cells. The barrier knows which: Appel and Li 1991, section 3.
 *
 * In memory a header is twice the number of fields, plus 1; where the cell has moved, its new address. A field is twice the number, plus 1, or the
 * address of a cell, which is even. A cell lies in one page; behind the last of a page stands 0.
 *
 * Invariant G1: an old page that names a cell of the nursery has been stored to since the last collection, and is recorded.
 *   Kept by: the collector watches every old page before the program goes on. Attacked by: heap.properties.test.ts
 */
export class GenerationalHeap {
  /** Cells that the program holds itself; a collection changes them to where the cells are then. */
  readonly roots: number[] = [];
  /** Collections of the nursery, and of everything; old pages that the former looked at. */
  readonly counts = { minor: 0, full: 0, pagesLookedAt: 0 };
  readonly #memory: Memory;
  readonly #barrier: Barrier;
  readonly #place: HeapPlace;
  readonly #nursery: Area;
  #old: Area;
  #spare: Area;

  constructor(memory: Memory, barrier: Barrier, place: HeapPlace) {
    const { base, pageWords, nurseryPages, oldPages } = place;
    invariant(base % 2 === 0 && pageWords % 2 === 0, "cells are at even addresses");
    this.#memory = memory;
    this.#barrier = barrier;
    this.#place = place;
    const area = (page: number, pages: number): Area => {
      const first = base + page * pageWords;
      return { first, end: first + pages * pageWords, top: first };
    };
    this.#nursery = area(0, nurseryPages);
    this.#old = area(nurseryPages, oldPages);
    this.#spare = area(nurseryPages + oldPages, oldPages);
  }

  /** Old pages that cells are in. */
  get oldPagesUsed(): number {
    return this.#pagesTo(this.#old.top) - this.#pageOf(this.#old.first);
  }

  /** A new cell whose fields are all nil. What is not reachable from a root may be gone by then. Throws RSP_HEAP_FULL. */
  *allocate(fields: number): Waiting<number> {
    const most = this.#place.pageWords / 2 - 1;
    if (!Number.isSafeInteger(fields) || fields < 0 || fields > most) {
      throw new RespinError("RSP_HEAP_FULL", `a cell of ${fields} fields cannot be; ask for 0 to ${most}`);
    }
    let cell = yield* this.#bump(this.#nursery, fields);
    if (cell === nil) {
      yield* this.collect();
      cell = yield* this.#bump(this.#nursery, fields);
    }
    invariant(cell !== nil, "a nursery that is empty has room for one cell");
    yield* this.#memory.store(cell, 2 * fields + 1);
    for (let n = 1; n <= fields; n++) yield* this.#memory.store(cell + n, nil);
    return cell;
  }

  /** The cell that a field names, or nil. */
  *cellAt(cell: number, field: number): Waiting<number> {
    const word = yield* this.#memory.load(cell + 1 + field);
    return isCell(word) ? word : nil;
  }

  *setCell(cell: number, field: number, to: number): Waiting {
    yield* this.#memory.store(cell + 1 + field, to);
  }

  /** The whole number that a field is. */
  *numberAt(cell: number, field: number): Waiting<number> {
    return ((yield* this.#memory.load(cell + 1 + field)) - 1) / 2;
  }

  *setNumber(cell: number, field: number, to: number): Waiting {
    yield* this.#memory.store(cell + 1 + field, 2 * to + 1);
  }

  /** Empty the nursery; where the old pages might not take all of it, collect those as well. Throws RSP_HEAP_FULL. */
  *collect(): Waiting {
    const old = this.#old;
    // Cells may lie worse where they come to be: less than half of each page may be left over.
    const most = 2 * (this.#nursery.end - this.#nursery.first) + this.#place.pageWords;
    if (old.end - old.top < most) return yield* this.#collectAll();
    this.counts.minor++;
    const recorded = this.#barrier.stored();
    this.counts.pagesLookedAt += recorded.length;
    const from = old.top;
    const begun = this.#pageOf(from);
    // The last page is filled further by the collector, which is to meet no barrier.
    if (this.#pagesTo(from) > begun) this.#barrier.leave(begun, 1);
    yield* this.#moveRoots([this.#nursery], old);
    for (const page of recorded) {
      const first = this.#place.base + page * this.#place.pageWords;
      yield* this.#moveNamed(first, Math.min(first + this.#place.pageWords, from), [this.#nursery], old);
    }
    yield* this.#moveRest(from, [this.#nursery], old);
    this.#nursery.top = this.#nursery.first;
    for (const page of recorded) this.#barrier.watch(page, 1);
    this.#watch(begun, old);
  }

  /** Copy all that is used to the other half. When that throws RSP_HEAP_FULL, the heap is of no use any more. */
  *#collectAll(): Waiting {
    this.counts.full++;
    const [old, spare] = [this.#old, this.#spare];
    if (this.oldPagesUsed > 0) this.#barrier.leave(this.#pageOf(old.first), this.oldPagesUsed);
    spare.top = spare.first;
    const all = [this.#nursery, old];
    yield* this.#moveRoots(all, spare);
    yield* this.#moveRest(spare.first, all, spare);
    this.#nursery.top = this.#nursery.first;
    [this.#old, this.#spare] = [spare, old];
    this.#watch(this.#pageOf(spare.first), spare);
  }

  *#moveRoots(from: readonly Area[], to: Area): Waiting {
    for (const [n, root] of this.roots.entries()) this.roots[n] = yield* this.#moved(root, from, to);
  }

  /** Move what the cells between two addresses name, which lie in one page. */
  *#moveNamed(first: number, end: number, from: readonly Area[], to: Area): Waiting {
    for (let cell = first; cell < end;) {
      const header = yield* this.#memory.load(cell);
      if (header === nil) return;
      const fields = fieldsOf(header);
      for (let at = cell + 1; at <= cell + fields; at++) {
        const word = yield* this.#memory.load(at);
        if (!isCell(word)) continue;
        const moved = yield* this.#moved(word, from, to);
        if (moved !== word) yield* this.#memory.store(at, moved);
      }
      cell += wordsOf(fields);
    }
  }

  /** Move what the cells name that have been moved, from an address on, until there is nothing left. */
  *#moveRest(first: number, from: readonly Area[], to: Area): Waiting {
    const { pageWords, base } = this.#place;
    for (let at = first; at < to.top;) {
      const pageEnd = base + (this.#pageOf(at) + 1) * pageWords;
      // More may come to be in the very page meanwhile: that is for the next turn.
      const end = Math.min(pageEnd, to.top);
      yield* this.#moveNamed(at, end, from, to);
      at = end;
    }
  }

  /** Where a cell is after it was moved, if it was in the given areas. */
  *#moved(cell: number, from: readonly Area[], to: Area): Waiting<number> {
    if (!from.some(({ first, end }) => cell >= first && cell < end)) return cell;
    const header = yield* this.#memory.load(cell);
    if (isCell(header)) return header;
    const fields = fieldsOf(header);
    const copy = yield* this.#bump(to, fields);
    if (copy === nil) {
      throw new RespinError("RSP_HEAP_FULL", "the heap is too small for what is used of it; give it more old pages");
    }
    for (let n = 0; n <= fields; n++) yield* this.#memory.store(copy + n, yield* this.#memory.load(cell + n));
    yield* this.#memory.store(cell, copy);
    return copy;
  }

  /** Room for a cell in one page of an area; nil when there is none. */
  *#bump(area: Area, fields: number): Waiting<number> {
    const { pageWords, base } = this.#place;
    const words = wordsOf(fields);
    const left = pageWords - ((area.top - base) % pageWords);
    if (left < words) {
      if (area.top + left >= area.end) return nil;
      yield* this.#memory.store(area.top, nil);
      area.top += left;
    }
    if (area.top + words > area.end) return nil;
    const cell = area.top;
    area.top += words;
    return cell;
  }

  /** Watch the pages of an area that are filled, from one on. */
  #watch(first: number, { top }: Area): void {
    const pages = this.#pagesTo(top) - first;
    if (pages > 0) this.#barrier.watch(first, pages);
  }

  #pageOf(address: number): number {
    return Math.floor((address - this.#place.base) / this.#place.pageWords);
  }

  /** Pages up to an address, the one it is in included. */
  #pagesTo(address: number): number {
    return Math.ceil((address - this.#place.base) / this.#place.pageWords);
  }
}

/** Whether a word names a cell, or, where a header stands, says where the cell has moved. */
function isCell(word: number): boolean {
  return word !== nil && word % 2 === 0;
}

function fieldsOf(header: number): number {
  return (header - 1) / 2;
}

/** Words of a cell: an even number. */
function wordsOf(fields: number): number {
  return fields + 1 + ((fields + 1) % 2);
}
