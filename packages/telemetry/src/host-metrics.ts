import { collectDefaultMetrics, Registry } from "prom-client";
import type { OpenRegistry } from "./read.js";

/** Gauges of prom-client whose names say that they are counters; each repeats what another has by type. */
const misnamed = new Set([
  "nodejs_active_handles_total",
  "nodejs_active_requests_total",
  "nodejs_active_resources_total",
]);

let host: Registry | undefined;

/**
 * The metrics of the process that the systems run in: its processor, memory, event loop and collector. They are gathered once in a
 * process, whoever shows them: what gathers them cannot be stopped.
 */
export function hostMetrics(registry: OpenRegistry): void {
  if (host === undefined) {
    host = new Registry();
    collectDefaultMetrics({ register: host });
  }
  for (const { name } of host.getMetricsAsArray()) {
    const metric = host.getSingleMetric(name);
    if (metric !== undefined && !misnamed.has(name)) registry.registerMetric(metric);
  }
}
