import { collectDefaultMetrics, Registry, type Metric } from "prom-client";
import type { OpenRegistry } from "./read.js";

/** Gauges of prom-client whose names say that they are counters; each repeats what another has by type. */
const misnamed = new Set([
  "nodejs_active_handles_total",
  "nodejs_active_requests_total",
  "nodejs_active_resources_total",
]);

let host: readonly Metric[] | undefined;

/**
 * The metrics of the process that the systems run in: its processor, memory, event loop and collector. They are gathered once in a
 * process, whoever shows them: what gathers them cannot be stopped.
 */
export function hostMetrics(registry: OpenRegistry): void {
  host ??= gather();
  for (const metric of host) registry.registerMetric(metric);
}

function gather(): readonly Metric[] {
  const gathering = new Registry();
  collectDefaultMetrics({ register: gathering });
  return gathering
    .getMetricsAsArray()
    .filter(({ name }) => !misnamed.has(name))
    .map(({ name }) => gathering.getSingleMetric(name))
    .filter((metric) => metric !== undefined);
}
