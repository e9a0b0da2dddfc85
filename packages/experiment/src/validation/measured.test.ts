import { expect, test } from "vitest";
import type { Cell } from "../experiment.js";
import { published } from "../paper/published.js";
import { measuredCells } from "./measured.js";
import { assumedCost, constantsWith, fittedCost } from "./testing/models.js";

const constants = constantsWith({ call: fittedCost(17, "t2.in-kernel-call.spin"), path: assumedCost(133) });
const bare = {
  id: "trap/time",
  system: "spin",
  clock: "modelled",
  unit: "us",
  value: (17 + 2 * 133 + 130) / 133,
} as const;
const breakdown = { call: 17 / 133, path: 2, "trap.enter": 130 / 133 };
const cell: Cell = { ...bare, breakdown, published: published("t4.trap.spin") };
const measure = (change: Partial<Cell>) => measuredCells("tested", [{ ...cell, ...change }], constants);

test("a published cell is the costs that it spends, and how often", () => {
  const [measured] = measure({});
  expect(measured).toMatchObject({ experiment: "tested", model: cell.value, published: { id: "t4.trap.spin" } });
  expect(measured.uses?.map(({ constant, count }) => [constant.id, count])).toEqual([
    ["spin/call", 1],
    ["spin/path", 2],
    ["machine/trap.enter", 1],
  ]);
});

test("counts, host ratios and cells that no paper has are left aside", () => {
  expect(measuredCells("tested", [{ ...bare, breakdown }], constants)).toEqual([]);
  expect(measure({ clock: "count" })).toEqual([]);
  expect(measure({ clock: "host", interval: [1, 2] })).toEqual([]);
});

test("a cell without a breakdown counts, but is no sum", () => {
  const [measured] = measuredCells("tested", [{ ...bare, published: published("t4.trap.spin") }], constants);
  expect(measured.uses).toBeUndefined();
});

test.each<[string, Partial<Cell>, string, RegExp]>([
  ["a number that no cost explains", { value: cell.value + 1 }, "RSP_VALIDATION_SUM", /add up to/],
  [
    "a cost of its own",
    { breakdown: { ...cell.breakdown, "t4.trap": 1 }, value: cell.value + 1 },
    "RSP_VALIDATION_COST",
    /"t4.trap"/,
  ],
  ["a cell that there is not", { published: { cell: "t4.trap.minix", value: 7 } }, "RSP_VALIDATION_CELL", /t4\.trap\./],
  [
    "another value",
    { published: { cell: "t4.trap.spin", value: cell.value } },
    "RSP_VALIDATION_CELL",
    /published\(id\)/,
  ],
  ["another system's cell", { published: published("t4.trap.monolithic") }, "RSP_VALIDATION_CELL", /monolithic's/],
  ["another unit", { unit: "ms" }, "RSP_VALIDATION_CELL", /its unit is us/],
])("%s is refused", (_, change, code, message) => {
  expect(() => measure(change)).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) }));
});
