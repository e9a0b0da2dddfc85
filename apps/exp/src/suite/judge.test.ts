import { contextFor, defineExperiment, runExperiment } from "@respin/experiment";
import type { Cell, ResultDocument } from "@respin/experiment";
import { expect, test } from "vitest";
import { lineOf } from "./finding.js";
import { judge } from "./judge.js";

const cells: readonly Cell[] = [
  {
    id: "trap/enter",
    system: "spin",
    clock: "modelled",
    unit: "us",
    value: 7,
    parameters: { args: 2 },
    breakdown: { "trap.enter": 5, "trap.leave": 2 },
    published: { cell: "t4.trap.spin", value: 7 },
  },
  { id: "lines/all", system: "spin", clock: "count", unit: "lines", value: 100, drift: 1.5 },
  {
    id: "host/raise",
    system: "any",
    clock: "host",
    unit: "1",
    value: 2,
    interval: [1.9, 2.1],
    samples: [1.9, 1.95, 2, 2, 2, 2.05, 2.1],
  },
];

const experiment = defineExperiment({
  name: "traps",
  title: "Traps",
  question: "What is a trap?",
  origin: "ours",
  parameters: {},
  async *run() {
    for (const cell of cells) yield { kind: "cell", cell };
  },
  claims: [],
});
const claimed = { id: "fast", text: "Traps are fast", holds: true, margin: 2, evidence: ["trap/enter"] };
const baseline: ResultDocument = {
  ...(await runExperiment(experiment, contextFor(experiment, {}), { root: import.meta.dirname })),
  claims: [claimed],
};

const places = { baseline: "b/traps.json", document: "d/traps.json", depth: "quick", hasBaselines: true } as const;
const compare = "`corepack pnpm exp compare b/traps.json d/traps.json`";

/** A document in which one cell is otherwise, or gone. */
function changed(index: number, change: Partial<Cell> | undefined): ResultDocument {
  const all = baseline.cells.flatMap((cell, at) =>
    at === index ? (change === undefined ? [] : [{ ...cell, ...change }]) : [cell],
  );
  return { ...baseline, cells: all };
}

function found(document: ResultDocument, against: ResultDocument | undefined = baseline): [string, boolean][] {
  return judge(document, against, places).findings.map((finding) => [lineOf(finding), finding.fails]);
}

test("an equal document has nothing against it, whatever computer and commit it is of", () => {
  const manifest = { ...baseline.manifest, commit: "another", node: "99", lockfile: "another" };
  expect(judge({ ...baseline, manifest }, baseline, places)).toMatchObject({ findings: [], again: [] });
});

test.each<[string, number, Partial<Cell> | undefined, string]>([
  ["a value", 0, { value: 7.2 }, "is 7.2 us, the baseline has 7 us"],
  ["a value that is nearly the same", 0, { value: 7.00000001 }, "is 7.00000001 us, the baseline has 7.00000000 us"],
  ["a unit", 0, { unit: "ms" }, "is 7 ms (modelled), the baseline has 7 us (modelled)"],
  ["a clock", 0, { clock: "count" }, "is 7 us (count), the baseline has 7 us (modelled)"],
  ["a cell that is gone", 0, undefined, "is missing, the baseline has 7 us"],
  [
    "a breakdown",
    0,
    { breakdown: { "trap.enter": 4, "trap.leave": 3 } },
    "spends 4 us as trap.enter, the baseline spends 5 us (in all 7 us, as before)",
  ],
])("%s that differs fails, with the cell, both values and the commands that show more", (_, index, change, message) => {
  const explain = "`corepack pnpm exp validate --explain t4.trap.spin`";
  const line = `RSP_BENCH_CELL  traps: trap/enter of spin (args=2) ${message}; ${compare} and ${explain} show more`;
  expect(found(changed(index, change))).toEqual([[line, true]]);
});

test("a cell that the baseline does not have fails", () => {
  const { id, ...rest } = cells[0];
  const extra = { ...baseline, cells: [...baseline.cells, { ...rest, id: `${id}-again` }] };
  expect(found(extra)).toEqual([
    [expect.stringMatching(/trap\/enter-again .* is 7 us, the baseline has no such cell/), true],
  ]);
});

test("a count of the code may move as far as it says, and another of its kind may come, but none may go", () => {
  expect(found(changed(1, { value: 149 }))).toEqual([
    [expect.stringContaining("is 149 lines, the baseline has 100 lines: within the factor of 1.5"), false],
  ]);
  expect(found(changed(1, { value: 151 }))).toEqual([[expect.stringContaining("beyond the factor of 1.5"), true]]);
  expect(found(changed(1, { id: "lines/other" })).map(([, fails]) => fails)).toEqual([true, false]);
});

test("a host cell that is surely above its band fails, and is to be measured again; one below it is only told", () => {
  const times = (factor: number) => changed(2, { samples: cells[2].samples?.map((each) => each * factor) ?? [] });
  expect(found(times(1.9))).toEqual([]);
  expect(judge(times(3), baseline, places).again).toHaveLength(1);
  expect(found(times(3))).toEqual([
    [expect.stringMatching(/^RSP_BENCH_HOST {2}traps: host\/raise of any .* 3 times \(.*\), above 2; /), true],
  ]);
  expect(judge(times(0.3), baseline, places).again).toEqual([]);
  expect(found(times(0.3))).toEqual([[expect.stringContaining("below 1/2"), false]]);
});

test("a claim that fails says by how much, here and in the baseline", () => {
  const document = { ...baseline, claims: [{ ...claimed, holds: false, margin: -0.5 }] };
  const line =
    "RSP_BENCH_CLAIM  traps: claim fast fails: its margin, of trap/enter, is -0.5, the baseline has 2 (holds): Traps are fast; `corepack pnpm exp run traps` shows more";
  expect(found(document)).toEqual([[line, true]]);
  expect(judge(document, baseline, places).again).toEqual([]);
  const ofHost = { ...document, claims: [{ ...claimed, holds: false, evidence: ["host/raise"] }] };
  expect(judge(ofHost, baseline, places).again).toHaveLength(1);
});

test("a claim that the baseline has hold must not go", () => {
  expect(found({ ...baseline, claims: [] })).toEqual([
    [expect.stringContaining("claim fast is no longer there"), true],
  ]);
  const inapplicable = {
    ...baseline,
    claims: [],
    notApplicable: [{ id: "fast", text: "t", reason: "spin was not run" }],
  };
  expect(found(inapplicable)).toEqual([[expect.stringContaining("does not apply any more (spin was not run)"), true]]);
});

test("without a baseline, or with one of other conditions, nothing is compared", () => {
  expect(found(baseline, { ...baseline, manifest: { ...baseline.manifest, seed: 2 } })).toEqual([
    [expect.stringMatching(/^RSP_BENCH_BASELINE {2}traps: .*\(seed\): seed was 2 and is 1; .*--update-baseline/), true],
  ]);
  const { findings, comparison } = judge(baseline, undefined, places);
  expect(comparison).toBeUndefined();
  expect(findings.map(lineOf)).toEqual([expect.stringMatching(/^RSP_BENCH_BASELINE {2}traps: it has no baseline/)]);
  expect(findings.map(({ fails }) => fails)).toEqual([false]);
  expect(judge(baseline, undefined, { ...places, hasBaselines: false }).findings[0].fails).toBe(true);
});
