import { DispatchError } from "../errors.js";

/** Where a binding stands by itself: ahead of all, behind all, or behind those that are not `last`. */
export type Rank = "first" | "middle" | "last";

/** Where an item is to be: at an end, and relative to others, which need not be in the sequence. */
export interface Place<T> {
  readonly rank: Rank;
  readonly before: readonly T[];
  readonly after: readonly T[];
}

/** What a sequence orders. The fields are the sequence's own while the item is in it. */
export interface Sequenced<Self> {
  /** What errors call it. */
  readonly name: string;
  place: Place<Self>;
  /** Those that name it in their place, while they are in the sequence. */
  namedBy: Set<Self> | undefined;
  inSequence: boolean;
  /** Grows along the sequence. */
  label: number;
  previous: Self | undefined;
  next: Self | undefined;
}

interface Bounds<T> {
  readonly latest: T | undefined;
  readonly earliest: T | undefined;
}

/** Between the labels of two items that enter at an end. */
const gap = 2 ** 32;

/**
 * The order in which the handlers of an event run.
 *
 * An item is put at the end that its rank names when it enters ("First" and "Last" hold at that moment: OSDI'96, section
 * 2.3), moved just as far as its constraints ask. If no place satisfies them, what must run before is moved up in front.
 * Entering and leaving cost constant time as long as no others have to move.
 *
 * Invariant L1: of two items in the sequence with a constraint between them, the one that must run before stands before.
 *   Kept by: `enter`, which checks the place it chose and otherwise sorts. Attacked by: sequence.test.ts
 */
export class Sequence<T extends Sequenced<T>> {
  #head: T | undefined;
  #tail: T | undefined;
  /** The last item whose rank is not `last`. */
  #lastOfMiddle: T | undefined;
  #size = 0;
  /** What entered last. */
  #entered: T | undefined;

  get size(): number {
    return this.#size;
  }

  get head(): T | undefined {
    return this.#head;
  }

  *[Symbol.iterator](): Iterator<T> {
    for (let item = this.#head; item !== undefined; item = item.next) yield item;
  }

  /** Put an item where its rank and constraints say. Returns how to undo it. Throws RSP_DISPATCH_CYCLE, nothing changed. */
  enter(item: T): () => void {
    const { rank } = item.place;
    return this.#enterBehind(rank === "first" ? undefined : rank === "last" ? this.#tail : this.#lastOfMiddle, item);
  }

  /** Take one item out and put another in its place, moved only if its constraints ask. Otherwise as `enter`. */
  supersede(other: T, item: T): () => void {
    const predecessor = other.previous;
    const undoLeave = this.leave(other);
    try {
      const undoEnter = this.#enterBehind(predecessor, item);
      return () => {
        undoEnter();
        undoLeave();
      };
    } catch (error) {
      undoLeave();
      throw error;
    }
  }

  /** Take an item out. Returns how to undo it. */
  leave(item: T): () => void {
    const { previous, next } = item;
    if (previous === undefined) this.#head = next;
    else previous.next = next;
    if (next === undefined) this.#tail = previous;
    else next.previous = previous;
    if (this.#lastOfMiddle === item) {
      let other = previous;
      while (other !== undefined && other.place.rank === "last") other = other.previous;
      this.#lastOfMiddle = other;
    }
    item.previous = undefined;
    item.next = undefined;
    item.inSequence = false;
    for (const other of item.place.before) other.namedBy?.delete(item);
    for (const other of item.place.after) other.namedBy?.delete(item);
    this.#size--;
    return () => this.#link(item, previous);
  }

  /** Put an item behind another, or at the head, moved just as far as its bounds ask; if they leave no room, sort. */
  #enterBehind(wanted: T | undefined, item: T): () => void {
    const { latest, earliest } = this.#bounds(item);
    let predecessor = wanted;
    if (latest !== undefined && (predecessor === undefined || predecessor.label < latest.label)) predecessor = latest;
    if (earliest !== undefined && predecessor !== undefined && predecessor.label >= earliest.label) {
      predecessor = earliest.previous;
    }
    const at = predecessor === undefined ? Number.NEGATIVE_INFINITY : predecessor.label;
    const fits =
      (latest === undefined || latest.label <= at) &&
      (earliest === undefined || earliest.label > at) &&
      !item.place.after.includes(item) &&
      !item.place.before.includes(item);
    const order = fits ? undefined : [...this];
    this.#link(item, predecessor);
    if (order !== undefined) {
      try {
        this.#rebuild(this.#sorted());
      } catch (error) {
        this.leave(item);
        throw error;
      }
    }
    return () => {
      this.leave(item);
      if (order !== undefined) this.#rebuild(order);
    };
  }

  /** The last of those that must run before an item, and the first of those that must run after it. */
  #bounds(item: T): Bounds<T> {
    let latest: T | undefined;
    let earliest: T | undefined;
    const runsBefore = (other: T): void => {
      if (other.inSequence && (latest === undefined || other.label > latest.label)) latest = other;
    };
    const runsAfter = (other: T): void => {
      if (other.inSequence && (earliest === undefined || other.label < earliest.label)) earliest = other;
    };
    for (const other of item.place.after) runsBefore(other);
    for (const other of item.place.before) runsAfter(other);
    for (const other of item.namedBy ?? []) {
      if (other.place.before.includes(item)) runsBefore(other);
      if (other.place.after.includes(item)) runsAfter(other);
    }
    return { latest, earliest };
  }

  #link(item: T, predecessor: T | undefined): void {
    const successor = predecessor === undefined ? this.#head : predecessor.next;
    item.previous = predecessor;
    item.next = successor;
    if (predecessor === undefined) this.#head = item;
    else predecessor.next = item;
    if (successor === undefined) this.#tail = item;
    else successor.previous = item;
    item.inSequence = true;
    for (const other of item.place.before) (other.namedBy ??= new Set()).add(item);
    for (const other of item.place.after) (other.namedBy ??= new Set()).add(item);
    this.#size++;
    this.#label(item);
    const middle = this.#lastOfMiddle;
    if (item.place.rank !== "last" && (middle === undefined || middle.label < item.label)) this.#lastOfMiddle = item;
  }

  /**
   * A label between those of the neighbours; all are numbered anew when there is none left. Items mostly enter beside the one
   * that entered last: the new label is next to that one's, so that the gap is not halved each time.
   */
  #label(item: T): void {
    const { previous, next } = item;
    if (previous === undefined) item.label = next === undefined ? 0 : next.label - gap;
    else if (next === undefined) item.label = previous.label + gap;
    else if (next.label - previous.label > 2) item.label = next === this.#entered ? next.label - 1 : previous.label + 1;
    else this.#number();
    if (Math.abs(item.label) > Number.MAX_SAFE_INTEGER - gap) this.#number();
    this.#entered = item;
  }

  #number(): void {
    const between = Math.min(gap, Math.floor(Number.MAX_SAFE_INTEGER / 2 / this.#size));
    let label = 0;
    for (let item = this.#head; item !== undefined; item = item.next) item.label = label += between;
  }

  /** The items in an order that satisfies all constraints: as they stand, but each behind what must run before it. */
  #sorted(): T[] {
    const sorted: T[] = [];
    const placed = new Set<T>();
    for (let from = this.#head; from !== undefined; from = from.next) {
      // The items that wait for those above them on the stack.
      const stack: { readonly item: T; readonly predecessors: T[] }[] = [];
      const waiting = new Set<T>();
      const push = (item: T): void => {
        if (waiting.has(item)) throw cycle([...waiting], item);
        waiting.add(item);
        stack.push({ item, predecessors: predecessorsOf(item) });
      };
      if (!placed.has(from)) push(from);
      for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
        const predecessor = top.predecessors.pop();
        if (predecessor === undefined) {
          stack.pop();
          waiting.delete(top.item);
          placed.add(top.item);
          sorted.push(top.item);
        } else if (!placed.has(predecessor)) push(predecessor);
      }
    }
    return sorted;
  }

  #rebuild(order: readonly T[]): void {
    this.#head = order[0];
    this.#tail = order.at(-1);
    this.#lastOfMiddle = order.findLast(({ place }) => place.rank !== "last");
    for (const [at, item] of order.entries()) {
      item.previous = order[at - 1];
      item.next = order[at + 1];
      item.label = at * gap;
    }
  }
}

/** What must run before an item, the latest first. */
function predecessorsOf<T extends Sequenced<T>>(item: T): T[] {
  const predecessors = item.place.after.filter(({ inSequence }) => inSequence);
  for (const other of item.namedBy ?? []) if (other.place.before.includes(item)) predecessors.push(other);
  return predecessors.toSorted((a, b) => b.label - a.label);
}

/** Names that an error shows. */
const namesMax = 12;

function cycle<T extends Sequenced<T>>(waiting: readonly T[], again: T): DispatchError {
  // Each waits for the next: read backwards, each runs before the next.
  const all = [...waiting.slice(waiting.indexOf(again)), again].map(({ name }) => name).toReversed();
  const names =
    all.length <= namesMax ? all : [...all.slice(0, namesMax - 1), `${all.length - namesMax} others`, all[0]];
  return new DispatchError(
    "RSP_DISPATCH_CYCLE",
    `the order would be a cycle: ${names.join(" before ")}; drop one of these constraints`,
  );
}
