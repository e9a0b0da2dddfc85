import { Counter, Gauge, Registry } from "prom-client";
import { parseCounterKey } from "./counter-key.js";
import { RespinError } from "@respin/hardware";

/** How many claims of the run are in each state. */
export interface ClaimCounts {
  readonly holds: number;
  readonly fails: number;
  readonly notApplicable: number;
}

/** What one run of the command line shows to Prometheus while it goes on. */
export interface RunMetrics {
  readonly registry: Registry;
  /** How far an experiment is, from 0 to 1: `respin_run_progress_ratio{experiment}`. */
  progress(experiment: string, ratio: number): void;
  /** One more cell: `respin_run_cells_total`. */
  cell(): void;
  /** Adds an experiment's claims: `respin_run_claims{state}`. */
  claims(counts: ClaimCounts): void;
  /**
   * The totals an experiment has counted so far, by key (see `parseCounterKey`). A total below the one before is
   * that of a machine started anew, and is added whole, as Prometheus treats a counter that was reset.
   * Throws RSP_COUNTER_KEY, RSP_COUNTER_LABELS, RSP_COUNTER_VALUE.
   */
  totals(experiment: string, totals: Readonly<Record<string, number>>): void;
}

/** A registry for one run, with nothing in it that the run did not put there. */
export function runMetrics(): RunMetrics {
  const registry = new Registry();
  const registers = [registry];
  const progress = new Gauge({
    name: "respin_run_progress_ratio",
    help: "How far the run of an experiment is, from 0 to 1",
    labelNames: ["experiment"],
    registers,
  });
  const cells = new Counter({ name: "respin_run_cells_total", help: "Result cells computed by this run", registers });
  const claims = new Gauge({
    name: "respin_run_claims",
    help: "Claims of the run's experiments, by whether they hold",
    labelNames: ["state"],
    registers,
  });
  for (const state of ["holds", "fails", "not_applicable"]) claims.set({ state }, 0);
  const counters = new RunCounters(registry);

  return {
    registry,
    progress: (experiment, ratio) => progress.set({ experiment }, Math.min(1, Math.max(0, ratio))),
    cell: () => cells.inc(),
    claims: ({ holds, fails, notApplicable }) => {
      claims.inc({ state: "holds" }, holds);
      claims.inc({ state: "fails" }, fails);
      claims.inc({ state: "not_applicable" }, notApplicable);
    },
    totals: (experiment, totals) => {
      for (const [key, total] of Object.entries(totals)) counters.update(experiment, key, total);
    },
  };
}

/** The counters an experiment names as it goes. A counter's labels are fixed by the first key that names it. */
class RunCounters {
  readonly #registry: Registry;
  readonly #counters = new Map<string, { counter: Counter; labelNames: string }>();
  readonly #last = new Map<string, number>();

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  update(experiment: string, key: string, total: number): void {
    if (!Number.isFinite(total) || total < 0) {
      throw new RespinError("RSP_COUNTER_VALUE", `${key} is ${total}; a counter's total is a number from 0 up`);
    }
    const { name, labels } = parseCounterKey(key);
    const counter = this.#counter(name, Object.keys(labels).toSorted());
    const seen = `${experiment} ${key}`;
    const last = this.#last.get(seen) ?? 0;
    counter.inc(labels, total >= last ? total - last : total);
    this.#last.set(seen, total);
  }

  #counter(name: string, labelNames: string[]): Counter {
    const known = this.#counters.get(name);
    if (known) {
      if (known.labelNames === labelNames.join()) return known.counter;
      throw new RespinError(
        "RSP_COUNTER_LABELS",
        `${name} has the labels (${known.labelNames}), then (${labelNames.join()}); give it the same ones every time`,
      );
    }
    if (this.#registry.getSingleMetric(name)) {
      throw new RespinError("RSP_COUNTER_KEY", `${name} is counted by the run itself; choose another name`);
    }
    const help = `Counted by the experiment: ${name.replace(/^respin_/, "").replaceAll("_", " ")}`;
    const counter = new Counter({ name, help, labelNames, registers: [this.#registry] });
    this.#counters.set(name, { counter, labelNames: labelNames.join() });
    return counter;
  }
}
