import { Frames } from "./frames.js";
import { NONE, type Raise } from "./plan.js";

/** Sees every raise of an event. What it throws fails the raise; the other interceptors are told all the same. */
export interface Interceptor {
  /** Given the arguments of the raise. */
  before?(...args: unknown[]): void;
  after?(result: unknown): void;
  failed?(error: unknown): void;
}

/** An interceptor, once for each time that it was added. */
export interface Interception {
  readonly interceptor: Interceptor;
}

/** A raise with interceptors around it. It allocates nothing of its own. */
export function intercepted(raise: Raise, all: readonly Interception[], parameters: number): Raise {
  return new Frames(parameters).raising(({ args }) => {
    // What the first interceptor that threw has thrown: it fails the raise when all have been told.
    let thrown: unknown = NONE;
    for (const { interceptor } of all) {
      try {
        const { before } = interceptor;
        if (before !== undefined) Reflect.apply(before, interceptor, args);
      } catch (error) {
        if (thrown === NONE) thrown = error;
      }
    }
    if (thrown !== NONE) throw thrown;
    let result: unknown;
    try {
      result = Reflect.apply(raise, undefined, args);
    } catch (error) {
      for (const { interceptor } of all) {
        try {
          interceptor.failed?.(error);
        } catch (another) {
          if (thrown === NONE) thrown = another;
        }
      }
      throw thrown === NONE ? error : thrown;
    }
    for (const { interceptor } of all) {
      try {
        interceptor.after?.(result);
      } catch (error) {
        if (thrown === NONE) thrown = error;
      }
    }
    if (thrown !== NONE) throw thrown;
    return result;
  });
}

/** Counts and times the raises of an event, by a clock that the caller gives. */
export class RaiseStatistics implements Interceptor {
  raises = 0;
  failures = 0;
  /** In the clock's unit: from raise to return, raises within included. */
  time = 0;
  readonly #now: () => number;
  readonly #started: number[] = [];

  constructor(now: () => number) {
    this.#now = now;
  }

  before(): void {
    this.raises++;
    this.#started.push(this.#now());
  }

  after(): void {
    this.time += this.#now() - (this.#started.pop() ?? 0);
  }

  failed(): void {
    this.failures++;
    this.after();
  }
}
