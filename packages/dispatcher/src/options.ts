import type { Authorizer } from "./authority.js";
import type { Guard } from "./declared/guards.js";
import type { Reference, Signature } from "./declared/types.js";
import type { Failure, Observer } from "./dispatch/plan.js";
import type { Strategy } from "./dispatch/raise.js";
import type { Mode, Order } from "./handles.js";
import type { Limits } from "./state/state.js";
import type { Executor } from "./surroundings/executor.js";
import type { Memory } from "./surroundings/memory.js";
import type { Meter } from "./surroundings/meter.js";
import type { ModuleIdentity } from "./surroundings/modules.js";
import type { Proof } from "./surroundings/proof.js";

/** What a dispatcher needs from outside, and how it works. Only `modules` has to be given. */
export interface DispatcherOptions {
  /** Who knows modules by their descriptors. */
  readonly modules: ModuleIdentity;
  /** Who runs asynchronous handlers; microtasks of the host, unless said. */
  readonly executor?: Executor;
  /** Who bounds handlers; fuel that nobody spends, unless said. */
  readonly meter?: Meter;
  /** Who says what a procedure is; nothing is known, unless said. */
  readonly proof?: Proof;
  /** Who knows whether memory is low. */
  readonly memory?: Memory;
  readonly limits?: Partial<Limits>;
  /** Told of what each dispatched raise took. */
  readonly observer?: Observer | undefined;
  /** Told of handlers that were ended, or whose exception went no further than here. */
  readonly onFailure?: ((failure: Failure) => void) | undefined;
  /** Check at each raise that guards are functional. Slow: everything is interpreted. */
  readonly development?: boolean;
  /**
   * Freeze every function that stands behind a `raise`, the handlers' own included: modules that do not trust each other raise
   * by the same one, and could otherwise leave something on it.
   */
  readonly frozen?: boolean;
  readonly strategy?: Strategy;
}

/** How an event is defined. All of it can be changed later by the event's authority. */
export interface EventOptions<Args extends readonly unknown[], Result> {
  /** Asked for every change. Without one, only the event's own module may change it. */
  readonly authorizer?: Authorizer;
  /** Folds the results of several handlers: the new one, and what the earlier ones made. The last one's, unless said. */
  readonly resultHandler?: (result: Result, previous: Result) => Result;
  /** Runs when nothing else fired, and gives the result when nothing else gave one. */
  readonly defaultHandler?: (...args: Args) => Result;
  /** `asynchronous`: all handlers of a raise run on a strand of their own, and the raiser goes on. */
  readonly mode?: Mode;
  /** What becomes of a handler's exception: it reaches the raiser, unless said. */
  readonly exceptions?: Exceptions;
}

/**
 * Whether a handler's exception ends the raise and reaches the raiser, or is counted, reported, and goes no further. With
 * `others contained` the intrinsic handler's reaches the raiser, and those of all others go no further: the event refuses what
 * it is given, and nobody who listens can harm who raises it.
 */
export type Exceptions = "reach raiser" | "contained" | "others contained";

/** How a binding is made. */
export interface BindingOptions<
  Args extends readonly unknown[] = never[],
  Closure extends object | undefined = object | undefined,
  By extends string = string,
> {
  /** Given to the handler before the arguments. */
  readonly closure?: Closure;
  /** Parameters that the handler, a filter, takes by reference: later guards and handlers see what it puts there. */
  readonly filter?: readonly By[];
  /** All have to hold for the handler to run. */
  readonly guards?: readonly Guard<Args>[];
  /** Where it stands in the list: behind the others that are not last, unless said. */
  readonly order?: Order | readonly Order[];
  /** When it fires, no later guard is evaluated and no later handler runs. */
  readonly cancel?: boolean;
  /** `asynchronous`: on a strand of its own. Its result and its exceptions do not reach the raiser. */
  readonly mode?: Mode;
  /** Fuel that one run may spend before it is ended. The handler must be declared ephemeral. */
  readonly bound?: number;
}

/** A handler: given its closure, if it has one, and the arguments, those that it filters by reference. */
export type Handler<
  Args extends readonly unknown[],
  Result,
  Names,
  Closure extends object | undefined,
  By extends string,
> = (...args: [...(Closure extends object ? [Closure] : []), ...Filtered<Args, Names, By>]) => Result;

type Filtered<Args extends readonly unknown[], Names, By extends string> = {
  [K in keyof Args]: K extends keyof Names ? (Names[K] extends By ? Reference<Args[K]> : Args[K]) : Args[K];
};

export type AnySignature = Signature<readonly unknown[], unknown>;
export type ArgsOf<S> = S extends Signature<infer Args, unknown> ? Args : never;
export type ResultOf<S> = S extends Signature<readonly unknown[], infer Result> ? Result : never;
export type NamesOf<S> = S extends Signature<readonly unknown[], unknown, infer Names> ? Names : never;

/** The names of an event's parameters. */
export type NameOf<Names> = Names extends readonly (infer Name extends string)[] ? Name : never;
