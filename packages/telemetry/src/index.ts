export { parseCounterKey } from "./counter-key.js";
export { runMetrics } from "./run-metrics.js";
export type { ClaimCounts, RunMetrics } from "./run-metrics.js";
export { serveMetrics } from "./serve.js";
export type { MetricsServer, MetricsSource } from "./serve.js";
