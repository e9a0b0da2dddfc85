import { groupBy, parametersTold, varyingParameters } from "../cells.js";
import { formatNumber } from "../numbers.js";
import type { BrokenDownCell } from "../report.js";
import { shownUnit } from "../table.js";
import type { Table } from "../table.js";
import { html, type Html } from "./html.js";
import { tableOf } from "./table.js";

/** Costs that have a colour of their own, of each cell's id; the style sheet has as many. The others share one. */
const NAMED_MAX = 7;
/** Up to so many cells stand side by side, with a row for each cost; more of them the other way round. */
const COLUMNS_MAX = 6;
/** The length of a whole bar. */
const BAR = 1000;
/** Parts are quotients: what is left of a value is something from this part of it on. */
const REST_MIN = 1e-6;
const REST = "not broken down";

interface Broken extends BrokenDownCell {
  readonly breakdown: Readonly<Record<string, number>>;
}

/** Where the value of each cell that says it goes, by cost: bars, and a table of all of it, for each id. */
export function breakdownsOf(cells: readonly BrokenDownCell[]): Html | undefined {
  const broken = cells.flatMap((cell): Broken[] => {
    const { breakdown } = cell;
    return breakdown === undefined || Object.keys(breakdown).length === 0 ? [] : [{ ...cell, breakdown }];
  });
  if (broken.length === 0) return undefined;
  const groups = [...groupBy(broken, ({ id, clock, unit }) => JSON.stringify([id, clock, unit])).values()];
  const costs = groups.map((group) => costsOf(group).length);
  const first = costs.indexOf(Math.max(...costs));
  return html`<h4>Where the time goes</h4>
    <p>
      By name of cost, of modelled time. Bars that stand together share a scale; bars of different rows do not. Costs
      come in the same order in each bar and in the list above it.
    </p>
    ${groups.map((group, n) => breakdownOf(group, n === first))}`;
}

function breakdownOf(cells: readonly Broken[], open: boolean): Html {
  const [{ id, unit }] = cells;
  const varying = varyingParameters(cells);
  const told = (cell: Broken): string => parametersTold(cell, (name) => varying.has(name));
  const names = costsOf(cells);
  const named = names.slice(0, NAMED_MAX);
  const rest = names.length - named.length;
  const legend = [
    ...named.map((name, n) => html`<li>${swatch(n + 1)}${name}</li>`),
    ...(rest > 0 ? [html`<li>${swatch(0)}${rest} other${rest === 1 ? "" : "s"}</li>`] : []),
  ];
  const comparisons = [...groupBy(cells, told)];
  const bars = comparisons.map(([parameters, group]) => {
    const largest = Math.max(...group.map(length));
    const rows = group.map((cell) => barOf(cell, named, largest));
    return html`${parameters === "" ? undefined : html`<p>${parameters}</p>`}${rows}`;
  });
  // On paper there is room for those that the papers have, too.
  const kind = open || cells.some(({ published }) => published !== undefined) ? "print" : "parted";
  const count = cells.length === 1 ? "1 cell" : `${cells.length} cells`;
  return html`<details class="${kind}" ${open ? html` open` : undefined}>
    <summary>${id} <small>${shownUnit(unit)}, ${count}</small></summary>
    <ul class="legend">
      ${legend}
    </ul>
    <div class="bars">${bars}</div>
    <div class="parts">${tableOf(tableOfParts(cells, names, told))}</div>
  </details> `;
}

/** Names of costs, the one that takes the most of the cells' values first, each cell counting as much. */
function costsOf(cells: readonly Broken[]): string[] {
  const shares = new Map<string, number>();
  for (const cell of cells) {
    const whole = length(cell);
    for (const [name, spent] of partsOf(cell)) {
      shares.set(name, (shares.get(name) ?? 0) + (whole === 0 ? 0 : Math.abs(spent) / whole));
    }
  }
  return [...shares].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([name]) => name);
}

/** The parts of a value, and what they leave of it. */
function partsOf({ value, breakdown }: Broken): [string, number][] {
  const parts = Object.entries(breakdown);
  const left = value - parts.reduce((sum, [, spent]) => sum + spent, 0);
  return Math.abs(left) <= REST_MIN * Math.abs(value) ? parts : [...parts, [REST, left]];
}

/** The parts of a bar: what is below zero, of a difference, has no length. */
function length(cell: Broken): number {
  return partsOf(cell).reduce((sum, [, spent]) => sum + Math.max(0, spent), 0);
}

function barOf(cell: Broken, named: readonly string[], largest: number): Html {
  const parts = new Map(partsOf(cell));
  const others = [...parts]
    .filter(([name]) => !named.includes(name))
    .reduce((sum, [, spent]) => sum + Math.max(0, spent), 0);
  const whole = length(cell);
  let at = 0;
  const segments = [
    ...named.map((name, n) => [name, parts.get(name) ?? 0, n + 1] as const),
    ["others", others, 0] as const,
  ];
  const drawn = segments.flatMap(([name, spent, colour]) => {
    const width = largest === 0 ? 0 : (Math.max(0, spent) / largest) * BAR;
    const from = at;
    at += width;
    return width < 0.5
      ? []
      : [
          html`<rect x="${from.toFixed(1)}" width="${width.toFixed(1)}" height="10" class="k${colour}"
            ><title>${name}: ${formatNumber(spent)}</title></rect
          >`,
        ];
  });
  const shares = segments
    .filter(([, spent]) => spent > 0 && spent / whole >= 0.01)
    .map(([name, spent]) => `${name} ${Math.round((100 * spent) / whole)} %`)
    .join(", ");
  const total = `${formatNumber(cell.value)} ${shownUnit(cell.unit)}`;
  return html`<div class="bar">
    <b>${cell.system}</b
    ><svg
      viewBox="0 0 ${BAR} 10"
      preserveAspectRatio="none"
      role="img"
      aria-label="${cell.system}, ${total}: ${shares}"
    >
      ${drawn}</svg
    ><span>${total}</span>
  </div> `;
}

function swatch(colour: number): Html {
  return html`<svg viewBox="0 0 10 10" aria-hidden="true"><rect width="10" height="10" class="k${colour}" /></svg>`;
}

/** All parts of all cells, in the cells' unit. */
function tableOfParts(cells: readonly Broken[], names: readonly string[], told: (cell: Broken) => string): Table {
  const [{ id, unit }] = cells;
  const parts = cells.map((cell) => new Map(partsOf(cell)));
  const heads = cells.map((cell) => [cell.system, told(cell)].filter((text) => text !== "").join(", "));
  const title = `${id}, by cost`;
  if (cells.length <= COLUMNS_MAX) {
    const rows = names.map((name) => ({ label: name, unit, values: parts.map((part) => part.get(name) ?? null) }));
    return {
      title,
      columns: heads,
      rows: [...rows, { label: "in all", unit, values: cells.map(({ value }) => value) }],
    };
  }
  const rows = cells.map((cell, n) => ({
    label: heads[n],
    unit,
    values: [cell.value, ...names.map((name) => parts[n].get(name) ?? null)],
  }));
  return { title, columns: ["in all", ...names], rows };
}
