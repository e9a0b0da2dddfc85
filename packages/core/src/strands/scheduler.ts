import type { Strand } from "./strand.js";

/** As in the released SPIN: -2 to 10,000, and 1000 for who asks for nothing. */
export const priorityMin = -2;
export const priorityMax = 10_000;
export const usualPriority = 1000;

/**
 * How long a strand computes before another of its priority has its turn, in microseconds of modelled time. The papers do not
 * say. It is long beside a switch (half of t3.ping-pong.spin.kernel), so that switches take about a thousandth of
 * the time, and short beside what a person notices.
 */
export const sliceMicroseconds = 10_000;

/**
 * The policy of the global scheduler: in which order strands that are ready get the processor. A kernel is given another by
 * its options. It is told of a strand once when it is ready, and gives it back or is told to remove it once (Invariant S1).
 */
export interface Scheduler {
  /** How many strands are ready. */
  readonly length: number;
  /** How long the strand that runs may compute before it makes room, in cycles. */
  readonly slice: number;
  /** A strand is ready, from now on. It has not run while it waited, or has just given up the processor. */
  enqueue(strand: Strand): void;
  /** Who is to run, and is ready no longer; undefined if nobody is ready. */
  dequeue(): Strand | undefined;
  /** A strand that is ready is so no longer. */
  remove(strand: Strand): void;
  /** Whether the strand that runs should make room for one that is ready, now that its slice is over or not. */
  preempts(running: Strand, sliceIsOver: boolean): boolean;
}
