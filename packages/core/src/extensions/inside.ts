import { RespinError } from "@respin/hardware";
import type { Importer, Waiting } from "@respin/linker";
import type { Strand, Strands } from "../strand.js";
import type { OperationMeter, Spender } from "./operation-meter.js";

/** The kernel's own work that strands have begun for extensions: it is done before they hear of an extension's end. */
const inKernel = new WeakMap<Strand, Set<Waiting<unknown>>>();

/** What the kernel does for a call that may wait, in operations of who calls. */
const callOperations = 100;

/** What it takes to enter extensions' code. */
export interface Entering {
  readonly strands: Strands;
  readonly meter: OperationMeter;
  /** A run of an extension's code, of nobody who can be told otherwise, has passed its bound. */
  readonly passed: (inside: Inside) => void;
}

/**
 * The code of one extension, as others enter it: bounded, counted, and known to be inside.
 *
 * When the extension has ended, whoever waits inside its code is woken and gets RSP_EJECTED; what the kernel was doing for it
 * is finished first, so that no device writes into a page that has another owner by then.
 */
export class Inside implements Spender {
  readonly importer: Importer;
  operations = 0;
  readonly #entering: Entering;
  /** Strands that wait inside. Most work does not wait: it is noted only when it does. */
  readonly #waiting = new Map<Strand, number>();
  /** Strands of its own that have not ended. */
  #own = 0;
  #whenLeft: (() => void) | undefined;

  constructor(importer: Importer, entering: Entering) {
    this.importer = importer;
    this.#entering = entering;
  }

  /** Run some of its code at once, within its limit of operations. Throws RSP_OPERATIONS past it, and what the code throws. */
  run<Result>(work: () => Result): Result {
    const { meter } = this.#entering;
    const { name, account } = this.importer;
    const entered = meter.enter(account.limits.operations, this);
    let passed = false;
    let result: Result;
    try {
      result = work();
    } finally {
      passed = meter.leave(entered);
    }
    // It may have hidden that it was told so.
    if (passed) throw outOfOperations(name);
    return result;
  }

  /** A procedure of its that waits, as others call it. */
  entered(procedure: (...args: never[]) => unknown): (...args: never[]) => Waiting<unknown> {
    return (...args) => during(this, this.#entering, () => procedure(...args));
  }

  /** Work of its own, on a strand of its own. */
  during(work: Waiting<unknown>): Waiting<unknown> {
    return during(this, this.#entering, () => work);
  }

  /** The kernel's work for it, which is finished before anybody hears of its end. */
  *inKernel<Result>(work: Waiting<Result>): Waiting<Result> {
    const { meter, strands } = this.#entering;
    const { current } = strands;
    meter.work(callOperations);
    const begun = inKernel.get(current) ?? new Set();
    inKernel.set(current, begun);
    begun.add(work);
    try {
      return yield* work;
    } finally {
      begun.delete(work);
      this.checkAlive();
    }
  }

  /** Whether a strand waits inside, or one of its own has not ended. */
  get isOccupied(): boolean {
    return this.#own > 0 || this.#waiting.size > 0;
  }

  /** One more strand of its own, until `ended`. */
  begun(): void {
    this.#own++;
  }

  ended(): void {
    this.#own--;
    this.#left();
  }

  /** A strand waits inside, from now on; and no longer. */
  wait(strand: Strand): void {
    this.#waiting.set(strand, (this.#waiting.get(strand) ?? 0) + 1);
  }

  leave(strand: Strand): void {
    const times = (this.#waiting.get(strand) ?? 1) - 1;
    if (times > 0) this.#waiting.set(strand, times);
    else this.#waiting.delete(strand);
    this.#left();
  }

  /** Wake every strand that waits inside. */
  wakeAll(): void {
    for (const strand of this.#waiting.keys()) this.#entering.strands.wake(strand);
  }

  /** Do something once, when no strand is inside any more: at once, if none is. */
  whenLeft(act: () => void): void {
    this.#whenLeft = act;
    this.#left();
  }

  /** Throws RSP_EJECTED if it has ended. */
  checkAlive(): void {
    const { name, account } = this.importer;
    if (!account.closed) return;
    throw new RespinError(
      "RSP_EJECTED",
      `${name} was unloaded while it was at work for you; load it again, or do without it`,
    );
  }

  #left(): void {
    if (this.isOccupied) return;
    const act = this.#whenLeft;
    this.#whenLeft = undefined;
    act?.();
  }
}

/** The error of who has used up what it was allowed. */
export function outOfOperations(name: string): RespinError {
  return new RespinError(
    "RSP_OPERATIONS",
    `${name} has used up the operations that it was allowed; do less in one run, or load it with a higher limit`,
  );
}

/** Each step of the work within the extension's limit of operations. */
function* during(inside: Inside, { strands, meter, passed }: Entering, begin: () => unknown): Waiting<unknown> {
  const strand = strands.current;
  const { operations } = inside.importer.account.limits;
  let work: Waiting<unknown> | undefined;
  let waits = false;
  try {
    for (;;) {
      // None of its code runs any more, but what the kernel does for it is finished.
      if (inside.importer.account.closed) yield* finishing(strand);
      inside.checkAlive();
      const entered = meter.enter(operations, inside);
      let done = false;
      let result: unknown;
      try {
        work ??= begin() as Waiting<unknown>;
        const step = work.next();
        done = step.done === true;
        if (done) result = step.value;
      } finally {
        if (meter.leave(entered)) {
          passed(inside);
          inside.checkAlive();
        }
      }
      if (done) return result;
      if (!waits) inside.wait(strand);
      waits = true;
      yield;
    }
  } finally {
    if (waits) inside.leave(strand);
  }
}
/** Go on with what the kernel was doing on a strand for extensions, until it is done. */
function* finishing(strand: Strand): Waiting {
  const begun = inKernel.get(strand);
  for (const work of begun ?? []) {
    begun?.delete(work);
    try {
      while (work.next().done !== true) yield;
    } catch {
      // It failed: there is nobody left whom that concerns.
    }
  }
}

// Who is given such work must not change what all of it has in common.
Object.freeze(during.prototype);
Object.freeze(Inside.prototype.inKernel.prototype);
