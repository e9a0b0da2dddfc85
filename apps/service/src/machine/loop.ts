import type { Application, System, Waiting } from "@respin/systems";
import { told } from "../told.js";
import type { Operation } from "./operations.js";
import { breakdownBetween, momentOf, type Moment } from "./spent.js";

/** What runs in the loop, and how often. */
export interface Task {
  readonly name: string;
  /** Operations a second that are asked for. */
  readonly rate: number;
  readonly next: () => Waiting;
}

export interface LoopOptions {
  readonly system: System;
  readonly application: Application;
  /** Hears of each operation when it has ended. */
  readonly onOperation: (operation: Operation) => void;
  /** Hears when operations were left out because the machine is not fast enough; at most every ten seconds. */
  readonly onBehind: (skipped: number, task: Task) => void;
  /** The machine can do nothing more: an invariant does not hold, or nobody can go on. */
  readonly onBroken: (error: unknown) => void;
}

/** Milliseconds of work in one turn; between two turns the process does everything else. */
const turnMs = 8;
/** How far the loop may be behind, in milliseconds, before it leaves operations out. */
const debtMs = 1000;
const tellMs = 10_000;
/** How often a machine without a workload looks whether an extension's strands have something to do. */
const idleMs = 50;
/** Between two operations it looks at least so often: timers cannot be set for months. */
const longestMs = 60_000;

interface Running {
  readonly id: number;
  readonly task: Task;
  readonly before: Moment;
  outcome: Operation["outcome"] | undefined;
  failure: string | undefined;
}

/**
 * Runs operations on a machine, one after the other, at the rate that is asked for: a few milliseconds at a time, so that the process
 * answers meanwhile. An operation may take several turns.
 *
 * Invariant S1: operations that are due and have not begun are at most those of one second; the others are left out and counted.
 *   Kept by: `#isDue`. Attacked by: loop.test.ts
 */
export class Loop {
  /** Operations that have ended. */
  ended = 0;
  failed = 0;
  /** Operations that were due and left out. */
  skipped = 0;
  readonly #options: LoopOptions;
  #task: Task | undefined;
  #running: Running | undefined;
  #nextId = 1;
  #nextAt = 0;
  #toldAt = Number.NEGATIVE_INFINITY;
  #untold = 0;
  #cancel: (() => void) | undefined;
  #stopped: (() => void) | undefined;
  #isStopping = false;

  constructor(options: LoopOptions) {
    this.#options = options;
    this.#schedule();
  }

  /** The workload that runs. */
  get task(): Task | undefined {
    return this.#task;
  }

  /** Go over to another workload, or to none. The operation in progress ends first. */
  set task(task: Task | undefined) {
    this.#task = task;
    this.#nextAt = performance.now();
    if (!this.#isStopping) this.#schedule();
  }

  /** No operation begins any more. Resolves when the one in progress has ended. */
  stop(): Promise<void> {
    this.#isStopping = true;
    this.#task = undefined;
    return new Promise((stopped) => {
      this.#stopped = stopped;
      this.#schedule();
    });
  }

  #turn(): void {
    this.#cancel = undefined;
    const end = performance.now() + turnMs;
    try {
      while ((this.#running !== undefined || this.#isDue(performance.now())) && performance.now() < end) {
        this.#running ??= this.#begin();
        this.#work(this.#running, end);
      }
      if (this.#running === undefined && this.#task === undefined) this.#rest(end);
    } catch (error) {
      this.#isStopping = true;
      this.#options.onBroken(error);
      return;
    }
    this.#schedule();
  }

  /** The next turn: at once if there is something to do, and else when there will be. */
  #schedule(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    if (this.#isStopping && this.#running === undefined) {
      this.#stopped?.();
      return;
    }
    const untilNext = Math.min(this.#nextAt - performance.now(), longestMs);
    const wait = this.#running !== undefined ? 0 : this.#task === undefined ? idleMs : untilNext;
    if (wait <= 0) {
      const immediate = setImmediate(() => this.#turn());
      this.#cancel = () => clearImmediate(immediate);
    } else {
      const timer = setTimeout(() => this.#turn(), wait);
      this.#cancel = () => clearTimeout(timer);
    }
  }

  /** Whether an operation is due. What is due for too long is left out (Invariant S1). */
  #isDue(now: number): boolean {
    if (this.#task === undefined) return false;
    const each = 1000 / this.#task.rate;
    const debt = now - this.#nextAt - debtMs;
    if (debt > 0) {
      const skipped = Math.ceil(debt / each);
      this.#nextAt += skipped * each;
      this.skipped += skipped;
      this.#untold += skipped;
      if (now - this.#toldAt >= tellMs) {
        this.#toldAt = now;
        this.#options.onBehind(this.#untold, this.#task);
        this.#untold = 0;
      }
    }
    return this.#nextAt <= now;
  }

  #begin(): Running | undefined {
    const { system, application } = this.#options;
    const task = this.#task;
    if (task === undefined) return undefined;
    this.#nextAt += 1000 / task.rate;
    const before = momentOf(system.kernel.machine);
    const running: Running = { id: this.#nextId++, task, before, outcome: undefined, failure: undefined };
    system.start(application, attempt(running));
    return running;
  }

  #work(running: Running | undefined, end: number): void {
    if (running === undefined) return;
    const { kernel } = this.#options.system;
    const { machine } = kernel;
    kernel.strands.runUntil(() => running.outcome !== undefined || performance.now() >= end);
    const { outcome, failure } = running;
    if (outcome === undefined) return;
    this.#running = undefined;
    this.ended++;
    if (outcome === "failed") this.failed++;
    const after = momentOf(machine);
    this.#options.onOperation({
      id: running.id,
      workload: running.task.name,
      outcome,
      modelledMicroseconds: machine.microseconds(after.cycles - running.before.cycles),
      breakdown: breakdownBetween(machine, running.before, after),
      ...(failure === undefined ? {} : { failure }),
    });
  }

  /** Without a workload, extensions' strands and what the devices have promised still go on. */
  #rest(end: number): void {
    const { strands, machine } = this.#options.system.kernel;
    strands.runUntil(() => (strands.ready === 0 && machine.events.length === 0) || performance.now() >= end);
  }
}

/** An operation's program. What an operation fails of is its own; a broken invariant is everybody's. */
function* attempt(running: Running): Waiting {
  try {
    yield* running.task.next();
    running.outcome = "done";
  } catch (error) {
    const { code, message } = told(error);
    if (code === "RSP_INVARIANT") throw error;
    running.failure = `${code}  ${message}`;
    running.outcome = "failed";
  }
}
