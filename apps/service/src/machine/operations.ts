/** One operation of a workload, as an exemplar's label leads to it. */
export interface Operation {
  readonly id: number;
  readonly workload: string;
  readonly outcome: "done" | "failed";
  readonly modelledMicroseconds: number;
  /** Microseconds of modelled time by cost; they add up to the whole. */
  readonly breakdown: Readonly<Record<string, number>>;
  /** What it failed of, where it did. */
  readonly failure?: string;
}

/** The newest that are remembered, and the slowest of all. */
const newestMax = 1000;
const slowestMax = 100;
/** Of each kind of duration the newest: an exemplar stays with its bucket for as long as nothing newer falls into it. */
const perOctave = 16;
const octaves = 40;

/**
 * The operations that are remembered: the newest, the slowest, and the newest of each duration, each kind of bounded number.
 */
export class Operations {
  readonly #newest: (Operation | undefined)[] = Array.from({ length: newestMax }, () => undefined);
  readonly #slowest: Operation[] = [];
  readonly #durations: (Operation | undefined)[] = Array.from({ length: perOctave * octaves }, () => undefined);

  /** Ids count up from 1. */
  remember(operation: Operation): void {
    this.#newest[operation.id % newestMax] = operation;
    this.#durations[durationOf(operation)] = operation;
    const slowest = this.#slowest;
    if (slowest.length === slowestMax && slowest[slowestMax - 1].modelledMicroseconds >= operation.modelledMicroseconds)
      return;
    const at = slowest.findIndex((each) => each.modelledMicroseconds < operation.modelledMicroseconds);
    slowest.splice(at < 0 ? slowest.length : at, 0, operation);
    if (slowest.length > slowestMax) slowest.pop();
  }

  /** The operation of that id, while it is remembered. */
  find(id: number): Operation | undefined {
    const newest = this.#newest[id % newestMax];
    if (newest?.id === id) return newest;
    return this.#slowest.find((each) => each.id === id) ?? this.#durations.find((each) => each?.id === id);
  }
}

function durationOf({ modelledMicroseconds }: Operation): number {
  const place = Math.floor(Math.log2(Math.max(1, modelledMicroseconds)) * perOctave);
  return Math.min(place, perOctave * octaves - 1);
}
