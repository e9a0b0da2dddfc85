import { invariant, RespinError } from "./errors.js";

/** Events that may be waiting at once. A machine has few devices; a queue that grows past this is a leak. */
const eventsMax = 65_536;

interface Entry {
  readonly cycle: number;
  readonly sequence: number;
  readonly run: () => void;
}

/**
 * What the devices have promised: completions ordered by (cycle, sequence), so that two at one cycle come in
 * the order in which they were posted. A binary heap.
 */
export class EventQueue {
  readonly #heap: Entry[] = [];
  #sequence = 0;

  get length(): number {
    return this.#heap.length;
  }

  /** The cycle of the next event, or Infinity when none is waiting. */
  get nextCycle(): number {
    return this.#heap.length === 0 ? Infinity : this.#heap[0].cycle;
  }

  /** Post `run` for the given cycle. Throws RSP_EVENTS_FULL. */
  post(cycle: number, run: () => void): void {
    if (this.#heap.length >= eventsMax) {
      throw new RespinError("RSP_EVENTS_FULL", `${eventsMax} events are waiting; a device posts without completing`);
    }
    const heap = this.#heap;
    heap.push({ cycle, sequence: this.#sequence++, run });
    let at = heap.length - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!before(heap[at], heap[parent])) break;
      swap(heap, at, parent);
      at = parent;
    }
  }

  /** Take the next event out. There must be one. */
  take(): { readonly cycle: number; readonly run: () => void } {
    const heap = this.#heap;
    const next = heap[0];
    const last = heap.pop();
    invariant(next !== undefined && last !== undefined, "an event is taken only when one is waiting");
    if (heap.length > 0) {
      heap[0] = last;
      let at = 0;
      for (;;) {
        const left = 2 * at + 1;
        if (left >= heap.length) break;
        const right = left + 1;
        const least = right < heap.length && before(heap[right], heap[left]) ? right : left;
        if (!before(heap[least], heap[at])) break;
        swap(heap, at, least);
        at = least;
      }
    }
    return next;
  }

  /** Forget everything: the power is off. */
  clear(): void {
    this.#heap.length = 0;
  }
}

function before(a: Entry, b: Entry): boolean {
  return a.cycle < b.cycle || (a.cycle === b.cycle && a.sequence < b.sequence);
}

function swap(heap: Entry[], a: number, b: number): void {
  const entry = heap[a];
  heap[a] = heap[b];
  heap[b] = entry;
}
