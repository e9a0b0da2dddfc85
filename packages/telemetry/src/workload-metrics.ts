import type { Ejection } from "@respin/core";
import { Counter, Gauge, Histogram } from "prom-client";
import { LabelValues } from "./label-values.js";
import type { OpenRegistry } from "./read.js";

/** Upper bounds of the durations of operations, in seconds: 1 us to 10 s. */
export const operationBounds: readonly number[] = [-6, -5, -4, -3, -2, -1, 0]
  .flatMap((decade) => [1, 2.5, 5].map((step) => Number(`${step}e${decade}`)))
  .concat(10);

/** Workloads that are told apart. */
export const workloadsMax = 50;

/** One operation of a workload, when it has ended. */
export interface Operation {
  /** Its number: what an exemplar leads to. */
  readonly id: number;
  readonly workload: string;
  readonly modelledSeconds: number;
  readonly outcome: "done" | "failed";
}

/** Which workload runs, at which rate: operations a second asked for. */
export interface Workload {
  readonly name: string;
  readonly rate: number;
}

/** What is told to the metrics of a system, as it happens. */
export class WorkloadMetrics {
  readonly #names = new LabelValues(workloadsMax);
  readonly #operations: Counter<"workload" | "outcome">;
  /** Its exemplars have another label, which prom-client types as one of its own. */
  readonly #durations: Histogram<"workload" | "operation_id">;
  readonly #running: Gauge<"workload">;
  readonly #rate: Gauge<"workload">;
  readonly #ejections: Counter<"reason">;
  #now: string | undefined;

  constructor(registry: OpenRegistry) {
    const registers = [registry];
    this.#operations = new Counter({
      name: "respin_operations_total",
      help: "Operations of the workload that have ended, by how",
      labelNames: ["workload", "outcome"],
      registers,
    });
    this.#durations = new Histogram({
      name: "respin_operation_duration_seconds",
      help: "Modelled seconds that an operation of the workload took, waiting included",
      labelNames: ["workload"],
      buckets: [...operationBounds],
      enableExemplars: true,
      registers,
    });
    this.#running = new Gauge({
      name: "respin_workload_running",
      help: "Whether the workload runs now: 1 or 0",
      labelNames: ["workload"],
      registers,
    });
    this.#rate = new Gauge({
      name: "respin_workload_rate",
      help: "Operations a second, by the host's clock, that were asked for; 0 while it does not run",
      labelNames: ["workload"],
      registers,
    });
    this.#ejections = new Counter({
      name: "respin_ejections_total",
      help: "Extensions that were ejected, by the limit that they passed; or by request",
      labelNames: ["reason"],
      registers,
    });
    for (const reason of ["operations", "faults", "initialization", "request"] as const) {
      this.#ejections.inc({ reason }, 0);
    }
  }

  operation({ id, workload: name, modelledSeconds, outcome }: Operation): void {
    const workload = this.#names.of(name);
    this.#operations.inc({ workload, outcome });
    const exemplarLabels = { operation_id: `${id}` };
    this.#durations.observe({ labels: { workload }, value: modelledSeconds, exemplarLabels });
  }

  workload(now: Workload | undefined): void {
    if (this.#now !== undefined) {
      this.#running.set({ workload: this.#now }, 0);
      this.#rate.set({ workload: this.#now }, 0);
    }
    this.#now = now === undefined ? undefined : this.#names.of(now.name);
    if (now === undefined || this.#now === undefined) return;
    const workload = this.#now;
    this.#running.set({ workload }, 1);
    this.#rate.set({ workload }, now.rate);
    // There from the start, so that the first failure is an increase.
    for (const outcome of ["done", "failed"] as const) this.#operations.inc({ workload, outcome }, 0);
  }

  ejected({ limit }: Ejection): void {
    this.#ejections.inc({ reason: limit });
  }
}
