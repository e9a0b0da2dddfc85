import { randomFrom, type Random as Stream } from "@respin/experiment";

/** The chances that a workload on SQL draws: the kit's stream, in the words that workloads use. Not for secrets. */
export class Random {
  readonly #stream: Stream;

  /** A stream for each whole number; `stream` names independent streams of one seed. */
  constructor(seed: number, stream = 0) {
    this.#stream = randomFrom(seed).fork(`sql ${stream}`);
  }

  /** The next 32 bits, as a number from 0 to 2^32 - 1. */
  next(): number {
    return this.#stream.integer(0, 2 ** 32 - 1);
  }

  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number {
    return this.#stream.integer(low, high);
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
