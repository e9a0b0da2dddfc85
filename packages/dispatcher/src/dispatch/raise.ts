import { DispatchError } from "../errors.js";
import { compile } from "./compile.js";
import { Frames } from "./frames.js";
import { indexed } from "./index-dispatch.js";
import { intercepted, type Interception } from "./interception.js";
import { interpret } from "./interpret.js";
import { report } from "./outcome.js";
import type { Plan, Raise } from "./plan.js";
import { counted, straight } from "./straight.js";
import { watched, type RaiseWatch } from "./watching.js";

/** How raises are dispatched. All give the same results; they differ in speed. */
export type Strategy =
  /** Interpreted at first, generated code once an event has been raised a few times; an index where many bindings match. */
  | "adaptive"
  /** As `adaptive`, without generated code. */
  | "ungenerated"
  /** A list that is walked. */
  | "interpreted"
  /** Generated code from the first raise on, which evaluates every guard. */
  | "compiled"
  /** Whatever can be looked up is, however little; what is left is interpreted. */
  | "indexed";

interface Methods {
  /** Raises that are interpreted before code is generated; undefined: it never is. */
  readonly generateAfter: number | undefined;
  /** Bindings with a match on the same thing from which on it is looked up; undefined: never. */
  readonly indexFrom: number | undefined;
}

/** Interpreted raises before code is generated, of an event that has not been changed yet after its code was there. */
const generateAfterMin = 8;
/** Making code takes about as long as some hundred interpreted raises; more patience than this would gain nothing. */
const generateAfterMax = 1024;
/** Below this many comparisons, in line, an index is no faster. */
const indexFrom = 8;
/** Values behind an index whose raises are worth generated code; there may be many thousands of others. */
const generatedPartsMax = 64;
/** Steps that the parts of an index may hold together, for each step of the list, and at least. */
const stepsHeldPerStep = 4;
const stepsHeldMin = 1024;

const methodsOf: Readonly<Record<Strategy, Methods>> = {
  adaptive: { generateAfter: generateAfterMin, indexFrom },
  ungenerated: { generateAfter: undefined, indexFrom },
  interpreted: { generateAfter: undefined, indexFrom: undefined },
  compiled: { generateAfter: 0, indexFrom: undefined },
  indexed: { generateAfter: undefined, indexFrom: 1 },
};

/** What can be raised. */
export interface Raisable {
  readonly parameters: readonly string[];
  readonly mode: "synchronous" | "asynchronous";
  readonly interceptors: readonly Interception[];
  /** Who watches its raises now. */
  readonly watch: RaiseWatch | undefined;
  /** Grows with each change. */
  readonly generation: number;
  plan(): Plan;
}

/**
 * What is behind an event's `raise`. After a change it is `first`, which makes what suits the list as it is now, puts that in
 * its own place, and goes on there. So n changes without a raise cost nothing but themselves.
 *
 * Code that a change throws away was generated too early: each time, the event has to be raised twice as often before the
 * next is.
 */
export class Raising {
  /** Also for whoever kept it: what was made since the last change is not made again. */
  readonly first: Raise = (...args) =>
    (this.#made?.generation === this.#event.generation ? this.#made.raise : this.prepare())(...args);

  readonly #event: Raisable;
  readonly #frames: Frames;
  readonly #put: (raise: Raise) => void;
  #methods: Methods;
  #wasGenerated = false;
  /** What was made for the list as it is, or was, and that as it is watched: what was put. */
  #made: { readonly generation: number; readonly unwatched: Raise; readonly raise: Raise } | undefined;

  constructor(event: Raisable, strategy: Strategy, put: (raise: Raise) => void) {
    this.#event = event;
    this.#frames = new Frames(event.parameters.length);
    this.#put = put;
    this.#methods = methodsOf[strategy];
  }

  /** Make what the next raise needs, and put it there. */
  prepare(): Raise {
    const { generation, interceptors, mode, parameters } = this.#event;
    if (this.#wasGenerated) this.#methods = morePatient(this.#methods);
    this.#wasGenerated = false;
    const methods = this.#methods;
    const plan = this.#event.plan();
    const surrounded = (raise: Raise): Raise =>
      interceptors.length === 0 ? raise : intercepted(raise, interceptors, parameters.length);
    const isCurrent = (): boolean => this.#event.generation === generation;
    const making: Making = {
      methods,
      frames: this.#frames,
      // Who kept an old `raise` may call it after a change: what it makes is of a list that is no more.
      put: (raise) => void (isCurrent() && this.#putNow(surrounded(raise), generation)),
      generated: () => void (isCurrent() && (this.#wasGenerated = true)),
    };
    const raise = surrounded(
      mode === "asynchronous"
        ? asynchronous(plan, making)
        : isOneProcedure(plan)
          ? plan.steps[0].handler
          : specialise(plan, making),
    );
    const made = this.#putNow(raise, generation);
    if (!isOneProcedure(plan)) plan.services.observer?.prepared(plan.event, plan.steps.length);
    return made;
  }

  /** Somebody else watches its raises, or nobody does. What was made stays: this is no change, and nobody is told. */
  rewatch(): void {
    const made = this.#made;
    if (made?.generation === this.#event.generation) this.#putNow(made.unwatched, made.generation);
  }

  #putNow(unwatched: Raise, generation: number): Raise {
    const { watch } = this.#event;
    const raise = watch === undefined ? unwatched : watched(unwatched, watch);
    this.#made = { generation, unwatched, raise };
    this.#put(raise);
    return raise;
  }
}

/** What it takes to make a raise. */
interface Making {
  readonly methods: Methods;
  readonly frames: Frames;
  /** Put a faster raise in the place of the one that was made. */
  readonly put: (raise: Raise) => void;
  /** Code was generated. */
  readonly generated: () => void;
}

function morePatient(methods: Methods): Methods {
  const { generateAfter, indexFrom: from } = methods;
  if (generateAfter === undefined || generateAfter === 0) return methods;
  return { generateAfter: Math.min(2 * generateAfter, generateAfterMax), indexFrom: from };
}

/** The fastest raise for a plan, or for what an index left of one; `put` is called with a faster one later. */
function specialise(plan: Plan, making: Making, isPart = false): Raise {
  const { methods, frames, put } = making;
  const { generateAfter, indexFrom: from } = methods;
  const interpreted = (): Raise => frames.raising((frame) => interpret(plan, frame));
  const generate = (make: () => Raise | undefined): Raise | undefined => {
    const raise = make();
    if (raise !== undefined) making.generated();
    return raise;
  };
  /** Counts raises, and puts generated code in the place of this one when there have been enough. */
  const untilGenerated = (raise: Raise, make: () => Raise | undefined): Raise => {
    if (generateAfter === undefined) return raise;
    let left = generateAfter;
    return counted(raise, plan.parameters.length, frames, () => {
      if (left <= 0 || --left > 0) return;
      const faster = generate(make);
      if (faster !== undefined) put(faster);
    });
  };
  if (plan.services.checkGuards || methods === methodsOf.interpreted) return interpreted();
  if (from !== undefined && plan.matched >= from) {
    const index = indexed(plan, from, makingParts(plan, making));
    if (index !== undefined) return untilGenerated(index.raise, index.generate);
  }
  if (generateAfter === 0) return generate(() => compile(plan)) ?? interpreted();
  // What an index found is called as a procedure, so that the handler can stand there itself.
  if (isPart && isOneProcedure(plan) && plan.services.observer === undefined) return plan.steps[0].handler;
  const simple = straight(plan);
  if (isPart && plan.steps.length === 1 && simple !== undefined) return simple;
  return untilGenerated(simple ?? interpreted(), () => compile(plan));
}

/**
 * How what is behind the values of an index is made. Code is generated for the first few only. What they hold together is
 * bounded: where many bindings are behind each of many values, the later values get the whole list, without this index.
 */
function makingParts(whole: Plan, making: Making): (part: Plan, put: (raise: Raise) => void) => Raise {
  let generatedLeft = generatedPartsMax;
  let stepsLeft = whole.steps.length * stepsHeldPerStep + stepsHeldMin;
  let unindexed: Raise | undefined;
  /** Where it stands, so that a faster one can be put there. */
  const places: ((raise: Raise) => void)[] = [];
  return (part, put) => {
    stepsLeft -= part.steps.length;
    if (stepsLeft < 0) {
      places.push(put);
      return (unindexed ??= specialise(whole, {
        ...making,
        methods: { ...making.methods, indexFrom: undefined },
        put: (faster) => {
          unindexed = faster;
          for (const each of places.splice(0)) each(faster);
        },
      }));
    }
    const methods = generatedLeft-- > 0 ? making.methods : methodsOf.ungenerated;
    return specialise(part, { ...making, methods, put }, true);
  };
}

/** One handler, and nothing around it: raising is calling it. */
function isOneProcedure({ steps, plain, contained, reaching }: Plan): boolean {
  if (steps.length !== 1 || plain !== 1 || steps[0].closure !== undefined) return false;
  return !contained || steps[0].account === reaching;
}

/**
 * A raise of an asynchronous event: all its handlers on one strand, and the raiser goes on. There is no raiser for an
 * exception to reach, so all are contained. If the event has a result, its default handler gives it, here and now.
 */
function asynchronous(plan: Plan, making: Making): Raise {
  const { hasResult, defaultHandler, services, parameters } = plan;
  const alone = {
    ...plan,
    hasResult: false,
    resultHandler: undefined,
    defaultHandler: hasResult ? undefined : defaultHandler,
    contained: true,
    reaching: undefined,
  };
  let detached = specialise(alone, { ...making, put: (faster) => void (detached = faster) });
  return (...all) => {
    if (hasResult && defaultHandler === undefined) {
      throw new DispatchError(
        "RSP_DISPATCH_ASYNCHRONOUS",
        `${plan.event} is asynchronous and has a result, but no default handler to give it; set one`,
      );
    }
    const args = all.slice(0, parameters.length);
    services.observer?.started(plan.event);
    services.executor.start(plan.event, () => {
      try {
        detached(...args);
      } catch (error) {
        const { event } = plan;
        report(plan, { event, binding: event, handler: undefined, kind: "exception", error, bound: undefined });
      }
    });
    return hasResult ? defaultHandler?.(...args) : undefined;
  };
}
