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

/** Less than any fuel can be overspent by. */
const unlimited = Number.MIN_SAFE_INTEGER;

/**
 * A meter for stand-alone use: code that wants to be bounded calls `spend` as it goes.
 *
 * A bound within a bound is never larger than what is left of the outer one, and what is spent within is spent without.
 */
export class FuelMeter implements Meter {
  /** What is left of the innermost bound, or `unlimited`: an integer either way, so that keeping it allocates nothing. */
  #left = unlimited;
  /** For each bound that is in force, what the one around it had left beyond what it gave; `unlimited` around them all. */
  readonly #beyond: number[] = [];

  /** Spend fuel. Throws OutOfFuel when more is spent than is left, then and at every later call within the bound. */
  spend(fuel: number): void {
    if (this.#left === unlimited) return;
    this.#left -= fuel;
    if (this.#left < 0) throw new OutOfFuel();
  }

  enter(fuel: number): number {
    const left = this.#left;
    const allowed = left === unlimited ? fuel : Math.min(fuel, Math.max(left, 0));
    this.#beyond.push(left === unlimited ? unlimited : left - allowed);
    this.#left = allowed;
    return this.#beyond.length;
  }

  leave(entered: number): boolean {
    let passed = false;
    // More than one, if a bound within was left without a word.
    while (this.#beyond.length >= entered) {
      passed = this.#left < 0 && this.#left !== unlimited;
      const beyond = this.#beyond.pop() ?? unlimited;
      this.#left = beyond === unlimited ? unlimited : beyond + this.#left;
    }
    return passed;
  }
}
