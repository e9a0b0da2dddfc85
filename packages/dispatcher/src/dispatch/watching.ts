import type { Raise } from "./plan.js";

/** Times the raises of an event. Neither procedure may throw, raise, or change an event. */
export interface RaiseWatch {
  /** A raise begins: what is returned is given to `ended`. */
  began(): number;
  /** It returned, or threw. */
  ended(began: number, failed: boolean): void;
}

/** Sees raises from outside: it is told of none of their arguments or results, and has no say in them. */
export interface Watcher {
  /** Who watches the raises of events of that name; undefined: nobody does. */
  of(event: string): RaiseWatch | undefined;
}

/**
 * A raise as it is watched. It passes on whatever it is given, and what comes back.
 *
 * Invariant W1: a watched raise does what it does unwatched, and the observer is told the same.
 *   Kept by: `watched` stands around what was made, and `Raising.rewatch` makes nothing new. Attacked by: watching.test.ts
 */
export function watched(raise: Raise, watch: RaiseWatch): Raise {
  return function (this: unknown, ...args) {
    const began = watch.began();
    let failed = true;
    try {
      const result = Reflect.apply(raise, this, args);
      failed = false;
      return result;
    } finally {
      watch.ended(began, failed);
    }
  };
}
