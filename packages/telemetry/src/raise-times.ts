import type { Kernel } from "@respin/core";
import type { RaiseWatch, Watcher } from "@respin/dispatcher";
import { RespinError, type Machine } from "@respin/hardware";
import { LabelValues } from "./label-values.js";

/** Upper bounds of the durations of raises, in seconds: a call within the kernel takes 0.1 us, a fault with a disk behind it some 10 ms. */
export const raiseBounds: readonly number[] = [-7, -6, -5, -4, -3, -2]
  .flatMap((decade) => [1, 2.5, 5].map((step) => Number(`${step}e${decade}`)))
  .concat(0.1);

/** Names of events that are told apart. The systems have about 100 of their own; extensions add what they export. */
export const eventNamesMax = 200;

/** A raise that is shown for its bucket, and the operation in which it was raised. */
export interface RaiseExemplar {
  readonly operation: number;
  readonly seconds: number;
  /** Seconds since 1970, by the host's clock. */
  readonly at: number;
}

/** The raises of the events of one name. */
export interface EventTimes {
  readonly event: string;
  readonly returned: number;
  readonly failed: number;
  /** Modelled seconds of all. */
  readonly seconds: number;
  /** How many ended within each bound and not within the one before; the last are those beyond all. */
  readonly counts: Float64Array;
  readonly exemplars: readonly (RaiseExemplar | undefined)[];
}

/** Counts and times the raises of the events of one name. It allocates nothing while it does. */
class Times implements EventTimes, RaiseWatch {
  readonly event: string;
  returned = 0;
  failed = 0;
  readonly counts = new Float64Array(raiseBounds.length + 1);
  readonly exemplars: (RaiseExemplar | undefined)[] = Array.from({ length: raiseBounds.length + 1 }, () => undefined);
  /** Of each bucket, the last raise since an operation ended: when it began and what it took, in cycles. */
  readonly #lastBegan = new Float64Array(raiseBounds.length + 1);
  readonly #lastTaken = new Float64Array(raiseBounds.length + 1);
  /** Buckets that have one, by their bits. */
  #buckets = 0;
  #cycles = 0;
  readonly #machine: Machine;
  readonly #boundsInCycles: Float64Array;
  readonly #touched: Times[];

  constructor(event: string, machine: Machine, boundsInCycles: Float64Array, touched: Times[]) {
    this.event = event;
    this.#machine = machine;
    this.#boundsInCycles = boundsInCycles;
    this.#touched = touched;
  }

  get seconds(): number {
    return secondsOf(this.#machine, this.#cycles);
  }

  /** What is raised to look at the system, as a scrape does, is nobody's raise. */
  began(): number {
    return this.#machine.isObserved ? -1 : this.#machine.cycles;
  }

  ended(began: number, failed: boolean): void {
    if (began < 0) return;
    const taken = Math.max(0, this.#machine.cycles - began);
    const bounds = this.#boundsInCycles;
    let bucket = 0;
    while (bucket < bounds.length && taken > bounds[bucket]) bucket++;
    this.counts[bucket]++;
    this.#cycles += taken;
    if (failed) this.failed++;
    else this.returned++;
    this.#lastBegan[bucket] = began;
    this.#lastTaken[bucket] = taken;
    if (this.#buckets === 0) this.#touched.push(this);
    this.#buckets |= 1 << bucket;
  }

  /** An operation has ended that began at a cycle: the raises since then were its. */
  attribute(operation: number, began: number, at: number): void {
    for (let bucket = 0; this.#buckets !== 0; bucket++, this.#buckets >>>= 1) {
      if ((this.#buckets & 1) === 0 || this.#lastBegan[bucket] < began) continue;
      this.exemplars[bucket] = { operation, seconds: secondsOf(this.#machine, this.#lastTaken[bucket]), at };
    }
  }
}

function secondsOf(machine: Machine, cycles: number): number {
  return machine.microseconds(cycles) / 1e6;
}

/** Who times the raises of a kernel, as long as somebody has the kernel. */
const timing = new WeakMap<Kernel, RaiseTimes>();

/**
 * Times all raises of a kernel, in modelled time: a watcher of its dispatcher, so that nothing is charged for it and nothing that a
 * raise does is another.
 */
export class RaiseTimes implements Watcher {
  readonly #kernel: Kernel;
  readonly #names: LabelValues;
  readonly #times = new Map<string, Times>();
  /** Those with raises since an operation ended. */
  readonly #touched: Times[] = [];
  readonly #boundsInCycles: Float64Array;

  /** Throws RSP_TELEMETRY_ATTACHED where somebody watches the kernel's raises already. */
  constructor(kernel: Kernel, names: LabelValues) {
    if (kernel.dispatcher.watcher !== undefined) {
      throw new RespinError(
        "RSP_TELEMETRY_ATTACHED",
        "the raises of this system are timed already; close the metrics that do, or give `dispatch: false`",
      );
    }
    this.#kernel = kernel;
    this.#names = names;
    const cyclesPerSecond = kernel.machine.profile.clockMhz * 1e6;
    this.#boundsInCycles = Float64Array.from(raiseBounds, (seconds) => seconds * cyclesPerSecond);
    timing.set(kernel, this);
    kernel.dispatcher.watch(this);
  }

  of(event: string): RaiseWatch {
    const name = this.#names.of(event);
    const known = this.#times.get(name);
    if (known !== undefined) return known;
    const times = new Times(name, this.#kernel.machine, this.#boundsInCycles, this.#touched);
    this.#times.set(name, times);
    return times;
  }

  /** Events that were raised. */
  *all(): Generator<EventTimes, void, void> {
    for (const times of this.#times.values()) if (times.returned + times.failed > 0) yield times;
  }

  /** Raises of the events of a name so far; of one that is not told apart, all of those. */
  raises(event: string): number {
    const times = this.#times.get(this.#names.of(event));
    return times === undefined ? 0 : times.returned + times.failed;
  }

  /**
   * An operation has ended just now, and took so long: what was raised meanwhile is the operation's. Of operations that overlap,
   * the one that ends first has what both raised until then.
   */
  operationEnded(id: number, modelledSeconds: number): void {
    const { machine } = this.#kernel;
    // A cycle less, for what dividing and multiplying has rounded.
    const began = machine.cycles - modelledSeconds * machine.profile.clockMhz * 1e6 - 1;
    const at = Date.now() / 1000;
    for (const each of this.#touched.splice(0)) each.attribute(id, began, at);
  }

  close(): void {
    const { dispatcher } = this.#kernel;
    if (dispatcher.watcher === this) dispatcher.watch(undefined);
  }
}

/** What was timed last of a kernel's raises; undefined if nothing ever was. */
export function raiseTimesOf(kernel: Kernel): RaiseTimes | undefined {
  return timing.get(kernel);
}
