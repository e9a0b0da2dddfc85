import { expect, test } from "vitest";
import { sums } from "./fixture.js";
import { compareDocuments, contextFor, runExperiment } from "./index.js";
import type { Cell, ResultDocument } from "./index.js";

const document = await runExperiment(sums, contextFor(sums, {}), { root: import.meta.dirname });

function withCell(index: number, change: Partial<Cell>): ResultDocument {
  return { ...document, cells: document.cells.map((cell, at) => (at === index ? { ...cell, ...change } : cell)) };
}

test("a document equals itself, whenever it was made and on whatever host", () => {
  const elsewhere = { ...document, manifest: { ...document.manifest, node: "99", durationMs: 1, started: "x" } };
  expect(compareDocuments(document, elsewhere)).toEqual({
    experiment: "sums",
    equal: true,
    cellsCompared: 4,
    cells: [],
    claims: [],
    conditions: ["node"],
  });
});

test("counts and modelled time are compared exactly", () => {
  const [{ value }] = document.cells;
  const off = value + 1e-9;
  expect(compareDocuments(document, withCell(0, { value: off }))).toMatchObject({
    equal: false,
    cells: [{ cell: "sum/total of spin (policy=lru)", kind: "value", a: value, b: off }],
  });
  expect(compareDocuments(document, withCell(0, { breakdown: { draws: 9 } })).cells[0].kind).toBe("breakdown");
  expect(compareDocuments(document, withCell(0, { unit: "us" })).cells[0].kind).toBe("meaning");
});

test("host cells are equal while their intervals meet", () => {
  expect(compareDocuments(document, withCell(3, { value: 1.9, interval: [1.8, 2.5] })).equal).toBe(true);
  expect(compareDocuments(document, withCell(3, { value: 2.5, interval: [2.1, 2.9] })).equal).toBe(false);
  expect(compareDocuments(document, withCell(3, { value: 0.5, interval: [0.1, 0.9] })).equal).toBe(false);
});

test("a cell that only one has, and a claim that came out otherwise, are differences", () => {
  const fewer = { ...document, cells: document.cells.slice(1) };
  expect(compareDocuments(document, fewer).cells).toEqual([expect.objectContaining({ kind: "only in A", b: null })]);
  expect(compareDocuments(fewer, document).cells).toEqual([expect.objectContaining({ kind: "only in B", a: null })]);
  const broken = { ...document, claims: document.claims.map((claim) => ({ ...claim, holds: false })) };
  expect(compareDocuments(document, broken)).toMatchObject({
    equal: false,
    claims: [{ claim: "spin-sums", a: "holds", b: "fails" }],
  });
});

test("the order of a cell's parameters does not matter, their values do", () => {
  const both = { policy: "lru", frames: 8 };
  const a = withCell(0, { parameters: both });
  expect(compareDocuments(a, withCell(0, { parameters: { frames: 8, policy: "lru" } })).equal).toBe(true);
  expect(compareDocuments(a, withCell(0, { parameters: { ...both, frames: 9 } })).cells).toHaveLength(2);
});
