import { SERIES_MAX, type Axis, type Plot, type Series } from "@respin/report";
import { RespinError } from "./errors.js";
import type { Cell, Context, Experiment } from "./experiment.js";

/**
 * A line of a plot: a point for each cell, with the cell's interval, in the order of `x`. Its clock is that of the cells.
 * Throws RSP_PLOT_CLOCKS where they have several.
 */
export function seriesOf(label: string, cells: readonly Cell[], x: (cell: Cell) => number): Series {
  const clocks = new Set(cells.map(({ clock }) => clock));
  if (clocks.size > 1) throw mixed(`the line ${JSON.stringify(label)}`, clocks);
  const points = cells.map((cell) => ({
    x: x(cell),
    y: cell.value,
    ...(cell.interval === undefined ? {} : { interval: cell.interval }),
  }));
  return { label, clock: cells[0]?.clock ?? "count", points: points.toSorted((a, b) => a.x - b.x) };
}

/** The plots that an experiment makes of its cells, none that cannot be drawn. Throws RSP_PLOT, RSP_PLOT_CLOCKS. */
export function plotsOf(experiment: Experiment, cells: readonly Cell[], context: Context): readonly Plot[] {
  const plots = experiment.plots(cells, context);
  const names = plots.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw wrong(`two plots of ${experiment.name} are called ${twice}`);
  for (const plot of plots) check(plot);
  return plots;
}

const NAME = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

function check({ name, series, x, y }: Plot): void {
  if (!NAME.test(name)) {
    throw wrong(`${JSON.stringify(name)} is no plot's name: a name is lower-case words joined by hyphens`);
  }
  const clocks = new Set(series.map(({ clock }) => clock));
  if (clocks.size > 1) throw mixed(`plot ${name}`, clocks);
  if (series.length === 0 || series.length > SERIES_MAX) {
    throw wrong(`plot ${name} has ${series.length} lines; a plot has 1 to ${SERIES_MAX}`);
  }
  for (const { label, points } of series) {
    if (points.length === 0) throw wrong(`plot ${name}: the line ${JSON.stringify(label)} has no points`);
    for (const point of points) {
      for (const value of [point.y, ...(point.interval ?? [])]) checkValue(name, label, y, value);
      checkValue(name, label, x, point.x);
    }
  }
}

function checkValue(name: string, label: string, axis: Axis, value: number): void {
  if (Number.isFinite(value) && (axis.scale === "linear" || value > 0)) return;
  const line = `the line ${JSON.stringify(label)} has the value ${value}`;
  throw wrong(`plot ${name}: ${line}, which a ${axis.scale} axis cannot show`);
}

function wrong(what: string): RespinError {
  return new RespinError("RSP_PLOT", what);
}

function mixed(what: string, clocks: ReadonlySet<string>): RespinError {
  const message = `${what} mixes clocks (${[...clocks].join(", ")}); plot each clock by itself`;
  return new RespinError("RSP_PLOT_CLOCKS", message);
}
