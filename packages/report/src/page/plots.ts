import { formatNumber } from "../numbers.js";
import type { Axis, Plot, Series } from "../plot.js";
import { OWN_COLOURS, renderPlot, type PlotColours } from "../svg.js";
import { shownUnit } from "../table.js";
import type { Row, Table } from "../table.js";
import { html, image, type Html } from "./html.js";
import { tableOf } from "./table.js";

/** The page's own colours, dark or light; what is taken out of the page keeps the light ones. */
const COLOURS: PlotColours = {
  ink: `var(--ink,${OWN_COLOURS.ink})`,
  paper: `var(--card,${OWN_COLOURS.paper})`,
  series: OWN_COLOURS.series.map((colour, n) => `var(--s${n + 1},${colour})`),
};

const CLOCKS: Readonly<Record<string, string>> = {
  modelled: "modelled time",
  host: "ratios of host time",
  count: "counts",
};

/** A plot with its caption, and all of its points as a table for who does not see it. */
export async function plotOf(plot: Plot, quotable: boolean): Promise<Html> {
  const svg = await renderPlot(plot, COLOURS);
  const clock = plot.series[0]?.clock ?? "";
  const told = quotable || clock !== "host" ? "" : " Not to be quoted: assertions or a debugger were on.";
  const scales =
    plot.x.scale === plot.y.scale ? `both axes ${words(plot.x)}` : `x ${words(plot.x)}, y ${words(plot.y)}`;
  const lines = plot.series.map(rangeOf).join("; ");
  return html`<figure>
    <div class="scroll" role="region" tabindex="0" aria-label="${plot.title}">${image(svg)}</div>
    <figcaption>
      ${axis(plot.y)} by ${axis(plot.x)}; ${CLOCKS[clock] ?? clock}, ${scales}. From left to right: ${lines}.${told}
    </figcaption>
    <details>
      <summary>The points of this plot</summary>
      ${tableOf(pointsOf(plot), { corner: axis(plot.x) })}
    </details>
  </figure> `;
}

function words({ scale }: Axis): string {
  return scale === "log" ? "logarithmic" : "linear";
}

function axis({ label, unit }: Axis): string {
  const shown = shownUnit(unit);
  return shown === "" ? label : `${label} (${shown})`;
}

function rangeOf({ label, points }: Series): string {
  const [first, last] = [points[0], points[points.length - 1]];
  if (first === undefined || last === undefined) return `${label}, nothing`;
  return `${label}, ${formatNumber(first.y)} to ${formatNumber(last.y)}`;
}

function pointsOf({ title, y, series }: Plot): Table {
  const xs = [...new Set(series.flatMap(({ points }) => points.map(({ x }) => x)))].toSorted((a, b) => a - b);
  const rows = xs.map((x): Row => ({
    label: formatNumber(x),
    unit: y.unit,
    values: series.map(({ points }) => {
      const point = points.find((one) => one.x === x);
      if (point === undefined) return null;
      if (point.interval === undefined) return point.y;
      const [low, high] = point.interval;
      return `${formatNumber(point.y)} [${formatNumber(low)}, ${formatNumber(high)}]`;
    }),
  }));
  return { title, columns: series.map(({ label }) => label), rows };
}
