import { expect, test } from "vitest";
import { publishedCells } from "../paper/published.js";
import { bars } from "./bars.js";
import { validationDocument } from "./document.js";
import { checkPublished, coveredCell, explain } from "./explain.js";
import { ordersOf } from "./orders.js";
import { summarize } from "./roles.js";
import { explanationTables, validationTables } from "./tables.js";
import { assumedCost, constantsWith, fittedCost, measuredAs } from "./testing/models.js";
import { validate } from "./validation.js";

const path = assumedCost(100);
const constants = constantsWith(
  { path: fittedCost(532, "t2.system-call.spin") },
  { monolithic: { path }, microkernel: { path } },
);
/** System calls: SPIN's as published (4 us), the others' as often as said. */
const calls = (monolithic: number, microkernel: number) => [
  measuredAs("t2.system-call.microkernel", { path: microkernel }, constants),
  measuredAs("t2.system-call.spin", { path: 1 }, constants),
  measuredAs("t2.system-call.monolithic", { path: monolithic, "trap.enter": 1 }, constants),
];

test("published cells stand beside the model's in the papers' order, each with its role and error", () => {
  const { cells, all, tables, missed } = validate(calls(5.35, 9.31), constants);
  expect(cells.map(({ cell, role }) => [cell, role])).toEqual([
    ["t2.system-call.monolithic", "predicted"],
    ["t2.system-call.microkernel", "predicted"],
    ["t2.system-call.spin", "calibrated"],
  ]);
  expect(cells[2].error).toBeCloseTo(0, 9);
  expect(tables.map(({ table }) => table)).toEqual(["SOSP'95, Table 2"]);
  expect(all).toMatchObject({
    cells: 3,
    calibrated: 1,
    constants: { hardware: 0, stated: 0, calibrated: 1, assumed: 3 },
    leaveOneOut: { cells: 0, undetermined: 1 },
    orders: { kept: 3, broken: 0 },
    fitted: 1,
  });
  expect(missed).toEqual([]);
});

test("an order that the model turns round is broken, and a tie breaks it too", () => {
  const orders = (monolithic: number, microkernel: number) =>
    ordersOf(calls(monolithic, microkernel)).map(({ smaller, larger, kept }) => [smaller, larger, kept]);
  expect(orders(5.35, 9.31)).toHaveLength(3);
  const broken = orders(9.31, 5.35).filter(([, , kept]) => kept === false);
  expect(broken).toEqual([["t2.system-call.monolithic", "t2.system-call.microkernel", false]]);
  expect(orders(5.35, 5.35 + 1.3).filter(([, , kept]) => kept === false)).toHaveLength(1);
});

test("cells of one system, of two rows, or that the paper has as equal show no order", () => {
  const one = constantsWith({ path }, { monolithic: { path } });
  const cells = [
    measuredAs("t3.ping-pong.spin.kernel", { path: 1 }, one),
    measuredAs("t3.ping-pong.spin.user-layered", { path: 1 }, one),
    measuredAs("t4.trap.monolithic", { path: 1 }, one),
    measuredAs("t5.bandwidth.ethernet.spin", { path: 1 }, one),
    measuredAs("t5.bandwidth.ethernet.monolithic", { path: 1 }, one),
    measuredAs("o1.0-args.procedure-call", { path: 1 }, one),
  ];
  expect(ordersOf(cells)).toEqual([]);
  expect(ordersOf([...cells, measuredAs("t3.ping-pong.monolithic.user", { path: 1 }, one)])).toHaveLength(2);
});

test("a bar that is missed is told, with what was asked and what was found", () => {
  const { missed } = validate(calls(20, 40), constants);
  expect(missed.map(({ asked }) => asked)).toEqual([bars.medianErrorMax, bars.withinQuarterMin]);
  const only = validate(calls(1, 1).slice(1, 2), constants);
  expect(only.missed).toEqual([expect.objectContaining({ asked: bars.calibratedPartMax, found: 1 })]);
});

test("a predicted cell that is more than a quarter off is listed, with the reason if there is one", () => {
  const one = constantsWith({ path });
  const raise = (times: number) => validate([measuredAs("o1.5-args.5-handlers.inline", { path: times }, one)], one);
  const { off, idleReasons } = raise(1);
  expect(off).toEqual([
    { cell: "o1.5-args.5-handlers.inline", error: expect.closeTo(-0.515, 3), reason: expect.any(String) },
  ]);
  expect(idleReasons).toEqual([]);
  expect(raise(2)).toMatchObject({ off: [], idleReasons: ["o1.5-args.5-handlers.inline"] });
  expect(validate(calls(20, 40), constants).off.map(({ cell, reason }) => [cell, reason])).toEqual([
    ["t2.system-call.microkernel", undefined],
    ["t2.system-call.monolithic", undefined],
  ]);
  expect(validationTables(raise(1)).some(({ title }) => title.includes("quarter off"))).toBe(true);
});

test("errors are summed up by size", () => {
  expect(summarize([0.1, -0.3, 0.02, -0.04, 0.2])).toEqual({
    cells: 5,
    median: 0.1,
    percentile80: 0.2,
    worst: 0.3,
    withinQuarter: 0.8,
  });
  expect(summarize([])).toMatchObject({ cells: 0, worst: 0 });
});

test("the document has cells, constants, orders and a summary, and says what is not covered", () => {
  const document = JSON.parse(JSON.stringify(validationDocument(validate(calls(9.31, 5.35), constants))));
  expect(Object.keys(document)).toEqual(["schema", "cells", "constants", "orders", "summary"]);
  expect(document.cells[2]).toMatchObject({
    cell: "t2.system-call.spin",
    role: "calibrated",
    error: expect.closeTo(0, 9),
  });
  expect(document.orders).toMatchObject({ kept: 2, broken: [{ row: "t2.system-call" }] });
  expect(document.summary.notCovered.cells).toBe(publishedCells().length - 3);
});

test("the tables show every cell, what was missed and what is broken", () => {
  const tables = validationTables(validate(calls(40, 20), constants));
  expect(tables[0].rows.map(({ label }) => label)).toEqual([
    "t2.system-call.monolithic",
    "t2.system-call.microkernel",
    "t2.system-call.spin",
  ]);
  const notes = tables.flatMap((table) => table.notes ?? []).join("\n");
  expect(notes).toMatch(/missed: median error/);
  expect(notes).toMatch(/broken: t2.system-call.monolithic below t2.system-call.microkernel/);
});

test("a cell is explained as a sum, the largest part first, each with where it is from", () => {
  const explanation = explain(calls(5.35, 9.31)[2], constants);
  expect(explanation.terms.map(({ constant, count, origin }) => [constant, count, origin])).toEqual([
    ["monolithic/path", 5.35, "assumed"],
    ["machine/trap.enter", 1, "assumed"],
  ]);
  const sum = explanation.terms.reduce((all, { time }) => all + time, 0);
  expect(sum).toBeCloseTo(explanation.model, 9);
  expect(explanation.role).toBe("predicted");
  const [table] = explanationTables(explain(calls(1, 1)[1], constants));
  expect(table.notes?.join("\n")).toContain("fitted to t2.system-call.spin");
});

test("a cell that there is not, that nothing measures, or that is no sum cannot be explained", () => {
  expect(() => checkPublished("t2.system-cal.spin")).toThrow(
    expect.objectContaining({
      code: "RSP_CELL_UNKNOWN",
      usage: true,
      message: expect.stringContaining("t2.system-call.spin?"),
    }),
  );
  expect(() => coveredCell("t4.trap.spin", calls(1, 1))).toThrow(
    expect.objectContaining({ code: "RSP_CELL_NOT_COVERED", usage: true }),
  );
  expect(() => explain({ ...calls(1, 1)[0], uses: undefined }, constants)).toThrow(
    expect.objectContaining({ code: "RSP_CELL_UNEXPLAINED" }),
  );
});
