import { Ring } from "./ring.js";
import { COUNTERS, type CounterName, type Live } from "./shapes.js";

/** What a chart draws: null where nothing is known, which breaks the line. */
export type Series = readonly (number | null)[];

/** Five minutes, at a document each second. */
export const HISTORY_SAMPLES = 300;

/** Documents that come closer together than this are one sample: a rate over less says little. */
const SAMPLE_MS_MIN = 500;
/** Between samples further apart than this, the stream was down: no rate is drawn over the gap. */
const SAMPLE_MS_MAX = 5_000;
/** What "now" means for a rate that is written as a number. */
const RECENT_MS = 5_000;

const AT = 0;
const RUN = 1;
const MODELLED = 2;
const FIRST_COUNTER = 3;

/** The totals of the last minutes, by when they came in (host time), and the rates that follow from them. */
export class History {
  readonly #ring: Ring;
  #startedAt = "";
  #run = 0;

  constructor(capacity = HISTORY_SAMPLES) {
    this.#ring = new Ring(capacity, FIRST_COUNTER + COUNTERS.length);
  }

  get size(): number {
    return this.#ring.size;
  }

  get capacity(): number {
    return this.#ring.capacity;
  }

  /** Takes in a document that came at `atMs` (host time since 1970). A program that was started anew begins a new line. */
  push(live: Pick<Live, "startedAt" | "modelledSeconds" | "counters">, atMs: number): void {
    const newest = this.#ring.size - 1;
    const fell = COUNTERS.some((name, index) => live.counters[name] < this.#ring.at(newest, FIRST_COUNTER + index));
    if (live.startedAt !== this.#startedAt || fell) this.#run += 1;
    this.#startedAt = live.startedAt;
    const row = [atMs, this.#run, live.modelledSeconds, ...COUNTERS.map((name) => live.counters[name])];
    const crowded =
      this.#ring.at(newest, RUN) === this.#run &&
      this.#ring.at(newest - 1, RUN) === this.#run &&
      this.#ring.at(newest, AT) - this.#ring.at(newest - 1, AT) < SAMPLE_MS_MIN;
    if (crowded) this.#ring.replaceNewest(row);
    else this.#ring.push(row);
  }

  /** When each sample came in: seconds since 1970, host time. */
  times(): readonly number[] {
    return this.#each((row) => this.#ring.at(row, AT) / 1000);
  }

  /** How fast a counter grew up to each sample, per second of host time. */
  rates(name: CounterName): Series {
    const column = columnOf(name);
    return this.#each((row) => this.#rate(row - 1, row, column));
  }

  /** The modelled microseconds that went by for each operation, up to each sample. */
  microsecondsPerOperation(): Series {
    return this.#each((row) => this.#perOperation(row - 1, row));
  }

  /** How fast a counter has grown in the last seconds, per second of host time; undefined: too little is known. */
  recent(name: CounterName): number | undefined {
    const newest = this.#ring.size - 1;
    return this.#rate(this.#recentBase(), newest, columnOf(name), 2 * RECENT_MS) ?? undefined;
  }

  /** The modelled microseconds for each operation of the last seconds; undefined: there was none. */
  recentMicrosecondsPerOperation(): number | undefined {
    return this.#perOperation(this.#recentBase(), this.#ring.size - 1, 2 * RECENT_MS) ?? undefined;
  }

  /** The oldest sample of the same run that is not older than RECENT_MS, or else the one before the newest. */
  #recentBase(): number {
    const newest = this.#ring.size - 1;
    let base = newest - 1;
    while (
      this.#ring.at(base - 1, RUN) === this.#ring.at(newest, RUN) &&
      this.#ring.at(newest, AT) - this.#ring.at(base - 1, AT) <= RECENT_MS
    ) {
      base -= 1;
    }
    return base;
  }

  #rate(from: number, to: number, column: number, msMax = SAMPLE_MS_MAX): number | null {
    if (!this.#joined(from, to, msMax)) return null;
    const seconds = (this.#ring.at(to, AT) - this.#ring.at(from, AT)) / 1000;
    return (this.#ring.at(to, column) - this.#ring.at(from, column)) / seconds;
  }

  #perOperation(from: number, to: number, msMax = SAMPLE_MS_MAX): number | null {
    if (!this.#joined(from, to, msMax)) return null;
    const column = columnOf("operations");
    const operations = this.#ring.at(to, column) - this.#ring.at(from, column);
    if (operations <= 0) return null;
    return ((this.#ring.at(to, MODELLED) - this.#ring.at(from, MODELLED)) * 1e6) / operations;
  }

  /** Whether two samples are of one run, and far enough apart, and near enough, for a rate between them. */
  #joined(from: number, to: number, msMax: number): boolean {
    const ms = this.#ring.at(to, AT) - this.#ring.at(from, AT);
    return this.#ring.at(from, RUN) === this.#ring.at(to, RUN) && ms >= SAMPLE_MS_MIN / 2 && ms <= msMax;
  }

  #each<T>(value: (row: number) => T): readonly T[] {
    return Array.from({ length: this.#ring.size }, (_, row) => value(row));
  }
}

function columnOf(name: CounterName): number {
  return FIRST_COUNTER + COUNTERS.indexOf(name);
}
