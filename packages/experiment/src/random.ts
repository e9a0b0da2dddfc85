/** A stream of chances that depends on nothing but its seed. */
export interface Random {
  /** At least 0 and below 1, with 53 random bits. */
  float(): number;
  /** A whole number from `min` to `max`, both included, each as likely. Throws RangeError if there is none. */
  integer(min: number, max: number): number;
  /** Puts an array into a random order, in place, and returns it. */
  shuffle<T>(items: T[]): T[];
  /** Draws of 0 to `items` - 1, the number k with a weight of 1 / (k + 1)^skew. Building it takes `items` steps. */
  zipf(items: number, skew: number): () => number;
  /** Another stream, told by a name: drawing more from one never changes the other. */
  fork(name: string): Random;
}

const WORD = 2 ** 32;

/**
 * The deterministic stream of a seed (a whole number). The generator is sfc32, Chris Doty-Humphrey's "small fast
 * counting" generator of 128 bits of state: fast in 32-bit arithmetic, and it passes PractRand.
 */
export function randomFrom(seed: number): Random {
  if (!Number.isSafeInteger(seed)) throw new RangeError(`a seed is a whole number, not ${seed}`);
  return new Sfc32(seed >>> 0, Math.floor(seed / WORD) >>> 0);
}

class Sfc32 implements Random {
  readonly #low: number;
  readonly #high: number;
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(low: number, high: number) {
    this.#low = low;
    this.#high = high;
    this.#a = 0;
    this.#b = low | 0;
    this.#c = high | 0;
    // Near seeds give near states; a dozen turns spread every bit of the seed over all of the state.
    for (let turn = 0; turn < 12; turn++) this.#word();
  }

  float(): number {
    return ((this.#word() >>> 5) * 2 ** 26 + (this.#word() >>> 6)) / 2 ** 53;
  }

  integer(min: number, max: number): number {
    const range = max - min + 1;
    if (!Number.isSafeInteger(min) || !Number.isSafeInteger(max) || range < 1 || !Number.isSafeInteger(range)) {
      throw new RangeError(`there is no whole number from ${min} to ${max}`);
    }
    if (range > WORD) return min + Math.floor(this.float() * range);
    // Draws above the last whole multiple of the range would favour the low numbers: they are drawn again.
    const fair = WORD - (WORD % range);
    let word = this.#word();
    while (word >= fair) word = this.#word();
    return min + (word % range);
  }

  shuffle<T>(items: T[]): T[] {
    for (let last = items.length - 1; last > 0; last--) {
      const other = this.integer(0, last);
      [items[last], items[other]] = [items[other], items[last]];
    }
    return items;
  }

  zipf(items: number, skew: number): () => number {
    if (!Number.isSafeInteger(items) || items < 1) throw new RangeError(`cannot draw from ${items} items`);
    const upTo = new Float64Array(items);
    let sum = 0;
    for (let item = 0; item < items; item++) {
      sum += (item + 1) ** -skew;
      upTo[item] = sum;
    }
    return () => firstAbove(upTo, this.float() * sum);
  }

  fork(name: string): Random {
    // FNV-1a, which is enough to tell names apart; the generator does the mixing.
    let hash = 0x811c9dc5;
    for (const letter of name) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193);
    return new Sfc32((this.#low ^ hash) >>> 0, (this.#high + Math.imul(hash, 0x9e3779b1)) >>> 0);
  }

  #word(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    this.#c |= 0;
    return sum >>> 0;
  }
}

/** The first index whose value is above `wanted`: the values ascend, and the last is taken if none is. */
function firstAbove(values: Float64Array, wanted: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const half = (low + high) >>> 1;
    if (values[half] > wanted) high = half;
    else low = half + 1;
  }
  return low;
}
