import assert from "node:assert/strict";
import { test } from "node:test";
import { costRows, costTable, withTable } from "./cost-table.mjs";

const cost = (cycles, origin = "assumed") => ({ cycles, unit: "call", group: "crossing", origin, source: "a | b" });

test("costs that several systems declare alike are one row, others one each", () => {
  const rows = costRows(
    [["alpha", { trap: cost(130) }]],
    [
      ["spin", { step: cost(12), path: cost(1) }],
      ["monolithic", { step: cost(12), path: cost(2), file: cost(3) }],
      ["microkernel", { step: cost(12), path: cost(2) }],
    ],
  );
  assert.deepEqual(
    rows.map(([name, of, cycles]) => [name, of, cycles]),
    [
      ["`trap`", "alpha", "130"],
      ["`step`", "every system", "12"],
      ["`path`", "spin", "1"],
      ["`path`", "monolithic, microkernel", "2"],
      ["`file`", "monolithic", "3"],
    ],
  );
});

test("the table counts the origins, lines its columns up, and lets no source break a row", () => {
  const table = costTable(costRows([["alpha", { a: cost(1), longer: cost(20, "stated") }]], []));
  const [counted, , heading, ...rows] = table.split("\n");
  assert.equal(counted, "2 costs: 1 assumed, 1 stated.");
  assert.ok(rows.every((row) => row.length === heading.length && row.split(/(?<!\\)\|/).length === 9));
});

test("a fitted cost names its cells, and one that is another system's names that", () => {
  const fitted = { ...cost(3, "calibrated"), source: "what is left", fittedTo: ["t1.a", "t1.b"] };
  const same = { ...cost(3, "calibrated"), source: "", as: "spin" };
  const rows = costRows(
    [],
    [
      ["spin", { path: fitted }],
      ["microkernel", { path: same }],
    ],
  );
  assert.deepEqual(
    rows.map((row) => row.at(-1)),
    ["`t1.a`, `t1.b`: what is left", "that of spin"],
  );
});

test("the table is written between the markers, again without change, and nowhere else", () => {
  const page = "before\n<!-- costs: written by tools/cost-table.mjs -->\nold\n<!-- costs: end -->\nafter\n";
  const written = withTable(page, "new");
  assert.equal(
    written,
    "before\n<!-- costs: written by tools/cost-table.mjs -->\n\nnew\n\n<!-- costs: end -->\nafter\n",
  );
  assert.equal(withTable(written, "new"), written);
  assert.throws(() => withTable("no markers", "new"), /costs: end/);
});
