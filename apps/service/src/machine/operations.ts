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

const newestMax = 4000;
const slowestMax = 100;
/** Somebody may look at exemplars that were scraped hours ago. */
const shownMax = 2000;
const exemplar = /operation_id="(\d{1,15})"/g;

/**
 * The operations that are remembered: the newest, the slowest, and those that were shown as exemplars, each kind of bounded number.
 */
export class Operations {
  readonly #newest: (Operation | undefined)[] = Array.from({ length: newestMax }, () => undefined);
  readonly #slowest: Operation[] = [];
  /** The one shown longest ago first. */
  readonly #shown = new Map<number, Operation>();

  /** Ids count up from 1. */
  remember(operation: Operation): void {
    this.#newest[operation.id % newestMax] = operation;
    const slowest = this.#slowest;
    const { modelledMicroseconds } = operation;
    if (slowest.length === slowestMax && slowest[slowestMax - 1].modelledMicroseconds >= modelledMicroseconds) return;
    const at = slowest.findIndex((each) => each.modelledMicroseconds < modelledMicroseconds);
    slowest.splice(at < 0 ? slowest.length : at, 0, operation);
    if (slowest.length > slowestMax) slowest.pop();
  }

  /** Metrics are on their way to somebody who may ask for what their exemplars name. */
  show(metrics: string): void {
    for (const [, text] of metrics.matchAll(exemplar)) {
      const id = Number(text);
      const operation = this.find(id);
      if (operation === undefined) continue;
      this.#shown.delete(id);
      this.#shown.set(id, operation);
    }
    for (const id of this.#shown.keys()) {
      if (this.#shown.size <= shownMax) break;
      this.#shown.delete(id);
    }
  }

  /** The operation of that id, while it is remembered. */
  find(id: number): Operation | undefined {
    const newest = this.#newest[id % newestMax];
    if (newest?.id === id) return newest;
    return this.#shown.get(id) ?? this.#slowest.find((each) => each.id === id);
  }
}
