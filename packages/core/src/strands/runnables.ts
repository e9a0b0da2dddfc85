import { invariant } from "@respin/hardware";
import type { Scheduler } from "./scheduler.js";
import type { Stack, Strand } from "./strand.js";

/** What strands' schedulers are told. Each is a raise: whatever its handlers do, it returns. */
export interface Notices {
  /** The strand may not go on, or may again: for those who schedule it. */
  readonly blocked: (strand: Strand) => void;
  readonly unblocked: (strand: Strand) => void;
  /** It loses the processor, or gets it. */
  readonly lost: (strand: Strand) => void;
  readonly got: (strand: Strand) => void;
}

/**
 * Which strands are ready, and where they wait: in the kernel's scheduler, or counted on the processor that they are stacked
 * on, which is itself ready as long as one of them is.
 *
 * Invariant S1: a strand that is ready waits in the kernel's scheduler once if it is stacked on nothing, and otherwise is
 * counted once on what it is stacked on; one that is not ready is neither.
 *   Kept by: `ready`, `withdraw` and `choose`, the only places where either changes. Attacked by: strand.test.ts, model.test.ts
 */
export class Runnables {
  readonly scheduler: Scheduler;
  readonly #notices: Notices;

  constructor(scheduler: Scheduler, notices: Notices) {
    this.scheduler = scheduler;
    this.#notices = notices;
  }

  /** It may run. */
  ready(strand: Strand): void {
    invariant(strand.state !== "ready", "a strand is in the ready queue once");
    strand.state = "ready";
    const { on } = strand;
    if (on === undefined) return this.scheduler.enqueue(strand);
    stackOf(on).ready++;
    if (on.state !== "blocked") return;
    this.ready(on);
    this.#notices.unblocked(on);
  }

  /** It is ready no longer, and has not run. The caller says what it is instead. */
  withdraw(strand: Strand): void {
    invariant(strand.state === "ready", "a strand that is withdrawn was ready");
    strand.state = "blocked";
    const { on } = strand;
    if (on === undefined) return this.scheduler.remove(strand);
    if (--stackOf(on).ready > 0 || on.state !== "ready") return;
    this.withdraw(on);
    this.#notices.blocked(on);
  }

  /** The strand that is to run, of those that wait in the kernel's scheduler. */
  next(): Strand | undefined {
    const strand = this.scheduler.dequeue();
    if (strand !== undefined) strand.state = "running";
    return strand;
  }

  /** It is to run, where the processor that it is stacked on runs. */
  choose(strand: Strand): void {
    const { on } = strand;
    invariant(strand.state === "ready" && on?.state === "running", "a strand that is chosen may run");
    strand.state = "running";
    stackOf(on).ready--;
  }
}

export function stackOf(processor: Strand): Stack {
  const { stack } = processor;
  invariant(stack !== undefined, "a scheduler has a processor");
  return stack;
}
