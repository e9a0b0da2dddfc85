import type { Asn, Cost, Machine } from "@respin/hardware";
import { stackOf, type Notices, type Runnables } from "./runnables.js";
import { kernelSpace, type Strand } from "./strand.js";

/**
 * Who has the processor: a strand, or one that stands on the processor of an application's scheduler, and so on downwards.
 *
 * Invariant S4: a strand that is stacked runs only while what it is stacked on has the processor, and when that one's
 * scheduler has named it since.
 *   Kept by: `give`. Attacked by: model.test.ts, stacking.abuse.test.ts
 * Invariant S5: a context is saved once for each time that it was brought into the processor, before another's is.
 *   Kept by: `isLoaded`. Attacked by: checkpoint.test.ts
 */
export class Processor {
  readonly #machine: Machine;
  readonly #runnables: Runnables;
  readonly #notices: Notices;
  readonly #switch: Cost;
  readonly #checkpoint: Cost;
  readonly #resume: Cost;
  readonly #spaceSwitch: Cost;
  readonly #interrupt: readonly [enter: Cost, exit: Cost];
  /** Whoever has the processor, from the one in the kernel's scheduler down to the one that runs; or had it last. */
  readonly #path: Strand[] = [];
  #last: Strand | undefined;
  #space: Asn = kernelSpace;
  #sliceEnd = 0;
  /** Whose scheduler was asked, and named nobody. */
  #idle: Strand | undefined;
  /** Someone's scheduler wants to be asked again. */
  #isRecalled = false;

  constructor(machine: Machine, runnables: Runnables, notices: Notices) {
    this.#machine = machine;
    this.#runnables = runnables;
    this.#notices = notices;
    this.#switch = machine.costs.named("strand.switch");
    this.#checkpoint = machine.costs.named("strand.checkpoint");
    this.#resume = machine.costs.named("strand.resume");
    this.#spaceSwitch = machine.costs.named("space.switch");
    this.#interrupt = [machine.costs.named("trap.enter"), machine.costs.named("trap.exit")];
  }

  /** The cycle at which the slice of the strand that runs is over. */
  get sliceEnd(): number {
    return this.#sliceEnd;
  }

  /** Give the processor to a strand. Returns who has it then; undefined if a scheduler on the way named nobody. */
  give(top: Strand): Strand | undefined {
    this.#isRecalled = false;
    this.#idle = undefined;
    this.#put(0, top);
    let at = top;
    for (let level = 1; at.stack !== undefined; level++) {
      const child = this.#ask(at);
      if (child === undefined) {
        // It had its turn. It takes time, so that one that is never ready to decide does not stop the clock.
        this.#machine.spend(this.#switch);
        this.#takeFrom(level);
        this.#last = undefined;
        this.#idle = at;
        return undefined;
      }
      this.#runnables.choose(child);
      this.#put(level, child);
      at = child;
    }
    this.#sliceEnd = this.#machine.cycles + this.#runnables.scheduler.slice;
    return at;
  }

  /**
   * After the slice: the processors on the way to the strand that ran are ready again, if somebody is ready there. Where a
   * scheduler named nobody, its processor is not, until somebody is unblocked there.
   */
  settle(): void {
    const path = this.#path;
    for (let level = path.length - 1; level >= 0; level--) {
      const each = path[level];
      if (each.stack === undefined || each.state !== "running") continue;
      if (each.stack.ready > 0 && each !== this.#idle) this.#runnables.ready(each);
      else {
        each.state = "blocked";
        this.#notices.blocked(each);
      }
    }
  }

  /** Have a scheduler asked again, if its processor is one that has the real one. */
  recall(processor: Strand): void {
    if (processor.state === "running") this.#isRecalled = true;
  }

  /** Whether the strand that runs is to make room: a better one is ready, or its slice is over and another has waited. */
  get isOver(): boolean {
    if (this.#isRecalled) return true;
    const sliceIsOver = this.#machine.cycles >= this.#sliceEnd;
    if (this.#runnables.scheduler.preempts(this.#path[0], sliceIsOver)) return true;
    if (!sliceIsOver) return false;
    for (const { stack } of this.#path) if (stack !== undefined && stack.ready > 0) return true;
    this.#sliceEnd = this.#machine.cycles + this.#runnables.scheduler.slice;
    return false;
  }

  /** The timer, or a device, interrupts the strand that runs: it is to make room. */
  interrupt(): void {
    for (const cost of this.#interrupt) this.#machine.spend(cost);
  }

  /** Whom a scheduler names, of those that are ready on its processor. */
  #ask(processor: Strand): Strand | undefined {
    const stack = stackOf(processor);
    stack.named = undefined;
    stack.isAsked = true;
    this.#notices.got(processor);
    stack.isAsked = false;
    const named: Strand | undefined = stackOf(processor).named;
    stack.named = undefined;
    return named?.state === "ready" && named.on === processor ? named : undefined;
  }

  #put(level: number, strand: Strand): void {
    if (this.#path[level] !== strand) {
      this.#takeFrom(level);
      this.#path.push(strand);
    }
    if (strand.stack === undefined && !strand.isLoaded) this.#load(strand);
  }

  /** Whoever is at a level or below it loses the processor, who runs first. */
  #takeFrom(level: number): void {
    const path = this.#path;
    while (path.length > level) {
      const strand = path.pop();
      if (strand !== undefined) this.#save(strand);
    }
  }

  #load(strand: Strand): void {
    if (strand !== this.#last) this.#machine.spend(this.#switch);
    this.#last = strand;
    strand.isLoaded = true;
    if (strand.space === kernelSpace) {
      if (strand.on !== undefined) this.#notices.got(strand);
      return;
    }
    if (strand.space !== this.#space) {
      this.#machine.spend(this.#spaceSwitch);
      this.#space = strand.space;
    }
    if (this.#resume.cycles > 0) this.#machine.spend(this.#resume);
    this.#notices.got(strand);
  }

  #save(strand: Strand): void {
    if (strand.stack !== undefined) return this.#notices.lost(strand);
    if (!strand.isLoaded) return;
    strand.isLoaded = false;
    if (strand.space === kernelSpace) {
      if (strand.on !== undefined) this.#notices.lost(strand);
      return;
    }
    if (this.#checkpoint.cycles > 0) this.#machine.spend(this.#checkpoint);
    this.#notices.lost(strand);
  }
}
