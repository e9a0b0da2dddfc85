import type { CellDifference, Comparison } from "@respin/experiment";
import { formatNumber, renderText, wrap } from "@respin/report";
import type { Row, Table, TextOptions, Value } from "@respin/report";
import { toldApart } from "./told-apart.js";

/** Rows of a table that are shown unless all are wanted: the worst come first. */
const ROWS_MAX = 20;
const LABEL_WIDTH_MIN = 16;
const COST_WIDTH_MAX = 16;

/** How a comparison is written. */
export interface ComparisonOptions extends TextOptions {
  readonly width: number;
  readonly all: boolean;
}

/** A comparison for a terminal: what it comes to, tables of what differs, claims that came out otherwise. */
export function comparisonLines(comparison: Comparison, options: ComparisonOptions): string[] {
  const { experiment, cells, claims, conditions, host } = comparison;
  const why = conditions.length === 0 ? "" : ` (the runs differ in ${conditions.join(", ")})`;
  const lines = wrap(`${experiment}: ${verdictOf(comparison)}${why}`, options.width);
  const plain = cells.filter((cell) => cell.host === undefined);
  const tables = [
    tableOf(
      plain.filter(({ part }) => part === undefined),
      options,
    ),
    breakdownTableOf(
      plain.filter(({ part }) => part !== undefined),
      options,
    ),
    hostTableOf(
      cells.filter((cell) => cell.host !== undefined),
      comparison.band,
      options,
    ),
  ];
  for (const table of tables) if (table.rows.length > 0) lines.push("", ...fitted(table, options));
  if (host.some(({ basis }) => basis === "intervals")) {
    const note = `${experiment}: a document has no samples of its host cells; they are compared by their intervals`;
    lines.push(...wrap(note, options.width));
  }
  for (const claim of claims) lines.push(...wrap(`  claim ${claim.claim}: A ${claim.a}, B ${claim.b}`, options.width));
  return lines;
}

function verdictOf({ cells, cellsCompared, host, band }: Comparison): string {
  const inBand = host.filter(({ verdict }) => verdict === "within").length;
  const hosts = host.length === 0 ? "" : `, ${inBand} of ${host.length} host ratios within a factor of ${band}`;
  if (cells.length === 0) {
    return host.length === 0
      ? `${cellsCompared} cells are equal`
      : `${cellsCompared - host.length} cells are equal${hosts}`;
  }
  return `${cells.length === 1 ? "1 cell differs" : `${cells.length} cells differ`}${hosts}`;
}

function tableOf(cells: readonly CellDifference[], options: ComparisonOptions): Table {
  const { shown, notes } = firstOf(cells, options);
  const what = ({ kind, clock }: CellDifference): string => (kind === "value" ? clock : kind);
  const kinds = new Set(shown.map(what));
  const [kind] = kinds;
  const alike = kinds.size === 1;
  return {
    title: alike ? `Cells that differ: ${kind}` : "Cells that differ",
    columns: ["A", "B", "change", ...(alike ? [] : ["what"])],
    rows: shown.map((cell): Row => {
      const { a, b, unit } = cell;
      return { label: cell.cell, unit, values: [...valuesOf(a, b), changeOf(a, b), ...(alike ? [] : [what(cell)])] };
    }),
    notes,
  };
}

function breakdownTableOf(cells: readonly CellDifference[], options: ComparisonOptions): Table {
  const { shown, notes } = firstOf(cells, options);
  return {
    title: "Cells of one value that spend it otherwise",
    columns: ["cost", "A", "B", "change"],
    rows: shown.map(({ cell, unit, part }): Row => {
      const [a, b] = [part?.a ?? null, part?.b ?? null];
      return {
        label: cell,
        unit,
        values: [shortened(part?.cost ?? "", COST_WIDTH_MAX), ...valuesOf(a, b), changeOf(a, b)],
      };
    }),
    notes,
  };
}

function hostTableOf(cells: readonly CellDifference[], band: number, options: ComparisonOptions): Table {
  const { shown, notes } = firstOf(cells, options);
  return {
    title: `Host cells further apart than a factor of ${formatNumber(band)}`,
    columns: ["A", "B", "B/A", "from", "to"],
    rows: shown.map(({ cell, a, b, host }): Row => {
      const [low, high] = host?.interval ?? [null, null];
      return { label: cell, unit: "1", values: [a, b, host?.ratio ?? null, low, high] };
    }),
    notes,
  };
}

function firstOf(
  cells: readonly CellDifference[],
  { all }: ComparisonOptions,
): { readonly shown: readonly CellDifference[]; readonly notes: readonly string[] } {
  const shown = all ? cells : cells.slice(0, ROWS_MAX);
  const more = cells.length - shown.length;
  return { shown, notes: more > 0 ? [`and ${formatNumber(more)} more; --all shows them`] : [] };
}

/** Two values with digits enough to tell them apart. */
function valuesOf(a: number | null, b: number | null): [Value, Value] {
  if (a === null || b === null || a === b || formatNumber(a) !== formatNumber(b)) return [a, b];
  return toldApart(a, b, "1");
}

function changeOf(a: number | null, b: number | null): string | null {
  if (a === null || b === null || a === 0) return null;
  const percent = ((b - a) / Math.abs(a)) * 100;
  const size = Math.abs(percent);
  // Values so far apart have no ratio that a number can hold.
  if (size === 0 || !Number.isFinite(size)) return null;
  const shown = size < 0.1 ? "<0.1" : size < 1000 ? size.toFixed(1) : formatNumber(Math.round(size));
  return `${percent > 0 ? "+" : "-"}${shown} %`;
}

/**
 * A table's lines with its columns side by side: with whole names if they fit, with the values of their parameters alone if
 * not, and else with as much of that as fits.
 */
function fitted(table: Table, options: ComparisonOptions): string[] {
  const brief = table.rows.map((row) => ({ ...row, label: briefly(row.label) }));
  const longest = Math.max(...brief.map(({ label }) => label.length));
  const tries = [
    () => table,
    () => ({ ...table, rows: brief }),
    ...Array.from({ length: Math.max(0, longest - LABEL_WIDTH_MIN) }, (_, less) => () => ({
      ...table,
      rows: brief.map((row) => ({ ...row, label: shortened(row.label, longest - 1 - less) })),
    })),
  ];
  let lines: string[] = [];
  for (const attempt of tries) {
    lines = renderText(attempt(), options).split("\n");
    // A title, a header and a line for each row and note: no label is wrapped, and no column has moved below.
    if (lines.length === 2 + table.rows.length + (table.notes?.length ?? 0)) break;
  }
  return lines;
}

/** `table1/raise of spin (arguments=1, code=in line)` as `table1/raise spin 1, in line`. */
function briefly(name: string): string {
  const [, id, system, parameters = ""] = /^(.*?) of (\S+)(?: \((.*)\))?$/s.exec(name) ?? [undefined, name, "any"];
  const values = parameters.split(", ").map((parameter) => parameter.slice(parameter.indexOf("=") + 1));
  return [id, ...(system === "any" ? [] : [system]), ...values].join(" ").trimEnd();
}

/** A text with its middle left out: a cell's beginning says what it is, its end which of them. */
export function shortened(text: string, width: number): string {
  if (text.length <= width) return text;
  const end = Math.ceil((width - 1) / 2);
  return `${text.slice(0, width - 1 - end)}…${text.slice(text.length - end)}`;
}
