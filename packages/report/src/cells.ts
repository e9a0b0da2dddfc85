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

/**
 * The tables of an experiment that states none: one a group of cells and clock (a group is the part of the id before
 * "/"), a row an id, a column a system, and beside a system that the papers measured their value and our error.
 * Cells of two clocks never share a table.
 */
export function tablesOfCells(cells: readonly ReportCell[]): Table[] {
  const groups = groupBy(cells, (cell) => `${groupOf(cell.id)}\n${cell.clock}`);
  return [...groups.values()].map(tableOf);
}

function tableOf(cells: readonly ReportCell[]): Table {
  const [{ id, clock }] = cells;
  const systems = [...new Set(cells.map((cell) => cell.system))];
  const published = new Set(cells.filter((cell) => cell.published).map((cell) => cell.system));
  const varying = varyingParameters(cells);
  const rows = groupBy(cells, (cell) => label(cell, varying));
  return {
    title: `${groupOf(id)}: ${CLOCK_TITLES[clock] ?? clock}`,
    columns: systems.flatMap((system) => (published.has(system) ? [system, "paper", "error"] : [system])),
    rows: [...rows].map(([rowLabel, rowCells]): Row => ({
      label: rowLabel,
      unit: rowCells[0].unit,
      values: systems.flatMap((system) =>
        values(
          rowCells.find((cell) => cell.system === system),
          published.has(system),
        ),
      ),
    })),
  };
}

function values(cell: ReportCell | undefined, withPublished: boolean): Value[] {
  const ours = cell === undefined ? null : shown(cell);
  if (!withPublished) return [ours];
  const theirs = cell?.published?.value;
  if (cell === undefined || theirs === undefined) return [ours, null, null];
  return [ours, theirs, theirs === 0 ? null : percent((cell.value - theirs) / theirs)];
}

function shown(cell: ReportCell): Value {
  if (!cell.interval) return cell.value;
  const [low, high] = cell.interval;
  return `${formatNumber(cell.value)} [${formatNumber(low)}, ${formatNumber(high)}]`;
}

function percent(ratio: number): string {
  const tenths = Math.round(ratio * 1000) / 10;
  return `${tenths > 0 ? "+" : ""}${tenths.toFixed(1)} %`;
}

/** The part of the id after the group, the unit being a column of its own, and the parameters that tell cells apart. */
function label(cell: ReportCell, varying: ReadonlySet<string>): string {
  const name = cell.id.includes("/") ? cell.id.slice(cell.id.indexOf("/") + 1) : cell.id;
  const parameters = Object.entries(cell.parameters ?? {}).filter(([key]) => varying.has(key));
  return parameters.length === 0 ? name : `${name} (${parameters.map(([key, value]) => `${key}=${value}`).join(", ")})`;
}

function varyingParameters(cells: readonly ReportCell[]): ReadonlySet<string> {
  const names = new Set(cells.flatMap((cell) => Object.keys(cell.parameters ?? {})));
  return new Set([...names].filter((name) => new Set(cells.map((cell) => cell.parameters?.[name])).size > 1));
}

function groupOf(id: string): string {
  return id.includes("/") ? id.slice(0, id.indexOf("/")) : "cells";
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
