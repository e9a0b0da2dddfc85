import { invariant } from "@respin/hardware";
import { Fifo } from "./fifo.js";
import { priorityMax, priorityMin, type Scheduler } from "./scheduler.js";
import type { Strand } from "./strand.js";

const levels = priorityMax - priorityMin + 1;
const words = Math.ceil(levels / 32);
const groups = Math.ceil(words / 32);

/**
 * The scheduler unless another is given: the highest priority first, and round-robin within it.
 *
 * A queue for each priority, and a bit for each queue that is not empty, in words, and a bit for each word that is not 0, in
 * words, and so on: who is next is found in three steps, whatever the number of strands and priorities.
 */
export class RoundRobin implements Scheduler {
  readonly slice: number;
  length = 0;
  readonly #queues: (Fifo<Strand> | undefined)[] = Array.from({ length: levels }, () => undefined);
  readonly #bits = new Int32Array(words);
  readonly #wordBits = new Int32Array(groups);
  #groupBits = 0;

  /** `slice` in cycles. */
  constructor(slice: number) {
    this.slice = slice;
  }

  enqueue(strand: Strand): void {
    const level = strand.priority - priorityMin;
    const queue = (this.#queues[level] ??= new Fifo());
    if (queue.length === 0) {
      this.#bits[level >> 5] |= 1 << (level & 31);
      this.#wordBits[level >> 10] |= 1 << ((level >> 5) & 31);
      this.#groupBits |= 1 << (level >> 10);
    }
    queue.push(strand);
    this.length++;
  }

  dequeue(): Strand | undefined {
    const level = this.#highest();
    if (level < 0) return undefined;
    const strand = this.#queues[level]?.shift();
    invariant(strand !== undefined, "a queue with its bit set is not empty");
    this.#left(level);
    return strand;
  }

  remove(strand: Strand): void {
    const level = strand.priority - priorityMin;
    const queue = this.#queues[level];
    invariant(queue !== undefined, "a strand waits under its priority");
    queue.delete(strand);
    this.#left(level);
  }

  preempts(running: Strand, sliceIsOver: boolean): boolean {
    const ready = this.#highest() + priorityMin;
    return ready > running.priority || (sliceIsOver && this.length > 0 && ready === running.priority);
  }

  /** The highest priority that somebody waits under, counted from 0; less than 0 if nobody waits. */
  #highest(): number {
    if (this.#groupBits === 0) return -1;
    const group = highestBit(this.#groupBits);
    const word = (group << 5) | highestBit(this.#wordBits[group]);
    return (word << 5) | highestBit(this.#bits[word]);
  }

  #left(level: number): void {
    this.length--;
    if (this.#queues[level]?.length !== 0) return;
    if ((this.#bits[level >> 5] &= ~(1 << (level & 31))) !== 0) return;
    if ((this.#wordBits[level >> 10] &= ~(1 << ((level >> 5) & 31))) !== 0) return;
    this.#groupBits &= ~(1 << (level >> 10));
  }
}

function highestBit(word: number): number {
  return 31 - Math.clz32(word);
}
