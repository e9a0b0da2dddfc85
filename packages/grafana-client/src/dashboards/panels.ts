import { PanelBuilder as BarsBuilder } from "@grafana/grafana-foundation-sdk/bargauge";
import * as common from "@grafana/grafana-foundation-sdk/common";
import * as heat from "@grafana/grafana-foundation-sdk/heatmap";
import { PanelBuilder as StatBuilder } from "@grafana/grafana-foundation-sdk/stat";
import { PanelBuilder as TableBuilder } from "@grafana/grafana-foundation-sdk/table";
import { PanelBuilder as LinesBuilder } from "@grafana/grafana-foundation-sdk/timeseries";
import { described } from "./described.js";
import type { PanelSpec, PlacedPanel } from "./described.js";
import { VERDICT } from "./style.js";
import type { Unit } from "./style.js";

/** What only lines have. */
interface LinesSpec extends PanelSpec {
  /** Whether the series add up to a whole. */
  readonly stacked?: boolean;
  /** Line patterns by the end of a series' name: `{ " p50": [6, 4] }`. */
  readonly dashes?: Readonly<Record<string, readonly number[]>>;
  /** Whether the thresholds are drawn as lines: for panels that show what an alert looks at. */
  readonly thresholdLines?: boolean;
}

/** Series over time. */
export function lines(spec: LinesSpec): PlacedPanel {
  const panel = described(new LinesBuilder(), spec)
    .drawStyle(common.GraphDrawStyle.Line)
    .lineWidth(2)
    .showPoints(common.VisibilityMode.Never)
    .spanNulls(false)
    .axisSoftMin(0)
    .legend(
      new common.VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(common.LegendDisplayMode.List)
        .placement(common.LegendPlacement.Bottom),
    )
    .tooltip(
      // oxlint-disable-next-line unicorn/no-array-sort -- a builder, no array
      new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Multi).sort(common.SortOrder.Descending),
    );
  if (spec.stacked === true) {
    panel.fillOpacity(40).stacking(new common.StackingConfigBuilder().mode(common.StackingMode.Normal).group("A"));
  }
  if (spec.thresholdLines === true) {
    panel.thresholdsStyle(new common.GraphThresholdsStyleConfigBuilder().mode(common.GraphThresholdsStyleMode.Dashed));
  }
  for (const [end, dash] of Object.entries(spec.dashes ?? {})) {
    panel.overrideByRegexp(`/${end}$/`, [{ id: "custom.lineStyle", value: { fill: "dash", dash: [...dash] } }]);
  }
  return panel;
}

/** The newest value of each series, large. */
export function figures(spec: PanelSpec): PlacedPanel {
  return described(new StatBuilder(), { height: 4, ...spec })
    .colorMode(common.BigValueColorMode.Value)
    .graphMode(common.BigValueGraphMode.None)
    .textMode(common.BigValueTextMode.ValueAndName)
    .reduceOptions(new common.ReduceDataOptionsBuilder().calcs(["lastNotNull"]).values(false));
}

/** One bar for each series of an instant query, the longest first if the query sorts. */
export function bars(spec: PanelSpec): PlacedPanel {
  return described(new BarsBuilder(), spec)
    .displayMode(common.BarGaugeDisplayMode.Basic)
    .orientation(common.VizOrientation.Horizontal)
    .showUnfilled(false)
    .reduceOptions(new common.ReduceDataOptionsBuilder().calcs(["lastNotNull"]).values(false));
}

/** Buckets of a histogram over time; `unit` is that of the buckets. */
export function buckets(spec: PanelSpec): PlacedPanel {
  const colours = new heat.HeatmapColorOptionsBuilder()
    .mode(heat.HeatmapColorMode.Scheme)
    .scheme("Viridis")
    .steps(64)
    .exponent(0.5)
    .reverse(false)
    .fill(VERDICT.neutral);
  return described(new heat.PanelBuilder(), spec)
    .calculate(false)
    .color(colours)
    .rowsFrame(new heat.RowsHeatmapOptionsBuilder().layout(common.HeatmapCellLayout.Auto))
    .yAxis(new heat.YAxisConfigBuilder().unit(spec.unit))
    .exemplarsColor(VERDICT.bad)
    .showLegend();
}

/** How a table's columns come out of the labels and values of its queries. */
interface TableSpec extends PanelSpec {
  /** Joins the queries' rows by this label. */
  readonly by: string;
  /** Columns in order, by the name they come with, and how they are called. */
  readonly columns: Readonly<Record<string, string>>;
  /** Units of columns, by the name they are called. */
  readonly units?: Readonly<Record<string, Unit>>;
}

/** A table of instant queries. Columns that are not named are left out. */
export function table(spec: TableSpec): PlacedPanel {
  const names = Object.keys(spec.columns);
  const panel = described(new TableBuilder(), spec)
    .withTransformation({
      id: spec.queries.length > 1 ? "joinByField" : "merge",
      options: spec.queries.length > 1 ? { byField: spec.by, mode: "outer" } : {},
    })
    .withTransformation({ id: "filterFieldsByName", options: { include: { names } } })
    .withTransformation({
      id: "organize",
      options: {
        excludeByName: {},
        indexByName: Object.fromEntries(names.map((name, index) => [name, index])),
        renameByName: spec.columns,
      },
    })
    .filterable(true);
  for (const [name, unit] of Object.entries(spec.units ?? {}))
    panel.overrideByName(name, [{ id: "unit", value: unit }]);
  return panel;
}
