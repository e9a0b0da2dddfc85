import { invariant, RespinError, type Cost, type Machine } from "@respin/hardware";
import type { Dispatching, Events, Waiting } from "@respin/linker";
import type { Strand as StrandInterface, StrandT } from "../interfaces.js";
import { Spaces } from "../spaces.js";
import { StrandEvents } from "./events.js";
import type { Holders } from "./holder.js";
import { Processor } from "./processor.js";
import { Programs } from "./programs.js";
import { RoundRobin } from "./round-robin.js";
import { Runnables } from "./runnables.js";
import { sliceMicroseconds, type Scheduler } from "./scheduler.js";
import { Stacking } from "./stacking.js";
import { kernelSpace, Strand } from "./strand.js";

/** Operations that metered code may count in one slice of a strand, from one yield to the next, in all. */
const sliceOperations = 100_000_000;

export interface StrandsOptions {
  /** The global scheduler's policy, for slices of so many cycles; round-robin within priorities, unless said. */
  readonly scheduler?: ((slice: number) => Scheduler) | undefined;
  readonly spaces?: Spaces | undefined;
}

/**
 * Strands and the global scheduler (SOSP'95, section 4.2): who is ready gets the processor in the order of the scheduler's
 * policy, and keeps it until it yields. Whoever computes for long yields when its slice is over (`compute`).
 *
 * Invariant S2: an Unblock is never lost, whether it comes before or after the Block that waits for it.
 *   Kept by: `unblocked`, and `await`, which takes none. Attacked by: strand.test.ts, model.test.ts
 * Invariant S3: one strand runs at a time, and only one that may: what it does goes on only in `#step`.
 *   Kept by: `state`, and that the scheduler is not entered again. Attacked by: strand.test.ts, model.test.ts
 */
export class Strands {
  /** The interface, each procedure an event. */
  readonly events: Events<typeof StrandInterface>;
  /** Who installs handlers on them. */
  readonly holders: Holders;
  /** The programs of applications, whose strands `Strand.Create` makes. */
  readonly programs: Programs;
  /** How applications' schedulers stand on this one. */
  readonly stacking: Stacking;
  readonly spaces: Spaces;

  /** Operations that metered code may count in one slice, in all. */
  readonly sliceOperations = sliceOperations;
  readonly #machine: Machine;
  readonly #create: Cost;
  readonly #notices: StrandEvents;
  readonly #scheduler: Scheduler;
  readonly #runnables: Runnables;
  readonly #processor: Processor;
  #blocked = 0;
  #current: Strand | undefined;

  constructor(machine: Machine, dispatching: Dispatching, options: StrandsOptions = {}) {
    this.#machine = machine;
    this.spaces = options.spaces ?? new Spaces(machine);
    const slice = sliceMicroseconds * machine.profile.clockMhz;
    this.#scheduler = options.scheduler?.(slice) ?? new RoundRobin(slice);
    this.#notices = new StrandEvents(
      dispatching,
      {
        Block: (strand) => this.#blockRunning(this.own(strand, "Strand.Block")),
        Unblock: (strand) => this.#unblock(this.own(strand, "Strand.Unblock")),
        Current: () => this.current.capability,
        Start: (name, work) => this.startKernel(name, work).capability,
        Create: (context, start, argument) => this.programs.create(context, start, argument).capability,
      },
      {
        willBlock: (strand) => strand === this.#current && strand.state === "running" && !strand.unblocked,
        willUnblock: ({ state, awaiting, stack }) => state === "blocked" && !awaiting && stack?.ready !== 0,
      },
      (strand, procedure) => this.own(strand, procedure),
    );
    this.events = this.#notices.events;
    this.holders = this.#notices.holders;
    this.#runnables = new Runnables(this.#scheduler, this.#notices);
    this.#processor = new Processor(machine, this.#runnables, this.#notices);
    this.stacking = new Stacking(this.#runnables, this.#processor, this.#notices);
    this.#create = machine.costs.named("strand.create");
    const program = machine.costs.named("strand.program");
    this.programs = new Programs(this.spaces, (strand, body) => {
      machine.spend(this.#create);
      machine.spend(program);
      strand.of = this;
      strand.body = body;
      strand.state = "blocked";
      this.#blocked++;
    });
  }

  /** Whether a strand runs now. */
  get isRunning(): boolean {
    return this.#current !== undefined;
  }

  /** The strand that runs now. Throws RSP_STRAND when none does: what may wait must run on a strand. */
  get current(): Strand {
    if (this.#current === undefined) {
      throw new RespinError("RSP_STRAND", "no strand runs, so nothing can wait; start the work on a strand");
    }
    return this.#current;
  }

  /** Strands that are ready to run; of those that are stacked on a processor, that one. */
  get ready(): number {
    return this.#scheduler.length;
  }

  /**
   * How many strands run, are ready, and are blocked. Of those that are ready and stacked on a processor, the processor counts;
   * a strand that has nothing to do is none of the three.
   */
  census(): { readonly running: number; readonly ready: number; readonly blocked: number } {
    return { running: this.isRunning ? 1 : 0, ready: this.ready, blocked: this.#blocked };
  }

  /** Let an idle strand run `body`, when its turn comes. */
  start(strand: Strand, body: Generator<void, unknown, void>): void {
    invariant(strand.state === "idle" && strand.stack === undefined, `the strand ${strand.name} has nothing to do`);
    strand.body = body;
    strand.of = this;
    strand.unblocked = false;
    this.#runnables.ready(strand);
    if (strand.on !== undefined) this.#notices.unblocked(strand);
  }

  /** Do something once, when the strand has ended what it does now. */
  whenEnded(strand: Strand, act: () => void): void {
    strand.onEnd = act;
  }

  /** A new strand of the kernel's own. */
  startKernel(name: string, body: Generator<void, unknown, void>): Strand {
    this.#machine.spend(this.#create);
    const strand = new Strand(name, kernelSpace);
    strand.isForOnce = true;
    this.start(strand, body);
    return strand;
  }

  /** The running strand may not go on until it is unblocked; it gives up the processor at its next yield. */
  block(): void {
    const strand = this.current;
    if (strand.on === undefined) this.#blockRunning(strand);
    else this.events.Block.raise(strand.capability);
  }

  /** A blocked strand may go on. */
  unblock(strand: Strand): void {
    if (strand.on === undefined) this.#unblock(strand);
    else this.events.Unblock.raise(strand.capability);
  }

  /** Let a strand that is blocked look again at what it waits for, but for one that waits for a device or a message. */
  wake(strand: Strand): void {
    if (strand.state === "blocked" && !strand.awaiting && strand.stack === undefined) this.#wake(strand, true);
  }

  /** Have a strand end at its next preemption point: for who made it. One that is blocked comes there now. */
  end(strand: Strand): void {
    strand.isEnding = true;
    this.wake(strand);
  }

  /** Change when a strand has its turn. `priority` is a whole number from `priorityMin` to `priorityMax`. */
  prioritize(strand: Strand, priority: number): void {
    const waits = strand.state === "ready" && strand.on === undefined;
    if (waits) this.#scheduler.remove(strand);
    strand.priority = priority;
    if (waits) this.#scheduler.enqueue(strand);
  }

  /**
   * Wait for something that says when it is done: a device, a message. Whoever goes on with it waits for it: what is given from
   * strand to strand, or stepped by hand, is not all that a strand may do meanwhile.
   */
  *await(begin: (done: () => void) => void): Waiting {
    const waiting = new Set([this.current]);
    let finished = false;
    begin(() => {
      finished = true;
      for (const strand of waiting) {
        if (!strand.awaiting) continue;
        strand.awaiting = false;
        this.#wake(strand, true);
      }
    });
    // Neither takes an Unblock that came early, nor is ended by one: that one belongs to a Block (Invariant S2).
    while (!finished) {
      const strand = this.current;
      waiting.add(strand);
      strand.awaiting = true;
      this.#stop(strand);
      if (strand.on !== undefined) this.#notices.blocked(strand);
      yield;
    }
  }

  /**
   * Where a program may lose the processor: it goes on when it may. It gives way while it is blocked, and where a strand of a
   * higher priority is ready or its slice is over. Ends a strand that is to end, by an error that is not for catching.
   */
  *preemptionPoint(): Waiting {
    const strand = this.current;
    if (strand.state === "running" && this.#processor.isOver) {
      this.#processor.interrupt();
      yield;
    }
    while (strand.state === "blocked") yield;
    if (strand.isEnding) throw endedError(strand);
  }

  /** Spend a cost n times, as a program that computes: it loses the processor as it would by the timer and the devices. */
  *compute(cost: Cost, n: number): Waiting {
    const machine = this.#machine;
    for (let left = n; left > 0;) {
      const until = Math.min(this.#processor.sliceEnd, machine.events.nextCycle) - machine.cycles;
      const piece = cost.cycles === 0 ? left : Math.min(left, Math.max(1, Math.ceil(until / cost.cycles)));
      machine.spend(cost, piece);
      left -= piece;
      machine.poll();
      yield* this.preemptionPoint();
    }
  }

  /**
   * Run strands, and wait for devices when none is ready, until `done`. Throws RSP_DEADLOCK when nothing can go on,
   * and whatever a strand throws.
   */
  runUntil(done: () => boolean): void {
    invariant(this.#current === undefined, "the scheduler is not entered again from a strand");
    const machine = this.#machine;
    while (!done()) {
      machine.poll();
      const next = this.#runnables.next();
      if (next !== undefined) {
        this.#run(next);
        continue;
      }
      if (machine.waitForDevice()) continue;
      throw new RespinError(
        "RSP_DEADLOCK",
        `${this.#blocked} strands are blocked and no device is busy: nobody will unblock them`,
      );
    }
  }

  /** Throws RSP_CAPABILITY for what is no strand, or another machine's: it must not get into this one's queue (S1). */
  own(strand: StrandT, procedure: string): Strand {
    const revealed = Strand.of(strand, procedure);
    if (revealed.of === undefined || revealed.of === this) return revealed;
    throw new RespinError(
      "RSP_CAPABILITY",
      `${procedure}: expected a capability Strand.T, not one of another machine; get one with Strand.Current or Strand.Start`,
    );
  }

  #blockRunning(strand: Strand): void {
    if (strand !== this.#current) {
      throw new RespinError(
        "RSP_STRAND",
        `Strand.Block: ${strand.name} does not run; a strand blocks itself, or is blocked by a handler that runs for it`,
      );
    }
    if (strand.unblocked) strand.unblocked = false;
    else this.#stop(strand);
  }

  #unblock(strand: Strand): void {
    // The processor of a scheduler that named nobody: it is asked again.
    if (strand.stack !== undefined) this.stacking.wake(strand);
    else if (strand.state !== "blocked" || strand.awaiting) strand.unblocked = true;
    else this.#wake(strand, false);
  }

  #stop(strand: Strand): void {
    if (strand.state !== "blocked") this.#blocked++;
    strand.state = "blocked";
  }

  /** `isToBeTold`: the scheduler that it is stacked on does not hear of it by an event that was raised. */
  #wake(strand: Strand, isToBeTold: boolean): void {
    this.#blocked--;
    // Still inside the slice in which it blocked: it never gave up the processor.
    if (strand === this.#current) strand.state = "running";
    else this.#runnables.ready(strand);
    if (isToBeTold && strand.on !== undefined) this.#notices.unblocked(strand);
  }

  #run(top: Strand): void {
    const strand = this.#processor.give(top);
    try {
      if (strand !== undefined) this.#step(strand);
    } finally {
      if (top !== strand) this.#processor.settle();
    }
  }

  #step(strand: Strand): void {
    this.#current = strand;
    invariant(strand.body !== undefined && strand.state === "running", "a strand that runs has something to do");
    let ended = true;
    this.#machine.allow(sliceOperations);
    try {
      ended = strand.body.next().done === true;
    } finally {
      // Between slices nobody's code runs: what runs all the same, behind the kernel's back, ends at once.
      this.#machine.allow(0);
      this.#current = undefined;
      if (ended) this.#end(strand);
    }
    if (!ended && strand.state === "running") this.#runnables.ready(strand);
  }

  #end(strand: Strand): void {
    if (strand.state === "blocked") this.#blocked--;
    strand.state = "idle";
    strand.body = undefined;
    // What it waited for and left goes on without it.
    strand.awaiting = false;
    strand.letGo();
    if (strand.on !== undefined) this.#notices.blocked(strand);
    if (strand.isForOnce) {
      // Nothing of it is worth saving. What is given more to do later has only stopped for now.
      strand.isLoaded = false;
      this.stacking.forget(strand);
    }
    const act = strand.onEnd;
    strand.onEnd = undefined;
    act?.();
  }
}

function endedError(strand: Strand): RespinError {
  return new RespinError("RSP_STRAND_ENDED", `${strand.name} was ended by who made it; it can do nothing more`);
}
