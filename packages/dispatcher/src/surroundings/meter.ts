/** Who bounds a handler. In a kernel, the fuel that the compiler's code spends. */
export interface Meter {
  /** From now on at most `fuel` may be spent. Returns what `leave` has to be given. */
  enter(fuel: number): number;
  /** The bound of the last `enter` is over. Returns whether it was passed, even if the handler hid that. */
  leave(entered: number): boolean;
}

/** Thrown through a handler that has spent what it was allowed. */
export class OutOfFuel extends Error {
  constructor() {
    super("out of fuel");
    this.name = "OutOfFuel";
  }
}

/**
 * A meter for stand-alone use: code that wants to be bounded calls `spend` as it goes.
 *
 * A bound within a bound is never larger than what is left of the outer one, and what is spent within is spent without.
 */
export class FuelMeter implements Meter {
  /** What is left of the innermost bound; below zero when it was passed. Nothing is counted without a bound. */
  #left = 0;
  /** For each bound in force, what the one around it had left beyond what it gave. */
  readonly #beyond: number[] = [];

  /**
   * Spend fuel. Throws OutOfFuel when more is spent than is left, then and at every later call within the bound, and
   * RangeError for what is not 0 or more.
   */
  spend(fuel: number): void {
    if (!(fuel >= 0)) throw new RangeError(`fuel that is spent is 0 or more, not ${fuel}`);
    if (this.#beyond.length === 0) return;
    this.#left -= fuel;
    if (this.#left < 0) throw new OutOfFuel();
  }

  enter(fuel: number): number {
    const isInner = this.#beyond.length > 0;
    const allowed = isInner ? Math.min(fuel, Math.max(this.#left, 0)) : fuel;
    this.#beyond.push(isInner ? this.#left - allowed : 0);
    this.#left = allowed;
    return this.#beyond.length;
  }

  leave(entered: number): boolean {
    let passed = false;
    // More than one, if a bound within was left without a word.
    while (this.#beyond.length >= entered) {
      passed = this.#left < 0;
      this.#left += this.#beyond.pop() ?? 0;
    }
    return passed;
  }
}
