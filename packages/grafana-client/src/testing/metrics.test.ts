import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { METRICS } from "./metrics.js";

const README = new URL("../../../telemetry/README.md", import.meta.url);
/** Those of a run of the command line, which no dashboard shows. */
const OF_RUNS = /^respin_run_/;

/** The metrics that packages/telemetry says it serves: name, kind and labels. */
const served = [...readFileSync(README, "utf8").matchAll(/^\| `(respin_\w+)` +\| (\w+) +\| ([^|]*)\|/gm)]
  .map(([, name, kind, labels]) => ({ name, kind, labels: labels.split(",").map((label) => label.trim()) }))
  .filter(({ name }) => !OF_RUNS.test(name));

test("what dashboards and rules may ask for is what telemetry serves", () => {
  expect(served.length).toBeGreaterThan(20);
  const known = [...METRICS].filter(([name]) => name.startsWith("respin_"));
  const asServed = served.map(({ name, kind, labels }) => [
    name,
    kind,
    labels.filter((label) => label !== "").toSorted(),
  ]);
  const asKnown = known.map(([name, { kind, labels }]) => [name, kind, Object.keys(labels).toSorted()]);
  expect(asKnown.toSorted()).toEqual(asServed.toSorted());
});
