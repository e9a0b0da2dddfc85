import { expect, test } from "vitest";
import { claim, type Cell, type Context } from "../experiment.js";
import { published } from "../paper/published.js";
import { rescaled, sensitivityOf } from "./sensitivity.js";
import { sensitivityTables } from "./tables.js";
import { assumedCost, constantsWith } from "./testing/models.js";

const constants = constantsWith(
  { path: assumedCost(532), idle: assumedCost(5) },
  { monolithic: { path: assumedCost(600) } },
);

function cell(id: string, system: "spin" | "monolithic", breakdown: Readonly<Record<string, number>>): Cell {
  const value = Object.values(breakdown).reduce((sum, part) => sum + part, 0);
  return { id, system, clock: "modelled", unit: "us", value, breakdown };
}

const context: Context = {
  systems: ["spin", "monolithic"],
  seed: 1,
  depth: "quick",
  machine: constants.machine,
  machines: [constants.machine],
  parameters: {},
};
const run = {
  experiment: "tested",
  context,
  cells: [
    { ...cell("call/time", "spin", { path: 4, "trap.enter": 1 }), published: published("t2.system-call.spin") },
    cell("call/time", "monolithic", { path: 6, "trap.enter": 1 }),
    cell("read/time", "spin", { path: 4, "disk.wait": 10 }),
    { ...cell("call/ratio", "spin", {}), unit: "1", value: 3 },
  ],
  claims: [
    claim("cheaper", "a call is cheaper on spin", ({ ratio }) => {
      const margin = ratio("call/time", ["monolithic", "spin"]) - 1;
      return { holds: margin >= 0, margin, evidence: ["call/time"] };
    }),
    claim("three", "the ratio is three", ({ value }) => {
      const margin = 1 - Math.abs(value("call/ratio", "spin") - 3);
      return { holds: margin >= 0, margin, evidence: ["call/ratio"] };
    }),
  ],
};

test("each claim has its margin, what breaks it, and what it hangs on", () => {
  const { claims, constants: changed } = sensitivityOf([run], constants);
  expect(changed).toBe(3);
  const [cheaper, three] = claims;
  expect(cheaper).toMatchObject({ claim: "cheaper", holds: true, margin: expect.closeTo(7 / 5 - 1) });
  expect(cheaper.breaks.map(({ constant, factor }) => [constant, factor])).toEqual([
    ["spin/path", 2],
    ["monolithic/path", 0.5],
  ]);
  // A system's path halved is 4 beside 5; SPIN's doubled is 9 beside 7: the first goes further.
  expect(cheaper.hangsOn).toEqual({ constant: "spin/path", factor: 2, value: expect.closeTo(7 / 9 - 1) });
  expect(three).toMatchObject({ breaks: [], hangsOn: undefined });
});

test("each predicted cell has its error and the cost that moves it most", () => {
  const { cells } = sensitivityOf([run], constants);
  expect(cells).toEqual([
    {
      cell: "t2.system-call.spin",
      error: expect.closeTo(0.25),
      hangsOn: { constant: "spin/path", factor: 2, value: expect.closeTo(9 / 4 - 1) },
    },
  ]);
});

test("a cost of the machine moves every system's cells; a cell that waits for the disk stays, and is counted", () => {
  const moved = rescaled(run.cells, constants, { constant: "machine/trap.enter", factor: 2 });
  expect(moved.map(({ value }) => value)).toEqual([6, 8, 14, 3]);
  expect(sensitivityOf([run], constants).staying).toBe(2);
  expect(rescaled(run.cells, constants, { constant: "spin/path", factor: 0.5 })[2]).toBe(run.cells[2]);
});

test("the tables show every claim and every predicted cell", () => {
  const [claims, cells] = sensitivityTables(sensitivityOf([run], constants));
  expect(claims.rows.map(({ label }) => label)).toEqual(["tested: cheaper", "tested: three"]);
  expect(claims.notes?.[0]).toBe("cheaper breaks at spin/path times 2, monolithic/path times 0.5");
  expect(cells.rows).toHaveLength(1);
  expect(cells.notes?.[1]).toMatch(/^2 cells/);
});
