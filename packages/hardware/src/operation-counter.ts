/**
 * The processor's counter of operations. Code that was metered when it was compiled counts it down as it runs, by itself:
 * that is all it can do with it. The kernel sets it, and hears of it when it falls below zero.
 *
 * `left` stays a small integer for the host, so that counting down allocates nothing.
 */
export interface OperationCounter {
  left: number;
}

/** The most that a counter is set to. */
export const operationsMax = 2 ** 30;
