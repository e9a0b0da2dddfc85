import type { Asn, Cost, Machine } from "@respin/hardware";
import { invariant, RespinError } from "@respin/hardware";
import { defineCapabilities, defineEvents, type Dispatching, type Events, type Waiting } from "@respin/linker";
import { kernelOnly } from "./extensions/holdings.js";
import { Strand as StrandInterface, type StrandT } from "./interfaces.js";

/** Operations that metered code may count in one slice of a strand, from one yield to the next, in all. */
const sliceOperations = 100_000_000;

/** A strand that runs in no application's space: the kernel is mapped in all of them. */
export const kernelSpace: Asn = -1;

/**
 * A thread of control (SOSP'95, section 4.2). It has no state of its own but a name and the space it runs in; what it
 * does is a generator, which yields where it gives up the processor.
 */
export class Strand {
  readonly name: string;
  readonly space: Asn;
  /** What everybody else has of it. */
  readonly capability: StrandT;
  state: "idle" | "ready" | "running" | "blocked" = "idle";
  /** An Unblock that came before the Block it belongs to: the next Block returns at once. */
  unblocked = false;
  /** Blocked in `Strands.await`, which only its own completion ends. */
  awaiting = false;
  body: Generator<void, unknown, void> | undefined;
  /** The scheduler that runs it, once one does. */
  of: Strands | undefined;
  /** What is to happen when its body has ended. */
  onEnd: (() => void) | undefined;
  /** What it has begun in the kernel and not left: let go of at its end. */
  readonly begun = new Set<() => void>();

  constructor(name: string, space: Asn) {
    this.name = name;
    this.space = space;
    this.capability = strands.mint(this);
  }

  /** What is behind a capability. For core services only. Throws RSP_CAPABILITY. */
  static of(strand: StrandT, procedure: string): Strand {
    return strands.reveal(strand, procedure);
  }
}

const strands = defineCapabilities<Strand, "Strand.T">("Strand.T", "get one with Strand.Current or Strand.Start");

/**
 * The global scheduler: strands in round-robin order, each until it yields.
 *
 * Invariant S1: a strand is in the ready queue once if it is ready, and not at all otherwise.
 * Invariant S2: an Unblock is never lost, whether it comes before or after the Block that waits for it.
 */
export class Strands {
  /** The interface, each procedure an event. */
  readonly events: Events<typeof StrandInterface>;

  /** Operations that metered code may count in one slice, in all. */
  readonly sliceOperations = sliceOperations;
  readonly #machine: Machine;
  readonly #switch: Cost;
  readonly #spaceSwitch: Cost;
  #ready: Strand[] = [];
  #head = 0;
  #blocked = 0;
  #current: Strand | undefined;
  #last: Strand | undefined;
  #space: Asn = kernelSpace;

  constructor(machine: Machine, dispatching: Dispatching) {
    this.#machine = machine;
    this.events = defineEvents(
      dispatching,
      StrandInterface,
      {
        Block: (strand) => {
          const blocked = this.#own(strand, "Strand.Block");
          if (blocked === this.#current) return this.block();
          throw new RespinError(
            "RSP_STRAND",
            `Strand.Block: ${blocked.name} does not run; a strand blocks itself, or is blocked by a handler that runs for it`,
          );
        },
        Unblock: (strand) => this.unblock(this.#own(strand, "Strand.Unblock")),
        Current: () => this.current.capability,
        Start: (name, work) => this.startKernel(name, work).capability,
      },
      { others: kernelOnly },
    );
    this.#switch = machine.costs.named("strand.switch");
    this.#spaceSwitch = machine.costs.named("space.switch");
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

  /** Strands that are ready to run. */
  get ready(): number {
    return this.#ready.length - this.#head;
  }

  /** Let an idle strand run `body`, when its turn comes. */
  start(strand: Strand, body: Generator<void, unknown, void>): void {
    invariant(strand.state === "idle", `the strand ${strand.name} has ended what it did before`);
    strand.body = body;
    strand.of = this;
    strand.unblocked = false;
    this.#enqueue(strand);
  }

  /** Do something once, when the strand has ended what it does now. */
  whenEnded(strand: Strand, act: () => void): void {
    strand.onEnd = act;
  }

  /** A new strand of the kernel's own. */
  startKernel(name: string, body: Generator<void, unknown, void>): Strand {
    const strand = new Strand(name, kernelSpace);
    this.start(strand, body);
    return strand;
  }

  /** The running strand may not go on until it is unblocked; it gives up the processor at its next yield. */
  block(): void {
    const strand = this.current;
    if (strand.unblocked) strand.unblocked = false;
    else this.#stop(strand);
  }

  /** Throws RSP_CAPABILITY for what is no strand, or another machine's: it must not get into this one's queue (S1). */
  #own(strand: StrandT, procedure: string): Strand {
    const revealed = Strand.of(strand, procedure);
    if (revealed.of === undefined || revealed.of === this) return revealed;
    throw new RespinError(
      "RSP_CAPABILITY",
      `${procedure}: expected a capability Strand.T, not one of another machine; get one with Strand.Current or Strand.Start`,
    );
  }

  #stop(strand: Strand): void {
    if (strand.state !== "blocked") this.#blocked++;
    strand.state = "blocked";
  }

  /** A blocked strand may go on. */
  unblock(strand: Strand): void {
    if (strand.state !== "blocked" || strand.awaiting) strand.unblocked = true;
    else this.#wake(strand);
  }

  /** Let a strand that is blocked look again at what it waits for, but for one that waits for a device or a message. */
  wake(strand: Strand): void {
    if (strand.state === "blocked" && !strand.awaiting) this.#wake(strand);
  }

  #wake(strand: Strand): void {
    this.#blocked--;
    // Still inside the slice in which it blocked: it never gave up the processor.
    if (strand === this.#current) strand.state = "running";
    else this.#enqueue(strand);
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
        this.#wake(strand);
      }
    });
    // Neither takes an Unblock that came early, nor is ended by one: that one belongs to a Block (Invariant S2).
    while (!finished) {
      const strand = this.current;
      waiting.add(strand);
      strand.awaiting = true;
      this.#stop(strand);
      yield;
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
      const strand = this.#dequeue();
      if (strand === undefined) {
        if (!machine.waitForDevice()) {
          throw new RespinError(
            "RSP_DEADLOCK",
            `${this.#blocked} strands are blocked and no device is busy: nobody will unblock them`,
          );
        }
        continue;
      }
      this.#run(strand);
    }
  }

  #run(strand: Strand): void {
    if (strand !== this.#last) this.#machine.spend(this.#switch);
    if (strand.space !== kernelSpace && strand.space !== this.#space) {
      this.#machine.spend(this.#spaceSwitch);
      this.#space = strand.space;
    }
    this.#last = strand;
    this.#current = strand;
    strand.state = "running";
    invariant(strand.body !== undefined, `the strand ${strand.name} has something to do`);
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
    if (!ended && strand.state === "running") this.#enqueue(strand);
  }

  #end(strand: Strand): void {
    if (strand.state === "blocked") this.#blocked--;
    strand.state = "idle";
    strand.body = undefined;
    // What it waited for and left goes on without it.
    strand.awaiting = false;
    for (const letGo of strand.begun) letGo();
    strand.begun.clear();
    const act = strand.onEnd;
    strand.onEnd = undefined;
    act?.();
  }

  #enqueue(strand: Strand): void {
    invariant(strand.state !== "ready", `the strand ${strand.name} is in the ready queue once`);
    strand.state = "ready";
    this.#ready.push(strand);
  }

  #dequeue(): Strand | undefined {
    if (this.#head === this.#ready.length) return undefined;
    const strand = this.#ready[this.#head++];
    if (this.#head > 1024 && this.#head * 2 > this.#ready.length) {
      this.#ready = this.#ready.slice(this.#head);
      this.#head = 0;
    }
    return strand;
  }
}
