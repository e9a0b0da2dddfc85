import type { Row, Table, Value } from "./table.js";
import { formatNumber } from "./numbers.js";

/** What a table needs of a result cell. */
export interface ReportCell {
  readonly id: string;
  readonly system: string;
  readonly clock: string;
  readonly unit: string;
  readonly value: number;
  readonly parameters?: Readonly<Record<string, string | number | boolean>>;
  readonly interval?: readonly [number, number];
  readonly published?: { readonly cell: string; readonly value: number };
}

const CLOCK_TITLES: Record<string, string> = { modelled: "modelled time", host: "host time", count: "counts" };

/** How default tables are made. */
export interface CellTableOptions {
  /** False: host cells are marked as not to be quoted. */
  readonly quotable?: boolean;
  /** Parameters that all cells of a table share are noted below it. */
  readonly shared?: boolean;
}

/** Marks a value that is not to be quoted. */
export const UNQUOTABLE = "†";

/**
 * The tables of an experiment that states none: one a group of cells and clock (a group is the part of the id before
 * "/"), a row an id with its parameters, a column a system, and beside a system that the papers measured their value and
 * our error. Cells of two clocks never share a table.
 *
 * Invariant R2: each cell stands in exactly one place of exactly one table.
 *   Kept by: `rowsOf`, which gives a second cell of one place a row of its own. Attacked by: cells.properties.test.ts
 */
export function tablesOfCells(cells: readonly ReportCell[], options: CellTableOptions = {}): Table[] {
  return [...groupsOfCells(cells).values()].map((group) => tableOf(group, options));
}

/** Cells by group and clock, in the order of their first. */
export function groupsOfCells(cells: readonly ReportCell[]): Map<string, ReportCell[]> {
  return groupBy(cells, (cell) => `${groupOf(cell.id)}\n${cell.clock}`);
}

function tableOf(cells: readonly ReportCell[], { quotable = true, shared = false }: CellTableOptions): Table {
  const [{ id, clock }] = cells;
  const systems = [...new Set(cells.map((cell) => cell.system))];
  const published = new Set(cells.filter((cell) => cell.published).map((cell) => cell.system));
  const varying = varyingParameters(cells);
  const marked = clock === "host" && !quotable;
  const same = shared ? parametersTold(cells[0], (name) => !varying.has(name)) : "";
  const notes = [
    ...(marked ? [`${UNQUOTABLE} not to be quoted: assertions or a debugger were on.`] : []),
    ...(same === "" ? [] : [`All with ${same}.`]),
  ];
  return {
    title: `${groupOf(id)}: ${CLOCK_TITLES[clock] ?? clock}`,
    columns: systems.flatMap((system) => (published.has(system) ? [system, "paper", "error"] : [system])),
    rows: rowsOf(cells).map((rowCells): Row => ({
      label: label(rowCells[0], varying),
      unit: rowCells[0].unit,
      values: systems.flatMap((system) =>
        values(
          rowCells.find((cell) => cell.system === system),
          published.has(system),
          marked,
        ),
      ),
    })),
    ...(notes.length === 0 ? {} : { notes }),
  };
}

/** The cells that share a row: of one id, unit and parameters, one a system. */
function rowsOf(cells: readonly ReportCell[]): ReportCell[][] {
  const taken = new Map<string, number>();
  const rows = groupBy(cells, (cell) => {
    const parameters = Object.entries(cell.parameters ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1));
    const row = JSON.stringify([cell.id, cell.unit, parameters]);
    const place = JSON.stringify([row, cell.system]);
    const turn = taken.get(place) ?? 0;
    taken.set(place, turn + 1);
    return JSON.stringify([row, turn]);
  });
  return [...rows.values()];
}

function values(cell: ReportCell | undefined, withPublished: boolean, marked: boolean): Value[] {
  const ours = cell === undefined ? null : shown(cell, marked);
  if (!withPublished) return [ours];
  const theirs = cell?.published?.value;
  if (cell === undefined || theirs === undefined) return [ours, null, null];
  return [ours, theirs, theirs === 0 ? null : percent((cell.value - theirs) / theirs)];
}

function shown(cell: ReportCell, marked: boolean): Value {
  const mark = marked ? ` ${UNQUOTABLE}` : "";
  if (!cell.interval) return marked ? formatNumber(cell.value) + mark : cell.value;
  const [low, high] = cell.interval;
  return `${formatNumber(cell.value)} [${formatNumber(low)}, ${formatNumber(high)}]${mark}`;
}

/** An error, a part of what was to come out, in percent with its sign. */
export function percent(ratio: number): string {
  const tenths = Math.round(ratio * 1000) / 10;
  return `${tenths > 0 ? "+" : ""}${tenths.toFixed(1)} %`;
}

/** The part of the id after the group, the unit being a column of its own, and the parameters that tell cells apart. */
function label(cell: ReportCell, varying: ReadonlySet<string>): string {
  const name = cell.id.includes("/") ? cell.id.slice(cell.id.indexOf("/") + 1) : cell.id;
  const parameters = parametersTold(cell, (one) => varying.has(one));
  return parameters === "" ? name : `${name} (${parameters})`;
}

/** A cell's parameters, those that are wanted: `frames=64, policy=lru`. */
export function parametersTold({ parameters = {} }: ReportCell, wanted: (name: string) => boolean): string {
  const entries = Object.entries(parameters).filter(([name]) => wanted(name));
  return entries.map(([name, value]) => `${name}=${value}`).join(", ");
}

/** The parameters in which cells differ. */
export function varyingParameters(cells: readonly ReportCell[]): ReadonlySet<string> {
  const names = new Set(cells.flatMap((cell) => Object.keys(cell.parameters ?? {})));
  return new Set([...names].filter((name) => new Set(cells.map((cell) => cell.parameters?.[name])).size > 1));
}

/** What stands before the slash of an id. */
export function groupOf(id: string): string {
  return id.includes("/") ? id.slice(0, id.indexOf("/")) : "cells";
}

/** Items by a key, each group and all groups in the order of their first. */
export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
