/** The generator's modulus, 2^31 - 1: a prime. */
const modulus = 2_147_483_647;
const multiplier = 16_807;

/** The greatest seed. */
export const seedMax: number = modulus - 1;

/**
 * Numbers that look random and follow from a seed: the generator of Park and Miller, which the paper names (section 4.1). A product
 * is below 2^46, and so exact.
 */
export class Random {
  #state: number;

  /** `seed` is a whole number from 1 to `seedMax`. */
  constructor(seed: number) {
    this.#state = seed;
  }

  /** A whole number from 0 to below `n`, which is from 1 to `seedMax`; each as likely as the others. */
  below(n: number): number {
    // The last numbers of the generator are no whole round of `n`: they would favour the first.
    const whole = seedMax - (seedMax % n);
    for (;;) {
      this.#state = (this.#state * multiplier) % modulus;
      if (this.#state <= whole) return (this.#state - 1) % n;
    }
  }
}
