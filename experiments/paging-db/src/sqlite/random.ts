/**
 * A seeded stream of pseudo-random numbers: equal seeds, equal streams, on any host.
 *
 * Xorshift with 128 bits of state (Marsaglia 2003), the state filled from the seed by a multiplicative hash so
 * that neighbouring seeds give unrelated streams. Good for workloads and nonces; not for secrets.
 */
export class Random {
  readonly #state = new Uint32Array(4);

  /** A stream for each whole number; `stream` names independent streams of one seed. */
  constructor(seed: number, stream = 0) {
    let mixed = Math.imul(seed ^ 0x2545f491, 0x9e3779b1) ^ Math.imul(stream + 1, 0x85ebca77);
    // The high half of a seed beyond 32 bits counts too.
    mixed ^= Math.imul(Math.floor(seed / 2 ** 32), 0xc2b2ae3d);
    for (let i = 0; i < 4; i++) {
      mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d) + 0x6d2b79f5;
      mixed = Math.imul(mixed ^ (mixed >>> 13), 0x297a2d39);
      this.#state[i] = mixed ^ (mixed >>> 16);
    }
    // The all-zero state would stay zero for ever.
    this.#state[3] |= 1;
    for (let i = 0; i < 8; i++) this.next();
  }

  /** The next 32 bits, as a number from 0 to 2^32 - 1. */
  next(): number {
    const state = this.#state;
    let t = state[0] ^ (state[0] << 11);
    t ^= t >>> 8;
    const last = state[3];
    state[0] = state[1];
    state[1] = state[2];
    state[2] = last;
    const drawn = (last ^ (last >>> 19) ^ t) >>> 0;
    state[3] = drawn;
    return drawn;
  }

  /** A whole number from `low` to `high`, both included; the range is at most 2^32 wide. */
  between(low: number, high: number): number {
    return low + Math.floor((this.next() / 2 ** 32) * (high - low + 1));
  }

  /** True `percent` times in a hundred. */
  chance(percent: number): boolean {
    return this.between(1, 100) <= percent;
  }

  /** Fill with random bytes. */
  fill(bytes: Uint8Array): void {
    for (let i = 0; i < bytes.length; i++) bytes[i] = this.next() >>> 24;
  }
}
