import { expect, test } from "vitest";
import { paperSources, published, publishedCell, publishedCells } from "../index.js";

test("a published cell is told with its source, table and unit", () => {
  expect(publishedCell("t4.trap.spin")).toEqual({
    id: "t4.trap.spin",
    source: "sosp95",
    table: "Table 4",
    row: "trap",
    system: "spin",
    value: 7,
    unit: "us",
  });
  expect(publishedCell("t4.trap.monolithic").note).toMatch(/1996 gives 200/);
  expect(published("o2.50-guards")).toEqual({ cell: "o2.50-guards", value: 530 });
});

test("no two published cells share an id, and each has a cited source", () => {
  const cells = publishedCells();
  expect(cells).toHaveLength(108);
  expect(new Set(cells.map((cell) => cell.id)).size).toBe(108);
  for (const cell of cells) expect(paperSources[cell.source]).toMatch(/19\d\d/);
});

test("a misspelt id does not compile, and fails where types are not checked", () => {
  // @ts-expect-error: there is no such cell
  expect(() => publishedCell("t4.trap.minix")).toThrow(/t4.trap.minix/);
});
