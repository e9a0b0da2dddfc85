import { errorOf, published, roleOf, summarize, type PublishedCellId } from "@respin/experiment";
import { expect, test } from "vitest";
import { tables } from "./tables.js";
import { runWith } from "./testing/runs.js";

const { cells } = await runWith({ host: "off" });
const withHost = await runWith({ handlersMax: "10", rounds: "5" });
const [table1, errors, install, asynchronous, scaling, slopes] = tables(cells);

/** What the paper has for a cell. */
const paperOf = (id: PublishedCellId): number => published(id).value;

test("the cells that are called fitted are those that the profile declares costs to be fitted to, and no others", () => {
  const named = cells.flatMap((cell) => cell.published?.cell ?? []).filter((id) => roleOf(id) === "calibrated");
  expect(named.toSorted()).toEqual([
    "o1.0-args.1-handlers.out-of-line",
    "o1.0-args.10-handlers.inline",
    "o1.0-args.10-handlers.out-of-line",
    "o1.0-args.5-handlers.out-of-line",
    "o1.5-args.10-handlers.out-of-line",
    "o3.async-min",
    "o3.install-1",
    "o3.install-100",
  ]);
});

test("Table 1 stands as the paper has it, ours above the paper's", () => {
  expect(table1.columns).toEqual(["call", "1 out", "1 in", "5 out", "5 in", "10 out", "10 in", "50 out", "50 in"]);
  expect(table1.rows.map(({ label }) => label)).toEqual(["0 args", "paper", "1 arg", "paper", "5 args", "paper"]);
  for (const [row, args] of [
    [1, 0],
    [5, 5],
  ] as const) {
    const raises = ([1, 5, 10, 50] as const).flatMap((handlers) =>
      (["out-of-line", "inline"] as const).map((code) => paperOf(`o1.${args}-args.${handlers}-handlers.${code}`)),
    );
    expect(table1.rows[row].values).toEqual([paperOf(`o1.${args}-args.procedure-call`), ...raises]);
  }
  for (const { values } of table1.rows) expect(values).not.toContain(null);
});

test("errors of fitted cells are in brackets, and a note has those of the predicted ones, as the cells have them", () => {
  const bracketed = errors.rows.flatMap(({ values }) => values).filter((value) => String(value).startsWith("["));
  expect(bracketed).toHaveLength(5);
  const percent = (part: number): string => `${(part * 100).toFixed(1)} %`;
  const predicted = cells.filter(
    (cell) =>
      cell.id.startsWith("table1/") && cell.published !== undefined && roleOf(cell.published.cell) === "predicted",
  );
  const { median, worst } = summarize(predicted.map((cell) => errorOf(cell) ?? Number.NaN));
  const [, note] = errors.notes ?? [];
  expect(note).toContain(`22 predicted cells: median error ${percent(median)}`);
  expect(note).toContain(`worst ${percent(worst)}, in o1.`);
  expect(predicted).toHaveLength(22);
});

test("the sections' tables have the paper's values where it has any", () => {
  const paper = (table: typeof install) => table.rows.map(({ values }) => values[table.columns.indexOf("paper")]);
  expect(paper(install).filter((value) => value !== null)).toEqual([
    paperOf("o3.install-1"),
    paperOf("o3.install-100"),
  ]);
  expect(paper(asynchronous)).toEqual([paperOf("o3.async-min"), null, null, null]);
  expect(asynchronous.notes?.join()).toContain(`${paperOf("o3.async-min")} to ${paperOf("o3.async-max")} us`);
  expect(slopes.rows.map(({ values }) => values.slice(2))).toEqual([
    [0.4, expect.closeTo(55 / 49)],
    [1.44, null],
  ]);
  expect(scaling.rows.map(({ label }) => label)).toEqual(expect.arrayContaining(["1", "1,000"]));
});

test("no table has both clocks: host time has tables of its own, there when it was measured", () => {
  const titles = (of: readonly { readonly title: string }[]): string[] => of.map(({ title }) => title);
  expect(titles(tables(cells)).filter((title) => title.startsWith("Host time"))).toEqual([]);
  const [grid, sweep] = tables(withHost.cells).filter(({ title }) => title.startsWith("Host time"));
  expect(grid.rows.map(({ label }) => label)).toEqual([
    "intrinsic alone",
    "1 handler",
    "5 handlers",
    "10 handlers",
    "50 handlers",
  ]);
  expect(sweep.columns).toEqual(["all true", "none true", "one true", "index"]);
  for (const { values } of [...grid.rows, ...sweep.rows]) {
    for (const value of values) expect(value).toMatch(/^[\d.,]+ \[[\d.,]+, [\d.,]+\]$/);
  }
});
