import { METRICS } from "./metrics.js";
import type { Metric } from "./metrics.js";

const BOUNDS = ["1e-06", "0.0001", "0.001", "0.01", "+Inf"];

/**
 * What one program would serve, as OpenMetrics text: every metric with every combination of its example labels, counters that grow
 * with `seconds`, histograms with exemplars. For tests of queries where no system runs.
 */
export function exposition(system: string, seconds: number): string {
  const lines: string[] = [];
  for (const [name, metric] of METRICS) {
    const mine = metric.of === "everybody" || (metric.of === "overview") === (system === "overview");
    if (!mine) continue;
    const family = metric.kind === "counter" ? name.replace(/_total$/, "") : name;
    lines.push(`# TYPE ${family} ${metric.kind}`);
    for (const labels of combinations(metric.labels))
      lines.push(...samples(name, metric, { ...labels, system }, seconds));
  }
  return `${lines.join("\n")}\n# EOF\n`;
}

export const OPENMETRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

function samples(
  name: string,
  { kind }: Metric,
  labels: Readonly<Record<string, string>>,
  seconds: number,
): readonly string[] {
  const total = Math.floor(seconds * 20);
  if (kind === "counter") return [`${name}${text(labels)} ${total}`];
  if (kind === "gauge") return [`${name}${text(labels)} ${gaugeValue(name, labels)}`];
  const upTo = BOUNDS.map((le, at) => {
    const exemplar = at === 2 ? ` # {operation_id="${total}"} 0.0005 ${(Date.now() / 1000).toFixed(3)}` : "";
    return `${name}_bucket${text({ ...labels, le })} ${Math.floor((total * (at + 1)) / BOUNDS.length)}${exemplar}`;
  });
  return [...upTo, `${name}_sum${text(labels)} ${total / 1000}`, `${name}_count${text(labels)} ${total}`];
}

function gaugeValue(name: string, labels: Readonly<Record<string, string>>): number {
  if (name.endsWith("_timestamp_seconds")) return Math.floor(Date.now() / 1000) - 60;
  if (/_info$|_running$/.test(name)) return 1;
  if (labels["state"] === "fails") return 0;
  return 20;
}

function* combinations(labels: Metric["labels"]): Generator<Record<string, string>> {
  const [first, ...rest] = Object.entries(labels);
  if (first === undefined) {
    yield {};
    return;
  }
  const [label, values] = first;
  for (const others of combinations(Object.fromEntries(rest))) {
    for (const value of values) yield { [label]: value, ...others };
  }
}

function text(labels: Readonly<Record<string, string>>): string {
  return `{${Object.entries(labels)
    .map(([label, value]) => `${label}=${JSON.stringify(value)}`)
    .join(",")}}`;
}
