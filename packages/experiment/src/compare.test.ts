import * as fc from "fast-check";
import { expect, test } from "vitest";
import { sums } from "./fixture.js";
import { compareDocuments, contextFor, HOST_BAND, randomFrom, runExperiment } from "./index.js";
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
    host: [expect.objectContaining({ cell: "sum/host of any", ratio: 1, verdict: "within", basis: "intervals" })],
    band: HOST_BAND,
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

test("a breakdown that differs names the cost that differs most, with both values", () => {
  const cell = { breakdown: { draws: 9, rest: 1 } };
  expect(compareDocuments(document, withCell(0, cell)).cells[0]).toMatchObject({
    kind: "breakdown",
    part: { cost: "draws", a: 10, b: 9 },
  });
});

test("the worst difference comes first", () => {
  const cells = document.cells.map((cell, at) => (at < 3 ? { ...cell, value: cell.value * [1.1, 3, 0.5][at] } : cell));
  const { cells: found } = compareDocuments(document, { ...document, cells: cells.slice(0, 3) });
  expect(found.map(({ cell }) => cell.replace(" (policy=lru)", ""))).toEqual([
    "sum/host of any",
    "sum/total of monolithic",
    "sum/total of microkernel",
    "sum/total of spin",
  ]);
});

test("without samples, host cells differ when what their intervals allow together lies beyond the band", () => {
  const differs = (change: Partial<Cell>, band?: number) =>
    compareDocuments(document, withCell(3, change), band === undefined ? {} : { band }).cells.map(({ host }) => host);
  expect(differs({ value: 2.5, interval: [2.1, 2.9] })).toEqual([]);
  expect(differs({ value: 2.5, interval: [2.1, 2.9] }, 1)).toMatchObject([{ verdict: "above", basis: "intervals" }]);
  expect(differs({ value: 1.9, interval: [1.8, 2.5] }, 1)).toEqual([]);
  expect(differs({ value: 0.5, interval: [0.1, 0.9] }, 1)).toMatchObject([{ verdict: "below" }]);
  expect(differs({ value: 5, interval: [4.1, 6] })).toMatchObject([{ verdict: "above" }]);
});

test("with samples, host cells differ when the interval of the ratio of their medians lies beyond the band", () => {
  const samples = [1.4, 1.5, 1.6, 1.46, 1.54];
  const a = withCell(3, { samples });
  const times = (factor: number) => withCell(3, { samples: samples.map((each) => each * factor) });
  expect(compareDocuments(a, times(1.5)).equal).toBe(true);
  const [{ host }] = compareDocuments(a, times(3)).cells;
  expect(host).toMatchObject({ verdict: "above", basis: "samples" });
  expect(host?.ratio).toBeCloseTo(3);
  expect(compareDocuments(times(3), a).cells[0].host).toMatchObject({ verdict: "below" });
  expect(compareDocuments(a, times(1.5), { band: 1 }).equal).toBe(false);
});

/** A document of so many host cells, each measured in so many rounds of a noisy computer. */
function measured(seed: number, cells: number, rounds: number): ResultDocument {
  const random = randomFrom(seed);
  const sample = () => Math.exp(0.1 * (random.float() + random.float() - 1)) * (random.float() < 0.05 ? 3 : 1);
  return {
    ...document,
    cells: Array.from({ length: cells }, (_, at): Cell => {
      const samples = Array.from({ length: rounds }, sample);
      return { id: `host/${at}`, system: "any", clock: "host", unit: "1", value: 1, interval: [0.5, 2], samples };
    }),
  };
}

test("of 200 pairs of runs of the same distribution, hardly any differs in any of its 39 cells, even with a band of 1", () => {
  const differing = Array.from({ length: 200 }, (_, pair) => {
    const [a, b] = [measured(2 * pair, 39, 21), measured(2 * pair + 1, 39, 21)];
    return !compareDocuments(a, b, { band: 1 }).equal;
  });
  // Five of a hundred are allowed; the intervals are made for the worst, and 0 are seen.
  expect(differing.filter((differs) => differs).length).toBeLessThanOrEqual(10);
});

test("what differs one way differs the other way in the other order", () => {
  fc.assert(
    fc.property(fc.nat(), fc.double({ min: 0.2, max: 5, noNaN: true }), (seed, factor) => {
      const a = measured(seed, 3, 9);
      const slower = a.cells.map((cell) => ({ ...cell, samples: cell.samples?.map((each) => each * factor) ?? [1] }));
      const b = { ...measured(seed + 1, 3, 9), cells: slower };
      const opposite = { above: "below", below: "above", within: "within" };
      const there = compareDocuments(a, b).host.map(({ verdict }) => opposite[verdict]);
      expect(compareDocuments(b, a).host.map(({ verdict }) => verdict)).toEqual(there);
    }),
    { numRuns: 50 },
  );
});

test("a count that moves with the code differs, and says whether it moved further than it may", () => {
  const drifting = (value: number) => withCell(0, { value, drift: 1.5 });
  const a = drifting(100);
  expect(compareDocuments(a, drifting(149)).cells).toMatchObject([{ drift: { most: 1.5, within: true } }]);
  expect(compareDocuments(a, drifting(67)).cells).toMatchObject([{ drift: { within: true } }]);
  expect(compareDocuments(a, drifting(151)).cells).toMatchObject([{ drift: { within: false } }]);
  expect(compareDocuments(a, drifting(0)).cells).toMatchObject([{ drift: { within: false } }]);
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
