import type { Meter } from "@respin/dispatcher";
import { operationsMax, RespinError, type Machine } from "@respin/hardware";

/** Bounds within bounds: as deep as raises of bounded handlers may go within each other. */
const depthMax = 32;

/** Work of the kernel at the wish of one run of an extension's code, in operations. */
const workMax = 10_000_000;

/** Whose code it is that counts. */
export interface Spender {
  /** Operations of its own code so far; what it called in others' bounds is not among them. */
  operations: number;
}

/**
 * Bounds on metered code, on the machine's counter of operations.
 *
 * Each bound gives all that it says, however little is left of the one around it, and what is spent within is spent without:
 * who raises an event with nothing left is ended when it goes on, not half-way through somebody else's handler.
 *
 * Invariant K2: a bound is passed exactly if more was spent within it than it gave, or it was discarded; and each operation is counted
 * for one spender, unless it was only observed.
 *   Kept by: `enter` and `leave`. Attacked by: operation-meter.test.ts
 */
export class OperationMeter implements Meter {
  readonly #machine: Machine;
  /** For each bound in force: what the one around it had left, what it gave, what bounds within it spent, and for whom. */
  readonly #outer = new Float64Array(depthMax);
  readonly #given = new Float64Array(depthMax);
  readonly #within = new Float64Array(depthMax);
  readonly #spenders: (Spender | undefined)[] = Array.from({ length: depthMax }, () => undefined);
  readonly #discarded = new Uint8Array(depthMax);
  readonly #refusals = new WeakSet<object>();
  /** What the kernel did for who is within the outermost bound. */
  #work = 0;
  #depth = 0;

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  /** Whether a bound is in force. */
  get bounds(): boolean {
    return this.#depth > 0;
  }

  /** Whether more was spent within the innermost bound than it gave, or it was discarded. */
  get isPassed(): boolean {
    return this.#depth > 0 && (this.#machine.counter.left < 0 || this.#discarded[this.#depth - 1] === 1);
  }

  /** Throws RSP_BOUND_DEPTH where so many bounds are in force within each other that no more can be. */
  enter(operations: number, spender?: Spender): number {
    const depth = this.#depth;
    if (depth === depthMax) throw this.#refusal();
    if (depth === 0) this.#work = 0;
    const given = Math.min(operations, operationsMax);
    this.#outer[depth] = this.#machine.counter.left;
    this.#given[depth] = given;
    this.#within[depth] = 0;
    this.#spenders[depth] = spender;
    this.#discarded[depth] = 0;
    this.#machine.allow(given);
    return (this.#depth = depth + 1);
  }

  leave(entered: number): boolean {
    let passed = false;
    // More than one, if a bound within was left without a word.
    while (this.#depth >= entered) {
      const depth = --this.#depth;
      const { left } = this.#machine.counter;
      const spent = this.#given[depth] - left;
      const spender = this.#spenders[depth];
      // What somebody outside of the model wanted to see is nothing that the extension did.
      if (spender !== undefined && !this.#machine.isObserved) spender.operations += spent - this.#within[depth];
      this.#spenders[depth] = undefined;
      passed = left < 0 || this.#discarded[depth] === 1;
      const rest = this.#outer[depth] - spent;
      if (depth > 0) this.#within[depth - 1] += spent;
      // The kernel itself, which is not metered, owes nothing to anybody.
      this.#machine.allow(depth > 0 ? rest : Math.max(rest, 0));
    }
    return passed;
  }

  /**
   * The kernel works at somebody's wish, about as long as so many operations take. They are counted apart, and take no modelled
   * time: what the kernel does has costs of its own. But who makes it do more than `workMax` in one run is ended when it goes on.
   */
  work(operations: number): void {
    if (this.#depth === 0) return;
    this.#work += operations;
    if (this.#work <= workMax) return;
    const { left } = this.#machine.counter;
    if (left < 0) return;
    // Nothing is left, and nothing more was spent.
    this.#given[this.#depth - 1] -= left + 1;
    this.#machine.allow(-1);
  }

  /** Say whose code it is that runs in the innermost bound. */
  attribute(spender: Spender): void {
    if (this.#depth > 0) this.#spenders[this.#depth - 1] = spender;
  }

  /** Let the innermost bound count as passed: what ran in it is over, though it has not spent that much. */
  discard(): void {
    if (this.#depth > 0) this.#discarded[this.#depth - 1] = 1;
  }

  /** Whether an error says that a bound could not be entered: nobody's code has failed then. */
  hasRefused(error: unknown): boolean {
    return typeof error === "object" && error !== null && this.#refusals.has(error);
  }

  #refusal(): RespinError {
    const error = new RespinError(
      "RSP_BOUND_DEPTH",
      `a bounded handler cannot run: ${depthMax} run within each other already; let handlers raise fewer events of each other`,
    );
    this.#refusals.add(error);
    return error;
  }
}
