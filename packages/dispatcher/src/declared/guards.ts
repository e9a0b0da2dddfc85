import type { Match } from "./matches.js";

/** Side-effect free: whether a handler is to run for these arguments. Only `true` lets it. */
export type Predicate<Args extends readonly unknown[]> = (...args: Args) => boolean;

/** A predicate with a closure, which it is given before the arguments. */
export class ClosedPredicate<Args extends readonly unknown[]> {
  readonly predicate: (closure: never, ...args: Args) => boolean;
  readonly closure: object;

  constructor(predicate: (closure: never, ...args: Args) => boolean, closure: object) {
    this.predicate = predicate;
    this.closure = closure;
    Object.freeze(this);
  }
}

/** A guard: a predicate, a predicate with a closure, or a declared match. */
export type Guard<Args extends readonly unknown[]> = Predicate<Args> | ClosedPredicate<Args> | Match;

/** A guard that is given a closure of its own before the arguments. */
export function withClosure<Closure extends object, Args extends readonly unknown[]>(
  closure: Closure,
  predicate: (closure: Closure, ...args: Args) => boolean,
): ClosedPredicate<Args> {
  return new ClosedPredicate(predicate, closure);
}
