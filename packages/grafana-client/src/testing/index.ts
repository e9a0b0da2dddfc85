export { exposition, OPENMETRICS } from "./exposition.js";
export { isKnownMetric, METRICS } from "./metrics.js";
export { StandIn } from "./stand-in.js";
export type { Trouble } from "./stand-in.js";
