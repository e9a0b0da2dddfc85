import * as fc from "fast-check";
import { expect, test } from "vitest";
import { formatNumber, renderClaims, renderMarkdown, renderText, tablesOfCells, useColour, wrap } from "./index.js";
import type { Table } from "./index.js";

test.each([
  [0, "0"],
  [-0, "0"],
  [7, "7"],
  [0.12, "0.12"],
  [7.1, "7.1"],
  [28.3333, "28.33"],
  [1042, "1,042"],
  [1234567, "1,234,567"],
  [-1234.56, "-1,235"],
  [0.000123456, "0.0001235"],
  [1.5e-9, "1.5e-9"],
  [2e20, "2e+20"],
  [999.96, "1,000"],
])("%d is shown as %s", (value, text) => {
  expect(formatNumber(value)).toBe(text);
});

test("a shown number is within a thousandth of the number", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e300, max: 1e300 }), (value) => {
      const back = Number(formatNumber(value).replaceAll(",", ""));
      expect(Math.abs(back - value)).toBeLessThanOrEqual(Math.abs(value) / 1000);
    }),
  );
});

const calls: Table = {
  title: "What a call costs",
  columns: ["spin", "monolithic", "microkernel"],
  rows: [
    { label: "in-kernel call", unit: "us", values: [0.12, null, null], best: "low" },
    { label: "system call", unit: "us", values: [4, 5, 7.25], best: "low" },
    { label: "cross-address-space call", unit: "us", values: [89, 1845, 105], best: "low" },
  ],
  notes: ["Table 2 of SOSP'95 has these rows."],
};

test("numbers stand aligned on the decimal point, winners marked, a shared unit in the title", () => {
  expect(renderText(calls)).toBe(
    [
      "What a call costs (us)",
      "                            spin  monolithic  microkernel",
      "in-kernel call             0.12           -         -",
      "system call                4*             5         7.25",
      "cross-address-space call  89*         1,845       105",
      "  * best of its row",
      "  Table 2 of SOSP'95 has these rows.",
    ].join("\n"),
  );
});

test("rows of different units get a unit column", () => {
  const text = renderText({
    title: "Mix",
    columns: ["spin"],
    rows: [
      { label: "misses", unit: "1", values: [12] },
      { label: "time", unit: "ms", values: [3.5] },
    ],
  });
  expect(text).toBe(["Mix", "        unit  spin", "misses        12", "time    ms     3.5"].join("\n"));
});

test("equal values, a lone value and a row without a winner are not marked", () => {
  const rows = [
    { label: "equal", values: [4, 4], best: "low" },
    { label: "alone", values: [4, null], best: "high" },
    { label: "unjudged", values: [4, 5] },
  ] as const;
  expect(renderText({ title: "t", columns: ["a", "b"], rows })).not.toContain("*");
});

test("colour marks the winner and changes no other character", () => {
  const coloured = renderText(calls, { colour: true });
  expect(coloured).toContain("\u001b[32m");
  // oxlint-disable-next-line no-control-regex
  const bare = coloured.replace(/\u001b\[\d+m/g, "").split("\n");
  expect(bare.map((line) => line.trimEnd())).toEqual(renderText(calls).split("\n"));
});

test("columns that do not fit follow below, and every value is still there", () => {
  const columns = Array.from({ length: 20 }, (_, index) => `column-${index}`);
  const rows = [{ label: "a label that is rather long, and goes on", values: columns.map((_, index) => 1000 + index) }];
  const text = renderText({ title: "Wide", columns, rows });
  for (let index = 0; index < 20; index++) expect(text).toContain(`1,0${String(index).padStart(2, "0")}`);
});

test("no line is wider than asked, whatever the table", () => {
  const value = fc.oneof(fc.double({ noNaN: true }), fc.string({ maxLength: 150 }), fc.constant(null));
  const table = fc.integer({ min: 0, max: 9 }).chain((width) =>
    fc.record({
      title: fc.string({ maxLength: 200 }),
      columns: fc.array(fc.string({ maxLength: 120 }), { minLength: width, maxLength: width }),
      rows: fc.array(
        fc.record({
          label: fc.string({ maxLength: 200 }),
          unit: fc.constantFrom("us", "1", "Mbit/s"),
          values: fc.array(value, { minLength: width, maxLength: width }),
          best: fc.constantFrom("low" as const, "high" as const),
        }),
        { maxLength: 5 },
      ),
      notes: fc.array(fc.string({ maxLength: 200 }), { maxLength: 2 }),
    }),
  );
  fc.assert(
    fc.property(table, fc.constantFrom(60, 80, 100), (drawn, width) => {
      for (const line of renderText(drawn, { width }).split("\n")) expect(line.length).toBeLessThanOrEqual(width);
    }),
  );
});

test("a label cannot move the cursor", () => {
  const text = renderText({ title: "t\u001b[2J", columns: ["a"], rows: [{ label: "x\r\ny", values: [1] }] });
  // oxlint-disable-next-line no-control-regex
  expect(text).not.toMatch(/[\u001b\r]/);
  expect(text.split("\n")).toHaveLength(3);
});

test("the same table as Markdown", () => {
  expect(renderMarkdown({ ...calls, title: "a|b" })).toBe(
    [
      "### a\\|b (us)",
      "",
      "|  | spin | monolithic | microkernel |",
      "| --- | ---: | ---: | ---: |",
      "| in-kernel call | 0.12 | - | - |",
      "| system call | 4\\* | 5 | 7.25 |",
      "| cross-address-space call | 89\\* | 1,845 | 105 |",
      "",
      "- \\* best of its row",
      "- Table 2 of SOSP'95 has these rows.",
      "",
    ].join("\n"),
  );
});

test("cells without tables are grouped by the part before the slash, a column a system, the paper's value beside ours", () => {
  const trap = { id: "memory/trap", clock: "modelled", unit: "us" };
  const tables = tablesOfCells([
    { ...trap, system: "spin", value: 7.1, published: { cell: "t4.trap.spin", value: 7 } },
    { ...trap, system: "monolithic", value: 250 },
    { id: "memory/misses", system: "spin", clock: "count", unit: "1", value: 3, parameters: { frames: 8 } },
    { id: "memory/misses", system: "spin", clock: "count", unit: "1", value: 2, parameters: { frames: 16 } },
    { id: "raise", system: "any", clock: "host", unit: "1", value: 1.4, interval: [1.3, 1.5] },
  ]);
  expect(tables).toEqual([
    {
      title: "memory: modelled time",
      columns: ["spin", "paper", "error", "monolithic"],
      rows: [{ label: "trap", unit: "us", values: [7.1, 7, "+1.4 %", 250] }],
    },
    {
      title: "memory: counts",
      columns: ["spin"],
      rows: [
        { label: "misses (frames=8)", unit: "1", values: [3] },
        { label: "misses (frames=16)", unit: "1", values: [2] },
      ],
    },
    {
      title: "cells: host time",
      columns: ["any"],
      rows: [{ label: "raise", unit: "1", values: ["1.4 [1.3, 1.5]"] }],
    },
  ]);
});

test("claims say whether they hold, by how much, and why one was not asked", () => {
  const text = renderClaims([
    { id: "a", text: "First.", holds: true, margin: 0.12 },
    { id: "b", text: "Second.", holds: false, margin: -2 },
    { id: "c", text: "Third.", reason: "microkernel was not run" },
  ]);
  expect(text.split("\n")).toEqual([
    "Claims",
    "holds           First. (a; margin 0.12)",
    "FAILS           Second. (b; margin -2)",
    "not applicable  Third. (c; microkernel was not run)",
  ]);
});

test("colour is for terminals, and NO_COLOR turns it off", () => {
  expect(useColour({ isTTY: true }, {})).toBe(true);
  expect(useColour({ isTTY: true }, { NO_COLOR: "" })).toBe(true);
  expect(useColour({ isTTY: true }, { NO_COLOR: "1" })).toBe(false);
  expect(useColour({}, {})).toBe(false);
});

test("wrapping loses no word", () => {
  expect(wrap("one two three", 7)).toEqual(["one two", "three"]);
  expect(wrap("abcdefghij", 4)).toEqual(["abcd", "efgh", "ij"]);
  expect(wrap("", 4)).toEqual([""]);
});
