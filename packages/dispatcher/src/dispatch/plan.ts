import type { Binding } from "../handles.js";
import type { Meter } from "../surroundings/meter.js";
import type { Executor } from "../surroundings/executor.js";
import type { Reader, Source } from "../declared/matches.js";
import type { Cells } from "./cells.js";

/** Any handler, predicate or result handler, as the dispatcher calls it. */
export type Callable = (...args: unknown[]) => unknown;

/** What is behind an event's `raise`. */
export type Raise = (...args: unknown[]) => unknown;

/** A declared match of one binding, resolved against the event's parameters. */
export interface MatchTest {
  readonly parameter: number;
  readonly source: Source;
  /** Equal for two matches exactly when they read the same. */
  readonly key: string;
  readonly read: Reader;
  readonly value: unknown;
}

/** A predicate of one binding. */
export interface PredicateTest {
  readonly call: Callable;
  readonly closure: object | undefined;
  /** What errors call it. */
  readonly name: string;
  /** Its body is so small that a code generator puts it in line. */
  readonly inline: boolean;
}

/** What went wrong with a binding's handler, counted where the exception does not reach the raiser. */
export interface Account {
  /** Exceptions that were contained. */
  failures: number;
  /** Times that it was ended at its bound. */
  ended: number;
  readonly handle: Binding;
}

/** The guards of a step, in the order in which they are evaluated; all have to hold. */
export interface StepTests {
  /** Matches first, since they cost least and cannot throw. */
  readonly matches: readonly MatchTest[];
  /** The imposed ones first, then its own. */
  readonly predicates: readonly PredicateTest[];
  /** After the handler: unless all hold, its result does not count. */
  readonly postMatches: readonly MatchTest[];
  readonly postPredicates: readonly PredicateTest[];
}

/** How a step runs. */
export interface StepManner {
  readonly asynchronous: boolean;
  /** Fuel that the handler may spend, if it is bounded. */
  readonly bound: number | undefined;
  /** A filter's cells for the arguments that it takes by reference. */
  readonly cells: Cells | undefined;
}

/** What a step runs. */
export interface StepProcedure {
  /** What errors call it. */
  readonly name: string;
  readonly handler: Callable;
  readonly closure: object | undefined;
  /** When it fires, it is the last. */
  readonly cancel: boolean;
  /** The handler's body is so small that a code generator puts it in line. */
  readonly inline: boolean;
}

/** One binding as a raise sees it: it never changes, so that a raise in progress keeps what it began with. */
export class Step implements StepProcedure, StepTests, StepManner {
  readonly name: string;
  readonly handler: Callable;
  readonly closure: object | undefined;
  readonly cancel: boolean;
  readonly inline: boolean;
  readonly matches: readonly MatchTest[];
  readonly predicates: readonly PredicateTest[];
  readonly postMatches: readonly MatchTest[];
  readonly postPredicates: readonly PredicateTest[];
  readonly asynchronous: boolean;
  readonly bound: number | undefined;
  readonly cells: Cells | undefined;
  readonly account: Account;
  /** Its call is all that there is to a run of it: no guard, no bound, nothing by reference, on the raiser's strand. */
  readonly plain: boolean;

  constructor(procedure: StepProcedure, tests: StepTests, manner: StepManner, account: Account) {
    this.name = procedure.name;
    this.handler = procedure.handler;
    this.closure = procedure.closure;
    this.cancel = procedure.cancel;
    this.inline = procedure.inline;
    this.matches = tests.matches;
    this.predicates = tests.predicates;
    this.postMatches = tests.postMatches;
    this.postPredicates = tests.postPredicates;
    this.asynchronous = manner.asynchronous;
    this.bound = manner.bound;
    this.cells = manner.cells;
    this.account = account;
    this.plain =
      tests.matches.length === 0 &&
      tests.predicates.length === 0 &&
      tests.postMatches.length === 0 &&
      tests.postPredicates.length === 0 &&
      !manner.asynchronous &&
      manner.bound === undefined &&
      manner.cells === undefined;
  }
}

/** A handler was ended, or threw where its exception does not reach the raiser. */
export interface Failure {
  readonly event: string;
  /** What errors call the binding, and the binding itself; undefined where an asynchronous raise failed as a whole. */
  readonly binding: string;
  readonly handler: Binding | undefined;
  readonly kind: "exception" | "bound";
  readonly error: unknown;
  /** The fuel that it was allowed, of kind `bound`. */
  readonly bound: number | undefined;
}

/** Told of the dispatcher's own work, as it is done. It may charge for it. */
export interface Observer {
  /** An event was changed: a binding was installed, uninstalled, or changed. */
  changed(event: string): void;
  /** After a change, what is behind the event's `raise` was made for so many handlers. One procedure needs nothing made. */
  prepared(event: string, handlers: number): void;
  /** An asynchronous handler, or all handlers of an asynchronous event, were given to the executor. */
  started(event: string): void;
  /** Declared matches were looked up in an index, instead of being evaluated. */
  probed(event: string, parameters: number): void;
  /**
   * Guards of a raise were evaluated, by a call or in line, and handlers are about to run, by a call or in line. Told once
   * before each group of handlers runs. A raise that is a direct call is not dispatched.
   */
  dispatched(
    event: string,
    parameters: number,
    guards: number,
    guardsInLine: number,
    handlers: number,
    handlersInLine: number,
  ): void;
}

/** What dispatching needs of the dispatcher. */
export interface Services {
  readonly executor: Executor;
  readonly meter: Meter;
  readonly observer: Observer | undefined;
  readonly onFailure: ((failure: Failure) => void) | undefined;
  /** Check that guards change nothing and return a boolean. */
  readonly checkGuards: boolean;
}

/** Everything that a raise of an event does, until the next change. */
export interface Plan {
  readonly event: string;
  readonly parameters: readonly string[];
  readonly hasResult: boolean;
  readonly steps: readonly Step[];
  /** Steps that are plain, and steps with declared matches: how many. */
  readonly plain: number;
  readonly matched: number;
  /** Folds the results of several handlers: the new one, and what is there so far. */
  readonly resultHandler: Callable | undefined;
  /** Runs when nothing else did, or when nothing else gave the result. */
  readonly defaultHandler: Callable | undefined;
  /** Exceptions of handlers are counted and go no further. */
  readonly contained: boolean;
  /** Where exceptions are contained: the one binding whose exceptions reach the raiser all the same. */
  readonly reaching: Account | undefined;
  readonly services: Services;
}

/** That no handler has given a result yet. */
export const NONE: unique symbol = Symbol("no result");

/** What a plan says of its steps as a whole. */
export function tally(steps: readonly Step[]): { readonly plain: number; readonly matched: number } {
  let plain = 0;
  let matched = 0;
  for (const step of steps) {
    if (step.plain) plain++;
    if (step.matches.length > 0) matched++;
  }
  return { plain, matched };
}
