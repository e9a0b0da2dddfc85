import { RespinError } from "@respin/hardware";
import { Holder } from "./holder.js";
import type { Processor } from "./processor.js";
import { stackOf, type Notices, type Runnables } from "./runnables.js";
import { kernelSpace, Strand } from "./strand.js";

/** Schedulers that may stand on each other, the strand on the lowest counted: a notice passes through each. */
const heightMax = 8;

/**
 * Schedulers of applications, which stand on the global one, or on each other (SOSP'95, section 4.2).
 *
 * To the scheduler above, such a scheduler is a strand, its processor. While that one has the real processor, it is the
 * processor of the strands that are stacked on it; who schedules them is told by Resume and Checkpoint of the processor, and by
 * Block and Unblock of the strands, and names at each Resume who is to run. The kernel keeps the account of who may run
 * itself, so that a scheduler can do no more harm than to name nobody.
 *
 * Invariant S7: what is stacked on each other has no ring, and is at most `heightMax` high.
 *   Kept by: `stack`. Attacked by: stacking.abuse.test.ts
 */
export class Stacking {
  readonly #runnables: Runnables;
  readonly #processor: Processor;
  readonly #notices: Notices;

  constructor(runnables: Runnables, processor: Processor, notices: Notices) {
    this.#runnables = runnables;
    this.#processor = processor;
    this.#notices = notices;
  }

  /** A processor for an application's scheduler. It is blocked while no strand that is stacked on it is ready. */
  processor(name: string, of: object): Strand {
    const strand = new Strand(name, kernelSpace);
    strand.of = of;
    strand.state = "blocked";
    strand.stack = { children: new Set(), ready: 0, height: 1, isAsked: false, named: undefined };
    return strand;
  }

  /** Have a strand scheduled by whoever has a processor, from now on. Throws RSP_STRAND_STACK. */
  stack(child: Strand, on: Strand): void {
    const { stack } = on;
    if (stack === undefined || on.state === "idle") {
      throw refused(child, on, "that is no processor; make one with Scheduling.Processor");
    }
    const height = child.stack?.height ?? 0;
    let above = height;
    for (let at: Strand | undefined = on; at !== undefined; at = at.on) {
      above++;
      if (at === child) throw refused(child, on, "that would stand on itself; stack it on another");
    }
    if (above > heightMax) throw refused(child, on, `more than ${heightMax} would stand on each other; stack fewer`);
    this.#move(child, on);
    for (let at: Strand | undefined = on, n = height + 1; at !== undefined; at = at.on, n++) {
      const each = stackOf(at);
      each.height = Math.max(each.height, n);
    }
    // Its scheduler knows of it what it was not told.
    if (child.state === "ready" || child.state === "running") this.#notices.unblocked(child);
  }

  /** Give a strand back to the global scheduler. */
  unstack(strand: Strand): void {
    if (strand.on !== undefined) this.#move(strand, undefined);
  }

  /**
   * Name who is to run on a processor: when its scheduler is asked, now; otherwise it is asked again at the next opportunity.
   * Returns whether that one can run. Throws RSP_STRAND_STACK for a strand that is not stacked there.
   */
  run(on: Strand, child: Strand): boolean {
    const stack = stackOf(on);
    if (child.on !== on) throw refused(child, on, "it is not stacked there; stack it first");
    if (child.state !== "ready" && child.state !== "running") return false;
    if (stack.isAsked) stack.named = child;
    else if (on.state === "running") this.#processor.recall(on);
    else this.wake(on);
    return true;
  }

  /** Ask the scheduler of a processor again, where it named nobody before. */
  wake(processor: Strand): void {
    if (processor.state === "blocked" && stackOf(processor).ready > 0) this.#runnables.ready(processor);
  }

  /** A strand that was made for one piece of work has ended. */
  forget(strand: Strand): void {
    this.unstack(strand);
    Holder.forget(strand);
  }

  /**
   * The end of a holder. Its processors are no more, and what was stacked there goes back to the global scheduler; what it
   * adopted is whose it was. Its own strands are left to the caller.
   */
  release(holder: Holder): void {
    for (const processor of holder.processors) {
      for (const child of stackOf(processor).children) this.unstack(child);
      if (processor.state === "ready") this.#runnables.withdraw(processor);
      processor.state = "idle";
      if (processor.on !== undefined) this.#notices.blocked(processor);
      this.forget(processor);
    }
    for (const strand of holder.adopted) {
      this.unstack(strand);
      holder.giveUp(strand);
    }
  }

  #move(strand: Strand, on: Strand | undefined): void {
    const isReady = strand.state === "ready";
    if (isReady) this.#runnables.withdraw(strand);
    strand.on?.stack?.children.delete(strand);
    strand.on = on;
    on?.stack?.children.add(strand);
    if (isReady) this.#runnables.ready(strand);
  }
}

function refused({ name }: Strand, on: Strand, why: string): RespinError {
  return new RespinError("RSP_STRAND_STACK", `${name} cannot run on ${on.name}: ${why}`);
}
