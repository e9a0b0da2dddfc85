import uPlot from "./uPlot.esm.js";
import { make, setText } from "./dom.js";
import { compact, measure, NONE, summarize } from "./view/format.js";
import type { Series } from "./view/history.js";

/** How far back a chart goes, at first and at most: a page that was just opened is not to show an empty chart. */
const WINDOW_SECONDS_MIN = 60;
const WINDOW_SECONDS_MAX = 300;
const HEIGHT = 150;

/** Lines differ by colour and by dashes, so that colour alone never tells them apart. */
const DASHES: readonly number[][] = [[], [7, 4], [2, 3]];

export interface ChartOptions {
  /** What is drawn, with its unit; the heading of the figure. */
  readonly title: string;
  /** The names of the lines. One line needs none. */
  readonly lines: readonly string[];
  /** Charts that stand side by side have headings of one level below theirs. */
  readonly level?: "h3" | "h4";
  /** What the chart is of, where its heading does not say it alone. */
  readonly about?: string;
}

export interface SharedAxes {
  /** The earliest time and the greatest number of all the charts. */
  readonly first: number;
  readonly top: number;
}

export interface Chart {
  readonly element: HTMLElement;
  /** Draws the lines over the times (seconds since 1970, host time) up to `now`. `shared` gives several charts the same axes. */
  draw(times: readonly number[], lines: readonly Series[], now: number, shared?: SharedAxes): void;
}

/**
 * A chart of the last minutes, with the same in words beneath it: of each line the last, the least and the greatest number,
 * for who cannot see it or wants the figure.
 */
export function makeChart({ title, lines, level = "h3", about = title }: ChartOptions): Chart {
  const plotArea = make("div", { class: "plot" });
  const rows = lines.map((name, index) => tableRow(name, index, lines.length > 1));
  const table = summaryTable(
    about,
    rows.map(({ row }) => row),
    lines.length > 1,
  );
  plotArea.setAttribute("role", "img");
  plotArea.setAttribute(
    "aria-label",
    `Chart: ${about}, over the last minutes. The table that follows has its numbers.`,
  );
  const element = make(
    "figure",
    { class: "chart" },
    make("figcaption", {}, make(level, { text: title })),
    plotArea,
    table,
  );

  let top = 1;
  let now = 0;
  let from = 0;
  let plot: uPlot | undefined;
  const colours = () => getComputedStyle(element);
  const options = (width: number): uPlot.Options => ({
    width,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    padding: [8, 10, 0, 0],
    scales: { x: { time: true, range: () => [from, now] }, y: { range: () => [0, top] } },
    axes: [
      { ...axis(colours), space: 72, size: 30, incrs: [30, 60, 120], values: "{HH}:{mm}:{ss}" },
      { ...axis(colours), space: 30, size: 52, values: (_, splits) => splits.map(compact) },
    ],
    series: [
      {},
      ...lines.map((name, index) => ({
        label: name,
        width: 1.75,
        dash: DASHES[index % DASHES.length],
        stroke: () =>
          colours()
            .getPropertyValue(`--line-${index + 1}`)
            .trim(),
        points: { show: false },
        spanGaps: false,
      })),
    ],
  });
  const observer = new ResizeObserver(() => {
    if (plotArea.clientWidth > 0) plot?.setSize({ width: plotArea.clientWidth, height: HEIGHT });
  });
  observer.observe(plotArea);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => plot?.redraw());

  return {
    element,
    draw(times, series, nowSeconds, shared) {
      now = nowSeconds;
      from = Math.max(now - WINDOW_SECONDS_MAX, Math.min(now - WINDOW_SECONDS_MIN, shared?.first ?? times[0] ?? now));
      top = niceTop(shared?.top ?? greatest(series));
      for (const [index, line] of series.entries()) rows[index]?.show(line);
      const data: uPlot.AlignedData = [[...times], ...series.map((line) => [...line])];
      if (plot === undefined && plotArea.clientWidth > 0)
        plot = new uPlot(options(plotArea.clientWidth), data, plotArea);
      else plot?.setData(data);
    },
  };
}

/** The greatest number of several lines; 0 if they have none. */
export function greatest(lines: readonly Series[]): number {
  return Math.max(0, ...lines.map((line) => summarize(line).max ?? 0));
}

/** The top of an axis: the least of 1, 2, 2.5, 5 times a power of ten that has room for the number. */
function niceTop(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([1, 2, 2.5, 5].find((step) => step * power >= value) ?? 10);
}

function axis(colours: () => CSSStyleDeclaration): uPlot.Axis {
  const line = () => colours().getPropertyValue("--rule").trim();
  return {
    stroke: () => colours().getPropertyValue("--soft").trim(),
    grid: { stroke: line, width: 1 },
    ticks: { stroke: line, width: 1, size: 4 },
    font: "12px system-ui, sans-serif",
  };
}

function tableRow(
  name: string,
  index: number,
  named: boolean,
): { readonly row: HTMLElement; show(line: Series): void } {
  const cells = [make("td", { class: "number" }), make("td", { class: "number" }), make("td", { class: "number" })];
  const row = make("tr", {}, ...cells);
  if (named) {
    const swatch = make("span", { class: `swatch line-${index + 1}` });
    row.prepend(make("th", {}, swatch, document.createTextNode(name)));
    row.firstElementChild?.setAttribute("scope", "row");
  }
  return {
    row,
    show(line) {
      const { last, min, max } = summarize(line);
      for (const [place, value] of [last, min, max].entries())
        setText(cells[place], value === undefined ? NONE : measure(value));
    },
  };
}

function summaryTable(about: string, rows: readonly HTMLElement[], named: boolean): HTMLElement {
  const heads = ["last", "least", "greatest"].map((text) => head(text));
  const first = named ? [make("td", {})] : [];
  return make(
    "table",
    { class: "summary" },
    make("caption", { class: "unseen", text: `${about}: the numbers of the chart` }),
    make("thead", {}, make("tr", {}, ...first, ...heads)),
    make("tbody", {}, ...rows),
  );
}

function head(text: string): HTMLElement {
  const cell = make("th", { class: "number", text });
  cell.scope = "col";
  return cell;
}
