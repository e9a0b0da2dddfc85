import * as fc from "fast-check";
import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import { formatNumber, reportPage, tablesOfCells } from "./index.js";
import type { BrokenDownCell } from "./index.js";

const word = fc.constantFrom("a", "b", "a/b", "b/a", "cells/a", "a.b/c");
const cells = fc.array(
  fc.record({
    id: word,
    system: fc.constantFrom("spin", "monolithic", "any"),
    clock: fc.constantFrom("modelled", "count", "host"),
    unit: fc.constantFrom("us", "1"),
    parameters: fc.dictionary(fc.constantFrom("p", "q"), fc.constantFrom("1", "2", "1, q=2", 1, true)),
  }),
  { maxLength: 30 },
);
/** Text as it is seen. */
function seen(element: Element | null): string {
  return element?.textContent.replace(/\s+/g, " ").trim() ?? "";
}

/** Each has a value of its own, so that it can be found again. */
const numbered = cells.map((all) => all.map((cell, n): BrokenDownCell => ({ ...cell, value: n + 1 })));

test("each cell of a document stands in exactly one place of exactly one table", () => {
  fc.assert(
    fc.property(numbered, (all) => {
      const shown = tablesOfCells(all).flatMap(({ rows }) =>
        rows.flatMap(({ values }) => values.filter((value) => value !== null)),
      );
      expect(shown.toSorted((a, b) => Number(a) - Number(b))).toEqual(all.map(({ value }) => value));
    }),
    { numRuns: 300 },
  );
});

test("each cell of a document stands on the page once, in the tables of all cells, under its system and with its unit", async () => {
  await fc.assert(
    fc.asyncProperty(numbered, async (all) => {
      const experiment = {
        name: "one",
        told: [],
        claims: [],
        tables: [],
        plots: [],
        notes: [],
        cells: all,
        manifest: {},
      };
      const { document } = parseHTML(await reportPage({ experiments: [experiment] }));
      const found = [...document.querySelectorAll("details.cells table")].flatMap((table) => {
        const heads = [...table.querySelectorAll("thead th, thead td")].map(seen);
        const caption = seen(table.querySelector("caption"));
        return [...table.querySelectorAll("tbody tr")].flatMap((row) =>
          [...row.children].flatMap((cell, at) => {
            if (cell.tagName !== "TD" || heads[at] === "unit" || seen(cell) === "-") return [];
            const unit = heads.includes("unit")
              ? seen(row.children[heads.indexOf("unit")])
              : caption.includes("(us)")
                ? "us"
                : "";
            return [`${seen(cell)} ${heads[at]} ${unit}`];
          }),
        );
      });
      const expected = all.map(
        ({ value, system, unit }) => `${formatNumber(value)} ${system} ${unit === "1" ? "" : unit}`,
      );
      expect(found.toSorted()).toEqual(expected.toSorted());
    }),
    { numRuns: 60 },
  );
});

test("host cells that are not to be quoted are marked, each of them, and the table says why", () => {
  const cell = { id: "raise", system: "any", clock: "host", unit: "1", value: 2, interval: [1, 3] as const };
  const [table] = tablesOfCells([cell, { ...cell, id: "other" }], { quotable: false });
  expect(table.rows.map(({ values }) => values)).toEqual([["2 [1, 3] †"], ["2 [1, 3] †"]]);
  expect(table.notes).toEqual(["† not to be quoted: assertions or a debugger were on."]);
  expect(tablesOfCells([cell])[0].notes).toBeUndefined();
  const [modelled] = tablesOfCells([{ ...cell, clock: "modelled" }], { quotable: false });
  expect(modelled.rows[0].values).toEqual(["2 [1, 3]"]);
});
