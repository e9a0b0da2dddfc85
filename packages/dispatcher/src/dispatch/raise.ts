import { DispatchError } from "../errors.js";
import { compile } from "./compile.js";
import { Frames, type Frame } from "./frames.js";
import { indexed } from "./index-dispatch.js";
import { intercepted, type Interceptor } from "./interception.js";
import { interpret } from "./interpret.js";
import type { Plan, Raise } from "./plan.js";
import { counted, straight } from "./straight.js";

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
  readonly interceptors: readonly Interceptor[];
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
  readonly first: Raise = (...args) => this.prepare()(...args);

  readonly #event: Raisable;
  readonly #frames: Frames;
  readonly #put: (raise: Raise) => void;
  #methods: Methods;
  #wasGenerated = false;

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
    const generated = (raise: Raise): void => {
      // Who kept an old `raise` may call it after a change: what it makes is of a list that is no more.
      if (this.#event.generation !== generation) return;
      this.#wasGenerated = true;
      this.#put(surrounded(raise));
    };
    const raise = surrounded(
      mode === "asynchronous"
        ? asynchronous(plan, (alone) => specialise(alone, methods, this.#frames, () => {}))
        : isOneProcedure(plan)
          ? plan.steps[0].handler
          : specialise(plan, methods, this.#frames, generated),
    );
    if (!isOneProcedure(plan)) plan.services.observer?.prepared(plan.event, plan.steps.length);
    this.#put(raise);
    return raise;
  }
}

function morePatient(methods: Methods): Methods {
  const { generateAfter, indexFrom: from } = methods;
  if (generateAfter === undefined || generateAfter === 0) return methods;
  return { generateAfter: Math.min(2 * generateAfter, generateAfterMax), indexFrom: from };
}

/** The fastest raise for a plan, or for what an index left of one; `put` is called with a faster one later. */
function specialise(plan: Plan, methods: Methods, frames: Frames, put: (raise: Raise) => void, isPart = false): Raise {
  const interpreted = (frame: Frame): unknown => interpret(plan, frame);
  const { generateAfter, indexFrom: from } = methods;
  if (plan.services.checkGuards || methods === methodsOf.interpreted) return frames.raising(interpreted);
  if (from !== undefined && plan.matched >= from) {
    let left = generatedPartsMax;
    const raise = indexed(plan, from, generateAfter !== undefined, (part, putPart) =>
      specialise(part, left-- > 0 ? methods : methodsOf.ungenerated, frames, putPart, true),
    );
    if (raise !== undefined) return raise;
  }
  if (generateAfter === 0) return compile(plan) ?? frames.raising(interpreted);
  // What an index found is called as a procedure, so that the handler can stand there itself.
  if (isPart && isOneProcedure(plan) && plan.services.observer === undefined) return plan.steps[0].handler;
  const simple = straight(plan);
  const isDone = generateAfter === undefined || (isPart && plan.steps.length === 1 && simple !== undefined);
  if (isDone) return simple ?? frames.raising(interpreted);
  let left = generateAfter;
  const count = (): void => {
    if (left > 0 && --left === 0) {
      const generated = compile(plan);
      if (generated !== undefined) put(generated);
    }
  };
  if (simple !== undefined) return counted(simple, plan.parameters.length, count);
  return frames.raising((frame) => {
    count();
    return interpret(plan, frame);
  });
}

/** One handler, and nothing around it: raising is calling it. */
function isOneProcedure({ steps, plain, contained }: Plan): boolean {
  return steps.length === 1 && plain === 1 && steps[0].closure === undefined && !contained;
}

/**
 * A raise of an asynchronous event: all its handlers on one strand, and the raiser goes on. There is no raiser for an
 * exception to reach, so all are contained. If the event has a result, its default handler gives it, here and now.
 */
function asynchronous(plan: Plan, specialised: (detached: Plan) => Raise): Raise {
  const { hasResult, defaultHandler, services } = plan;
  const detached = specialised({
    ...plan,
    hasResult: false,
    resultHandler: undefined,
    defaultHandler: hasResult ? undefined : defaultHandler,
    contained: true,
  });
  return (...args) => {
    if (hasResult && defaultHandler === undefined) {
      throw new DispatchError(
        "RSP_DISPATCH_ASYNCHRONOUS",
        `${plan.event} is asynchronous and has a result, but no default handler to give it; set one`,
      );
    }
    services.observer?.started(plan.event);
    services.executor.start(plan.event, () => {
      try {
        detached(...args);
      } catch (error) {
        services.onFailure?.({ event: plan.event, binding: plan.event, kind: "exception", error, bound: undefined });
      }
    });
    return hasResult ? defaultHandler?.(...args) : undefined;
  };
}
