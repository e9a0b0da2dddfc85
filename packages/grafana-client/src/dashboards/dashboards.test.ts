import { describe, expect, test } from "vitest";
import { queriesOf } from "../queries/queries.js";
import { selectorsOf } from "../queries/selectors.js";
import { isKnownMetric, METRICS } from "../testing/index.js";
import { allDashboards, dashboardFile } from "./all.js";
import { CLOCKS, SYSTEM_COLOURS, UNIT } from "./style.js";

const dashboards = allDashboards();
const panelsOf = (dashboard: (typeof dashboards)[number]) =>
  (dashboard.panels ?? []).flatMap((panel) => ("targets" in panel && panel.type !== "row" ? [panel] : []));
const panels = dashboards.flatMap((dashboard) =>
  panelsOf(dashboard).map((panel) => [`${dashboard.uid}: ${panel.title}`, panel] as const),
);

test("there are five, under addresses that never change", () => {
  expect(dashboards.map(({ uid }) => uid)).toEqual([
    "respin-overview",
    "respin-paging",
    "respin-dispatch",
    "respin-safety",
    "respin-bench",
  ]);
  expect(dashboards.map((each) => dashboardFile(each).name)).toContain("overview.json");
});

test("what code makes twice is the same", () => {
  expect(allDashboards()).toEqual(dashboards);
});

describe.each(dashboards.map((dashboard) => [dashboard.uid, dashboard] as const))("%s", (_, dashboard) => {
  test("its panels have numbers of their own and no two lie on one place", () => {
    const all = dashboard.panels ?? [];
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    const taken = new Set<string>();
    for (const { gridPos, title } of all) {
      if (gridPos === undefined) throw new Error(`${title} has no place`);
      expect(gridPos.x + gridPos.w, title).toBeLessThanOrEqual(24);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          expect(taken.has(`${x},${y}`), `${title} at ${x},${y}`).toBe(false);
          taken.add(`${x},${y}`);
        }
      }
    }
  });

  test("it leads to the others, and shows ejections and runs", () => {
    expect(dashboard.links).toMatchObject([
      { type: "dashboards", tags: ["respin"], keepTime: true, includeVars: true },
    ]);
    expect(dashboard.tags).toContain("respin");
    expect(dashboard.annotations.list?.map(({ name }) => name)).toEqual([
      "Ejections",
      "Benchmark results",
      "Benchmark runs that were pushed",
    ]);
  });

  test("a variable that a query names is there", () => {
    const known = new Set([
      ...(dashboard.templating.list ?? []).map(({ name }) => name),
      "__rate_interval",
      "__range",
      "__interval",
    ]);
    for (const { expr, of } of queriesOf(dashboard)) {
      for (const [, name] of `${expr} ${of.startsWith("$") ? "" : of}`.matchAll(/\$(\w+)/g))
        expect(known.has(name), `${of}: $${name}`).toBe(true);
    }
  });

  test("what it asks for is in the table of metrics, and so are the labels", () => {
    const queries = queriesOf(dashboard);
    expect(queries.length).toBeGreaterThan(5);
    for (const { expr, of } of queries) {
      const selectors = selectorsOf(expr);
      expect(selectors, of).not.toEqual([]);
      for (const { metric, text } of selectors) {
        expect(isKnownMetric(metric), `${of}: ${metric}`).toBe(true);
        const labels = METRICS.get(metric.replace(/_(?:bucket|sum|count)$/, ""))?.labels;
        if (labels === undefined) continue;
        for (const [, label, value] of text.matchAll(/(\w+)\s*!?=~?\s*"([^"]*)"/g)) {
          if (label === "system") continue;
          expect(Object.keys(labels), `${of}: ${metric} has ${label}`).toContain(label);
          const mayBe = labels[label] ?? [];
          for (const each of value.split("|").filter((word) => !word.includes("$"))) {
            expect(mayBe, `${of}: ${metric}{${label}}`).toContain(each);
          }
        }
      }
    }
  });
});

describe.each(panels)("%s", (_, panel) => {
  test("says what it means and of which clock", () => {
    expect(panel.description?.length).toBeGreaterThan(40);
    expect(Object.values(CLOCKS).filter((sentence) => panel.description?.endsWith(sentence))).toHaveLength(1);
  });

  test("has a unit, a data source and legends", () => {
    expect(Object.values<string | undefined>(UNIT)).toContain(panel.fieldConfig?.defaults.unit);
    expect(panel.datasource).toEqual({ type: "prometheus", uid: "respin-prometheus" });
    const targets: readonly object[] = panel.targets ?? [];
    for (const target of targets) {
      if (panel.type !== "table") expect("legendFormat" in target && target.legendFormat).toBeTruthy();
      expect(target).toMatchObject({ datasource: { uid: "respin-prometheus" } });
    }
    expect(new Set(targets.map((target) => ("refId" in target ? target.refId : ""))).size).toBe(targets.length);
  });

  test("gives a system its colour, and no other a system's", () => {
    const overrides = panel.fieldConfig?.overrides ?? [];
    const legends = (panel.targets ?? []).map((target) =>
      "legendFormat" in target ? String(target.legendFormat) : "",
    );
    const colour = (system: string) =>
      overrides.find(({ matcher }) => matcher.id === "byRegexp" && matcher.options === `/^${system}\\b/`)?.properties;
    if (overrides.some(({ matcher }) => String(matcher.options).startsWith("/^spin"))) {
      expect(legends.every((legend) => legend.startsWith("{{system}}"))).toBe(true);
      for (const [system, fixedColor] of Object.entries(SYSTEM_COLOURS)) {
        expect(colour(system)).toEqual([{ id: "color", value: { mode: "fixed", fixedColor } }]);
      }
    }
  });

  test("shows single operations where it shows a histogram", () => {
    const ofHistogram = (panel.targets ?? []).some((target) => JSON.stringify(target).includes("_seconds_bucket"));
    const withPoints = JSON.stringify(panel.targets).includes('"exemplar":true');
    // The slowest events are a ranking: points of all events would hide it.
    if (panel.title?.startsWith("Events with the longest")) return;
    expect(withPoints).toBe(ofHistogram);
    if (ofHistogram)
      expect(panel.fieldConfig?.defaults.links).toMatchObject([{ url: "http://${__field.labels.instance}/" }]);
  });
});
