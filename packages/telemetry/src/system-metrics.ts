import type { Ejection } from "@respin/core";
import type { System } from "@respin/systems";
import { Registry } from "prom-client";
import { DispatchDuration } from "./dispatch-duration.js";
import { hostMetrics } from "./host-metrics.js";
import { kernelCounters } from "./kernel-counters.js";
import { kernelGauges } from "./kernel-gauges.js";
import { LabelValues } from "./label-values.js";
import { eventNamesMax, RaiseTimes } from "./raise-times.js";
import { readCounter, type OpenRegistry } from "./read.js";
import { WorkloadMetrics, type Operation, type Workload } from "./workload-metrics.js";

export interface SystemMetricsOptions {
  /** Count and time raises; they are, unless said. */
  readonly dispatch?: boolean;
}

/** What one system shows to Prometheus. */
export interface SystemMetrics {
  /** Its text is OpenMetrics: that has exemplars. Serve it with the registry's content type. */
  readonly registry: OpenRegistry;
  /**
   * An operation of a workload has ended, just now: it is counted, and its modelled time goes into the histogram with an exemplar
   * `{operation_id}`. What was raised while it ran has the same exemplar.
   */
  operation(done: Operation): void;
  /** Which workload runs, at which rate; undefined: none. */
  workload(now: Workload | undefined): void;
  /** An extension was ejected. */
  ejected(ejection: Ejection): void;
  /** Stops timing raises: the kernel is as it was. What was counted can still be scraped. */
  close(): void;
}

/**
 * The metrics of a system: a registry whose series all say which system it is. Everything but operations, raises and ejections
 * is read from what the system counts anyway, when it is scraped. Modelled results are the same with metrics and without.
 * Throws RSP_TELEMETRY_ATTACHED where the raises of the system are timed already.
 */
export function systemMetrics(system: System, { dispatch = true }: SystemMetricsOptions = {}): SystemMetrics {
  const registry: OpenRegistry = new Registry();
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  registry.setDefaultLabels({ system: system.name });
  const names = new LabelValues(eventNamesMax);
  // The system's own events are there first, and told apart whatever extensions come.
  for (const { name } of system.kernel.dispatcher.events()) names.of(name);
  const times = dispatch ? new RaiseTimes(system.kernel, names) : undefined;
  kernelGauges(registry, system, names);
  kernelCounters(registry, system);
  readCounter(registry, {
    name: "respin_raises_total",
    help: "Raises of events while raises were timed, by whether they returned or threw; those of one scrape are not among them",
    labelNames: ["event", "outcome"],
    read: (value) => {
      for (const { event, returned, failed } of times?.all() ?? []) {
        value({ event, outcome: "returned" }, returned);
        value({ event, outcome: "failed" }, failed);
      }
    },
  });
  registry.registerMetric(new DispatchDuration(times));
  const told = new WorkloadMetrics(registry);
  hostMetrics(registry);
  return {
    registry,
    operation: (done) => {
      times?.operationEnded(done.id, done.modelledSeconds);
      told.operation(done);
    },
    workload: (now) => told.workload(now),
    ejected: (ejection) => told.ejected(ejection),
    close: () => times?.close(),
  };
}
