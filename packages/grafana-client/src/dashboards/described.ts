import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import {
  DashboardLinkBuilder,
  FieldColorBuilder,
  ThresholdsConfigBuilder,
} from "@grafana/grafana-foundation-sdk/dashboard";
import * as dashboard from "@grafana/grafana-foundation-sdk/dashboard";
import { DataqueryBuilder, PromQueryFormat } from "@grafana/grafana-foundation-sdk/prometheus";
import { CLOCKS, DATA_SOURCE, OVERVIEW_COLOUR, SYSTEM_COLOURS } from "./style.js";
import type { Clock, Unit } from "./style.js";

/** One query of a panel. */
export interface Query {
  readonly expr: string;
  /** The name of each series: `{{system}} p99`. */
  readonly legend: string;
  /** Asked for the newest moment only, not over time. */
  readonly instant?: boolean;
  readonly format?: "table" | "heatmap";
  /** Whether single operations are shown as points: for histograms. */
  readonly exemplars?: boolean;
}

/** From which value on (null: from below all) a figure has which colour. */
export type Step = readonly [from: number | null, colour: string];

/** What every panel says of itself. */
export interface PanelSpec {
  readonly title: string;
  /** What it means, in one or two sentences; the clock's own sentence is added. */
  readonly means: string;
  readonly clock: Clock;
  readonly unit: Unit;
  readonly queries: readonly Query[];
  /** Of 24 columns. */
  readonly width?: number;
  /** Of rows of 30 points. */
  readonly height?: number;
  /** One panel for each system chosen. */
  readonly eachSystem?: boolean;
  /** Series whose names begin with a system's have its colour. */
  readonly systemColours?: boolean;
  /** Colours of series by name, where they are of one system. */
  readonly colours?: Readonly<Record<string, string>>;
  readonly steps?: readonly Step[];
  readonly max?: number;
  readonly decimals?: number;
  /** What is shown in place of no data: what to do to have some. */
  readonly none?: string;
  /** Words for values: `{ "1": "up" }`. */
  readonly words?: Readonly<Record<string, string>>;
}

/** A panel without a place in a grid and without a number yet. */
export type PlacedPanel = Builder<dashboard.Panel>;

/** What the builders of all kinds of panels have in common. */
interface AnyBuilder extends Builder<dashboard.Panel> {
  title(text: string): unknown;
  description(text: string): unknown;
  datasource(source: typeof DATA_SOURCE): unknown;
  withTarget(query: DataqueryBuilder): unknown;
  unit(unit: string): unknown;
  span(width: number): unknown;
  height(height: number): unknown;
  repeat(variable: string): unknown;
  repeatDirection(direction: "h" | "v"): unknown;
  maxPerRow(count: number): unknown;
  min(value: number): unknown;
  max(value: number): unknown;
  decimals(count: number): unknown;
  noValue(text: string): unknown;
  mappings(words: dashboard.ValueMapping[]): unknown;
  thresholds(steps: ThresholdsConfigBuilder): unknown;
  colorScheme(colour: FieldColorBuilder): unknown;
  dataLinks(links: Builder<dashboard.DashboardLink>[]): unknown;
  overrideByName(name: string, properties: dashboard.DynamicConfigValue[]): unknown;
  overrideByRegexp(pattern: string, properties: dashboard.DynamicConfigValue[]): unknown;
}

/** Gives a builder everything that the panels have in common. */
export function described<T extends AnyBuilder>(panel: T, spec: PanelSpec): T {
  panel.title(spec.title);
  panel.description(`${spec.means} ${CLOCKS[spec.clock]}`);
  panel.datasource(DATA_SOURCE);
  panel.unit(spec.unit);
  panel.span(spec.eachSystem === true ? 24 : (spec.width ?? 12));
  panel.height(spec.height ?? 8);
  if (spec.eachSystem === true) {
    panel.repeat("system");
    panel.repeatDirection("h");
    panel.maxPerRow(3);
  }
  for (const [at, query] of spec.queries.entries()) panel.withTarget(target(query, at));
  if (spec.max !== undefined) {
    panel.min(0);
    panel.max(spec.max);
  }
  if (spec.decimals !== undefined) panel.decimals(spec.decimals);
  if (spec.none !== undefined) panel.noValue(spec.none);
  if (spec.words !== undefined) panel.mappings([mapping(spec.words)]);
  colour(panel, spec);
  if (spec.queries.some(({ exemplars }) => exemplars === true)) panel.dataLinks([systemPage()]);
  return panel;
}

function target(query: Query, at: number): DataqueryBuilder {
  const built = new DataqueryBuilder()
    .datasource(DATA_SOURCE)
    .refId("ABCDEFGHIJ"[at])
    .expr(query.expr)
    .legendFormat(query.legend);
  if (query.format === "table") built.format(PromQueryFormat.Table);
  if (query.format === "heatmap") built.format(PromQueryFormat.Heatmap);
  if (query.exemplars === true) built.exemplar(true);
  return query.instant === true ? built.instant() : built.range();
}

function colour(panel: AnyBuilder, spec: PanelSpec): void {
  if (spec.steps !== undefined) {
    const steps = spec.steps.map(([value, color]) => ({ value, color }));
    panel.thresholds(new ThresholdsConfigBuilder().mode(dashboard.ThresholdsMode.Absolute).steps(steps));
  }
  const byStep = spec.steps !== undefined && spec.systemColours !== true && spec.colours === undefined;
  const mode = byStep ? dashboard.FieldColorModeId.Thresholds : dashboard.FieldColorModeId.PaletteClassicByName;
  panel.colorScheme(new FieldColorBuilder().mode(mode));
  const fixed = (fixedColor: string) => [{ id: "color", value: { mode: "fixed", fixedColor } }];
  if (spec.systemColours === true) {
    for (const [system, hue] of Object.entries(SYSTEM_COLOURS)) panel.overrideByRegexp(`/^${system}\\b/`, fixed(hue));
    panel.overrideByRegexp("/^overview\\b/", fixed(OVERVIEW_COLOUR));
  }
  for (const [name, hue] of Object.entries(spec.colours ?? {})) panel.overrideByName(name, fixed(hue));
}

function mapping(words: Readonly<Record<string, string>>): dashboard.ValueMapping {
  const options = Object.fromEntries(Object.entries(words).map(([value, text], index) => [value, { text, index }]));
  return { type: dashboard.MappingType.ValueToText, options };
}

/** From a series of a histogram to the live page of its system. The operations behind its points are the data source's links. */
function systemPage(): DashboardLinkBuilder {
  return new DashboardLinkBuilder("Live page of this system")
    .type(dashboard.DashboardLinkType.Link)
    .url("http://${__field.labels.instance}/")
    .targetBlank(true);
}
