import { expect, test } from "vitest";
import { contextFor, defineExperiment, plotsOf, seriesOf } from "./index.js";
import type { Axis, Cell, Plot } from "./index.js";

const cells: Cell[] = [50, 1, 10].map((handlers) => ({
  id: "raise",
  system: "spin",
  clock: "modelled",
  unit: "us",
  value: handlers / 5,
  parameters: { handlers },
}));
const host: Cell = { id: "ratio", system: "any", clock: "host", unit: "1", value: 2, interval: [1, 3] };
const handlersOf = ({ parameters }: Cell): number => Number(parameters?.["handlers"] ?? 1);

const axis: Axis = { label: "handlers", unit: "1", scale: "log" };
const plot: Plot = { name: "raise", title: "t", x: axis, y: axis, series: [seriesOf("one", cells, handlersOf)] };

function plotting(...plots: readonly Plot[]) {
  const experiment = defineExperiment({
    name: "plotting",
    title: "t",
    question: "q",
    origin: "ours",
    parameters: {},
    claims: [],
    async *run() {},
    plots: () => plots,
  });
  return () => plotsOf(experiment, cells, contextFor(experiment, {}));
}

test("a line has a point a cell, in the order of x, with the cell's interval and the cells' clock", () => {
  expect(seriesOf("one", cells, handlersOf)).toEqual({
    label: "one",
    clock: "modelled",
    points: [1, 10, 50].map((x) => ({ x, y: x / 5 })),
  });
  expect(seriesOf("two", [host], handlersOf)).toEqual({
    label: "two",
    clock: "host",
    points: [{ x: 1, y: 2, interval: [1, 3] }],
  });
});

test("an experiment that states no plots has none", () => {
  expect(plotting()()).toEqual([]);
});

test("a plot of one clock is as it was stated", () => {
  expect(plotting(plot)()).toEqual([plot]);
});

test("clocks are never mixed, neither in a line nor in a plot", () => {
  expect(() => seriesOf("both", [...cells, host], handlersOf)).toThrow(
    expect.objectContaining({ code: "RSP_PLOT_CLOCKS", message: expect.stringMatching(/"both".*modelled, host/) }),
  );
  const both = { ...plot, series: [...plot.series, seriesOf("two", [host], handlersOf)] };
  expect(plotting(both)).toThrow(
    expect.objectContaining({ code: "RSP_PLOT_CLOCKS", message: expect.stringMatching(/plot raise.*modelled, host/) }),
  );
});

const point = (y: number, interval?: readonly [number, number]): Plot => ({
  ...plot,
  series: [{ label: "one", clock: "host", points: [{ x: 1, y, ...(interval === undefined ? {} : { interval }) }] }],
});

test.each<[string, readonly Plot[], RegExp]>([
  ["a name that is none", [{ ...plot, name: "../raise" }], /"..\/raise" is no plot's name/],
  ["two of one name", [plot, plot], /two plots of plotting are called raise/],
  ["no lines", [{ ...plot, series: [] }], /plot raise has 0 lines/],
  ["too many lines", [{ ...plot, series: Array.from({ length: 8 }, () => plot.series[0]) }], /has 8 lines; .* 1 to 7/],
  ["a line without points", [{ ...plot, series: [seriesOf("none", [], handlersOf)] }], /"none" has no points/],
  ["zero on a logarithmic axis", [point(0)], /the value 0, which a log axis cannot show/],
  ["an interval below zero on one", [point(1, [-1, 2])], /the value -1/],
  ["no number", [{ ...point(Number.NaN), y: { ...axis, scale: "linear" } }], /the value NaN, which a linear axis/],
])("a plot with %s is refused", (_, plots, message) => {
  expect(plotting(...plots)).toThrow(
    expect.objectContaining({ code: "RSP_PLOT", message: expect.stringMatching(message) }),
  );
});
