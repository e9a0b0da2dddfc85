import { Frames } from "./frames.js";
import type { Raise } from "./plan.js";

/** Sees every raise of an event. The arguments are lent: they are gone when the call returns. */
export interface Interceptor {
  before?(args: readonly unknown[]): void;
  after?(result: unknown): void;
  failed?(error: unknown): void;
}

/** A raise with interceptors around it. */
export function intercepted(raise: Raise, interceptors: readonly Interceptor[], parameters: number): Raise {
  const frames = new Frames(parameters);
  return frames.raising((frame) => {
    for (const interceptor of interceptors) interceptor.before?.(frame.args);
    let result: unknown;
    try {
      result = Reflect.apply(raise, undefined, frame.args);
    } catch (error) {
      for (const interceptor of interceptors) interceptor.failed?.(error);
      throw error;
    }
    for (const interceptor of interceptors) interceptor.after?.(result);
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
