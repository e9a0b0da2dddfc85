import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { benchMetrics } from "./bench-metrics.js";
import { runMetrics } from "./run-metrics.js";
import { systemMetrics } from "./system-metrics.js";
import { World } from "./testing/worlds.js";

/** `name type labels`, as the README says them. */
function rows(): readonly string[] {
  const text = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  return [...text.matchAll(/^\| `(respin_\w+)`\s*\| (\w+)\s*\| ([^|]*?)\s*\|/gm)].map(([, name, type, labels]) =>
    [name, type, labels.split(", ").toSorted().join(", ")].join(" "),
  );
}

interface Described {
  readonly name: string;
  readonly type?: unknown;
  readonly labelNames?: unknown;
}

/** The same of what is registered. It must not have been scraped: that cuts the names of counters. */
function registered(registry: { getMetricsAsArray(): readonly Described[] }): readonly string[] {
  return registry
    .getMetricsAsArray()
    .filter(({ name }) => name.startsWith("respin_"))
    .map(({ name, type, labelNames }) => {
      const labels = Array.isArray(labelNames) ? labelNames.map(String) : [];
      return [name, String(type), labels.toSorted().join(", ")].join(" ");
    });
}

test("the README has a row for each metric with its type and labels, and a metric for each row", () => {
  const all = [
    systemMetrics(new World("monolithic").system).registry,
    benchMetrics(() => ({ latest: [], baseline: [] })).registry,
    runMetrics().registry,
  ].flatMap(registered);
  expect(all.length).toBeGreaterThan(30);
  expect(rows().toSorted()).toEqual(all.toSorted());
});
