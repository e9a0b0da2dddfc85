import type { Cell, Table } from "@respin/experiment";
import { systemNames, type SystemName } from "@respin/systems";
import { expect, test } from "vitest";
import { patternNames } from "./patterns.js";
import { tables } from "./tables.js";
import { inFile } from "./testing/files.js";
import { runWith } from "./testing/runs.js";

const { cells } = await runWith({ workload: "patterns", frames: 24 });

function ofSystems(...systems: readonly SystemName[]): Cell[] {
  return cells.filter(({ system }) => system === "any" || systems.includes(system));
}

/** What no reader should meet: a row that is not as long as the header, a number that is none, a word for nothing. */
function wrongIn(shown: readonly Table[]): string[] {
  return shown.flatMap(({ title, columns, rows, notes = [] }) => [
    ...(rows.length === 0 ? [`${title}: no rows`] : []),
    ...rows.flatMap(({ label, values }) => [
      ...(values.length === columns.length ? [] : [`${title}, ${label}: ${values.length} values`]),
      ...values
        .filter((value) => (typeof value === "number" ? !Number.isFinite(value) : value === ""))
        .map((value) => `${title}, ${label}: ${value}`),
    ]),
    ...[title, ...columns, ...rows.map(({ label }) => label), ...notes]
      .filter((text) => /NaN|undefined|null|Infinity|\[object/.test(text))
      .map((text) => `${title}: ${text}`),
  ]);
}

const titled = (shown: readonly Table[], part: string): Table[] => shown.filter(({ title }) => title.includes(part));
const labels = ({ rows }: Table): string[] => rows.map(({ label }) => label);

test("every workload has its rows in the tables of misses, of bounds, of time and of crossings, and a matrix", () => {
  const shown = tables(cells, systemNames);
  expect(wrongIn(shown)).toEqual([]);
  const [misses] = titled(shown, "waited for the disk");
  expect(labels(misses)).toEqual(patternNames.flatMap((name) => [name, `${name}, own policy`]));
  expect(misses.columns.slice(0, 3)).toEqual([...systemNames]);
  const [bounds] = titled(shown, "bounds");
  expect(labels(bounds)).toEqual([...patternNames]);
  const [times] = titled(shown, "Modelled time");
  expect(labels(times)).toEqual(
    ["in all", "processor", "99th percentile"].flatMap((what) => patternNames.map((name) => `${name}: ${what}`)),
  );
  const [crossings] = titled(shown, "Crossings");
  expect(labels(crossings)).toEqual(
    patternNames.flatMap((name) => ["calls", "traps", "messages", "bytes copied"].map((kind) => `${name}: ${kind}`)),
  );
  expect(titled(shown, "policy by system").map(({ title }) => title.split(":")[0])).toEqual([...patternNames]);
  expect(titled(shown, "tenant")).toHaveLength(1);
});

test("the tables show the cells, in the system's own column", () => {
  const shown = tables(cells, systemNames);
  const cellOf = (id: string, system: Cell["system"]): number | undefined =>
    cells.find((cell) => cell.id === id && cell.system === system)?.value;
  const [misses] = titled(shown, "waited for the disk");
  const row = misses.rows.find(({ label }) => label === "random-again, own policy");
  expect(row?.values.slice(0, 3)).toEqual(
    systemNames.map((system) => cellOf("random-again.own-policy/misses", system)),
  );
  const [bounds] = titled(shown, "bounds");
  const bound = bounds.rows.find(({ label }) => label === "random-again");
  expect(bound?.values.slice(3)).toEqual([
    cellOf("random-again/optimum-misses", "any"),
    cellOf("random-again/infinite-cache-misses", "any"),
  ]);
});

test("the best system is marked where systems differ, and the number of references is never a loser to them", () => {
  const best = (some: readonly Cell[], systems: readonly SystemName[], label: string) =>
    titled(tables(some, systems), "waited for the disk")[0].rows.find((row) => row.label === label)?.best;
  expect(best(cells, systemNames, "random-again")).toBe("low");
  const agreeing = ofSystems("spin", "microkernel");
  expect(best(agreeing, ["spin", "microkernel"], "random-again")).toBeUndefined();
  expect(best(ofSystems("spin"), ["spin"], "random-again")).toBeUndefined();
});

test("one number of misses stands for all systems where they agree, and all where they do not", () => {
  const matrixOf = (some: readonly Cell[]): Table =>
    titled(tables(some, systemNames), "random-again: policy by system")[0];
  const first = (table: Table, policy: string) => table.rows.find(({ label }) => label === policy)?.values[0];
  expect(first(matrixOf(cells), "lru")).toBeTypeOf("number");
  const changed = cells.map((cell) =>
    cell.id === "random-again.matrix/misses" && cell.system === "microkernel" && cell.parameters?.["policy"] === "lru"
      ? { ...cell, value: 1 }
      : cell,
  );
  expect(first(matrixOf(changed), "lru")).toMatch(/^(\d+) \/ \1 \/ 1$/);
});

test.each<[readonly SystemName[]]>([[["spin"]], [["monolithic"]], [["monolithic", "microkernel"]]])(
  "with %j alone there is no column and no gap for the others",
  (systems) => {
    const shown = tables(ofSystems(...systems), systems);
    expect(wrongIn(shown)).toEqual([]);
    expect(
      shown
        .flatMap(({ columns }) => columns)
        .filter((column) => systemNames.some((name) => column.startsWith(name) && !systems.includes(name))),
    ).toEqual([]);
  },
);

test("where the time of a lone workload goes adds up to its time, and without cells there is no table", () => {
  const lone = cells.filter(({ id }) => id.startsWith("transactions"));
  const shown = tables(lone, systemNames);
  expect(wrongIn(shown)).toEqual([]);
  const [where, ...others] = titled(shown, "Where the time of transactions goes");
  expect(others).toEqual([]);
  for (const column of systemNames.keys()) {
    const parts = where.rows.map(({ values }) => Number(values[column]));
    const total = Number(parts.pop());
    expect(parts.reduce((a, b) => a + b, 0) / total).toBeCloseTo(1, 9);
  }
  expect(tables([], systemNames)).toEqual([]);
});

test("SQLite's mixes have tables of where their time goes, beside other workloads, too", () => {
  const renamed = cells.map((cell) => ({ ...cell, id: cell.id.replace(/^random-once(?=[/.])/, "sqlite-tpcc") }));
  expect(titled(tables(renamed, systemNames), "Where the time").map(({ title }) => title)).toEqual([
    "Where the time of sqlite-tpcc goes, for each operation",
  ]);
});

test("the tables of a trace alone", () =>
  inFile("1 2 3 1 2 3 4w", async (trace) => {
    const run = await runWith({ workload: "trace", trace, frames: 24 });
    const shown = tables(run.cells, systemNames);
    expect(wrongIn(shown)).toEqual([]);
    expect(titled(shown, "Where the time of trace goes")).toHaveLength(1);
  }));
