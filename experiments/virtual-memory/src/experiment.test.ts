import {
  contextFor,
  judgeClaims,
  plotsOf,
  publishedCells,
  roleOf,
  runExperiment,
  type Cell,
  type ResultDocument,
} from "@respin/experiment";
import { expect, test } from "vitest";
import { claims } from "./claims.js";
import experiment, { limits } from "./index.js";
import { tables } from "./tables.js";

const words = { iterations: "10", pagesMax: "300", spacesMax: "20" };
const context = contextFor(experiment, { parameters: words });
const run = (of: typeof context): Promise<ResultDocument> =>
  runExperiment(experiment, of, { root: import.meta.dirname });
const { cells, claims: judged, notApplicable } = await run(context);

const operation = (row: string) => ({ operation: row });

function cell(id: string, system: string, parameters: object): Cell | undefined {
  return cells.find(
    (each) =>
      each.id === id && each.system === system && JSON.stringify(each.parameters) === JSON.stringify(parameters),
  );
}

test("every cell of Table 4 is there, beside the paper's, and no other has the paper's", () => {
  const paper = publishedCells().filter(({ id }) => id.startsWith("t4."));
  expect(paper).toHaveLength(22);
  const beside = cells.flatMap(({ published }) => (published === undefined ? [] : [published]));
  const byId = (a: { cell: string }, b: { cell: string }): number => a.cell.localeCompare(b.cell);
  expect(beside.toSorted(byId)).toEqual(paper.map(({ id, value }) => ({ cell: id, value })).toSorted(byId));
});

test("twelve cells are fitted, as the sources of the costs say, and come out within 1 percent", () => {
  const fitted = cells.filter(({ published }) => published !== undefined && roleOf(published.cell) === "calibrated");
  expect(fitted.map(({ published }) => published?.cell).toSorted()).toEqual(
    [
      ...["dirty", "trap", "prot1", "prot100"].map((row) => `t4.${row}.spin`),
      ...["trap", "prot1", "prot100"].map((row) => `t4.${row}.monolithic`),
      ...["trap", "prot1", "prot100", "unprot100", "fault"].map((row) => `t4.${row}.microkernel`),
    ].toSorted(),
  );
  for (const { value, published } of fitted) expect(Math.abs(value / (published?.value ?? 0) - 1)).toBeLessThan(0.01);
});

test("where the time went adds up to the time", () => {
  const timed = cells.filter(({ clock, unit }) => clock === "modelled" && unit === "us");
  expect(timed.length).toBeGreaterThan(50);
  for (const { value, breakdown } of timed) {
    const sum = Object.values(breakdown ?? {}).reduce((all, part) => all + part, 0);
    expect(Math.abs(sum / value - 1)).toBeLessThan(1e-9);
  }
});

test("what is crossed is what the systems have", () => {
  const counts = (row: string): unknown[] =>
    ["spin", "monolithic", "microkernel"].map((system) =>
      ["table4/traps", "table4/messages"].map((id) => cell(id, system, operation(row))?.value),
    );
  expect(counts("fault")).toEqual([
    [1, 0],
    [3, 0],
    [3, 4],
  ]);
  expect(counts("prot100")).toEqual([
    [0, 0],
    [1, 0],
    [1, 2],
  ]);
});

test("every claim is judged, and holds", () => {
  expect(notApplicable).toEqual([]);
  expect(judged.map(({ id }) => id)).toEqual(claims.map(({ id }) => id));
  expect(judged.filter(({ holds }) => !holds)).toEqual([]);
});

test.each([
  ["spin-faster", "prot1", "monolithic", 0.3],
  ["handler-in-kernel", "trap", "spin", 2],
  ["lazy", "unprot100", "microkernel", 3],
  ["not-lazy", "unprot100", "monolithic", 0.9],
  ["orders", "trap", "microkernel", 1.5],
  ["appel-on-mach", "appel2", "microkernel", 2],
] as const)("the claim %s fails where %s of %s takes %d times as long", (id, row, system, factor) => {
  const changed = cells.map((each) =>
    each.id === "table4/time" && each.system === system && each.parameters?.["operation"] === row
      ? { ...each, value: each.value * factor }
      : each,
  );
  expect(failing(changed)).toContain(id);
});

test.each([
  ["crossings", "table4/messages", { operation: "fault" }, (value: number) => value + 1],
  ["linear", "scaling/unprotect", { pages: 100 }, (value: number) => value * 1.02],
  ["appel-flat", "scaling/appel2", { pages: 300 }, (value: number) => value * 1.1],
  ["spaces", "scaling/fault", { spaces: 20 }, (value: number) => value * 1.02],
  ["apart", "scaling/fault-apart", { spaces: 10 }, (value: number) => value * 1.1],
  ["predictions", "prediction/median-error", undefined, () => 0.11],
] as const)("the claim %s fails where %s of %j is another", (id, which, parameters, change) => {
  const changed = cells.map((each) =>
    each.id === which && JSON.stringify(each.parameters) === JSON.stringify(parameters)
      ? { ...each, value: change(each.value) }
      : each,
  );
  expect(failing(changed)).toEqual([id]);
});

test("second-faults fails where the second fault takes another path", () => {
  const changed = cells.map((each) =>
    each.id === "table4/time" && each.parameters?.["operation"] === "fault" && each.breakdown !== undefined
      ? { ...each, breakdown: { ...each.breakdown, "fault.path": (each.breakdown["fault.path"] ?? 0) * 0.5 } }
      : each,
  );
  expect(failing(changed)).toEqual(["second-faults"]);
});

function failing(changed: readonly Cell[]): string[] {
  return judgeClaims(claims, changed, context)
    .judged.filter(({ holds }) => !holds)
    .map(({ id }) => id);
}

test("iterations change nothing but which pages share a place of the translation buffer, and runs are the same byte for byte", async () => {
  const again = await run(context);
  expect(JSON.stringify(again.cells)).toBe(JSON.stringify(cells));
  const more = await run(contextFor(experiment, { parameters: { ...words, iterations: "37" } }));
  for (const [index, { value }] of more.cells.entries())
    expect(value / (cells[index].value || 1)).toBeCloseTo(cells[index].value === 0 ? 0 : 1, 3);
});

test("the tables have the paper's rows, and fitted cells in brackets", () => {
  const [table4, errors, crossed] = tables(cells);
  expect(table4.rows.filter(({ label }) => label === "paper")).toHaveLength(8);
  expect(errors.rows.flatMap(({ values }) => values).filter((value) => String(value).startsWith("["))).toHaveLength(12);
  expect(errors.notes?.join()).toMatch(/worst prediction is t4\.[a-z0-9]+\.[a-z]+, by/);
  expect(crossed.columns).toHaveLength(6);
});

test("one system alone can be run, and what it needs the others for is not applicable", async () => {
  const alone = contextFor(experiment, { systems: "spin", parameters: words });
  const some = await run(alone);
  expect(some.claims.filter(({ holds }) => !holds)).toEqual([]);
  expect(some.notApplicable.map(({ id }) => id)).toEqual(
    expect.arrayContaining(["spin-faster", "lazy", "orders", "predictions"]),
  );
  expect(plotsOf(experiment, some.cells, alone)[0].series).toHaveLength(1);
  expect(plotsOf(experiment, cells, context).map(({ name }) => name)).toEqual([
    "protect",
    "unprotect",
    "appel2",
    "spaces",
  ]);
});

test("one page and one space are enough; --full tries many more", async () => {
  const least = contextFor(experiment, { parameters: { iterations: "1", pagesMax: "1", spacesMax: "1" } });
  const few = await run(least);
  expect(few.claims.filter(({ holds }) => !holds)).toEqual([]);
  expect(few.notApplicable.map(({ id }) => id)).toEqual(["linear", "appel-flat", "spaces", "apart"]);
  const most = (depth: "quick" | "full") => limits({ pagesMax: 0, spacesMax: 0 }, depth);
  expect([most("quick"), most("full")]).toEqual([
    { pagesMax: 1_000, spacesMax: 100 },
    { pagesMax: 10_000, spacesMax: 1_000 },
  ]);
});
