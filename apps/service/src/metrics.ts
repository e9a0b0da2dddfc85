import type { Ejection } from "@respin/core";
import type { ResultDocument } from "@respin/experiment";
import type { System } from "@respin/systems";
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from "prom-client";

/** What telemetry is told, and serves. */
export interface SystemMetrics {
  readonly registry: Registry;
  operation(done: {
    readonly id: number;
    readonly workload: string;
    readonly modelledSeconds: number;
    readonly outcome: "done" | "failed";
  }): void;
  workload(now: { readonly name: string; readonly rate: number } | undefined): void;
  ejected(ejection: Ejection): void;
  close(): void;
}

export function systemMetrics(system: System): SystemMetrics {
  const registry = new Registry();
  registry.setDefaultLabels({ system: system.name });
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const operations = new Counter({
    name: "respin_operations_total",
    help: "Operations",
    labelNames: ["workload", "outcome"],
    registers,
  });
  const durations = new Histogram({
    name: "respin_operation_duration_seconds",
    help: "Modelled time",
    labelNames: ["workload"],
    registers,
  });
  const ejections = new Counter({
    name: "respin_ejections_total",
    help: "Ejections",
    labelNames: ["reason"],
    registers,
  });
  const running = new Gauge({ name: "respin_workload_running", help: "Running", labelNames: ["workload"], registers });
  return {
    registry: registry,
    operation: ({ workload, modelledSeconds, outcome }) => {
      operations.inc({ workload, outcome });
      durations.observe({ workload }, modelledSeconds);
    },
    workload: (now) => {
      running.reset();
      if (now !== undefined) running.set({ workload: now.name }, 1);
    },
    ejected: ({ limit }) => ejections.inc({ reason: limit }),
    close: () => {},
  };
}

export interface BenchResults {
  readonly baseline: readonly ResultDocument[];
  readonly latest: readonly ResultDocument[];
}

export function benchMetrics(read: () => BenchResults): Registry {
  const registry = new Registry();
  registry.setDefaultLabels({ system: "overview" });
  const claims = new Gauge({
    name: "respin_bench_claims",
    help: "Claims",
    labelNames: ["experiment", "source", "state"],
    registers: [registry],
    collect() {
      for (const [source, documents] of Object.entries(read())) {
        for (const { experiment, claims: judged } of documents as readonly ResultDocument[]) {
          this.set({ experiment, source, state: "all" }, judged.length);
        }
      }
    },
  });
  void claims;
  return registry;
}
