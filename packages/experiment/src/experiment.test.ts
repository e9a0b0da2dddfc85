import { expect, test } from "vitest";
import { sums } from "./fixture.js";
import { claim, contextFor, defineExperiment, integer, isExperiment, judgeClaims, runExperiment } from "./index.js";
import type { Cell, ClaimAnswer, Query, Step } from "./index.js";

const root = import.meta.dirname;

test("a run yields a valid document: cells in a fixed order of fields, claims judged, conditions told", async () => {
  const steps: Step[] = [];
  const context = contextFor(sums, { seed: "7", systems: "monolithic,spin", parameters: { draws: "3" } });
  const document = await runExperiment(sums, context, { root, onStep: (step) => steps.push(step) });
  expect(document).toMatchObject({ schema: "respin.result/v1", experiment: "sums" });
  expect(document.cells.map((cell) => [cell.id, cell.system])).toEqual([
    ["sum/total", "spin"],
    ["sum/total", "monolithic"],
    ["sum/host", "any"],
  ]);
  expect(Object.keys(document.cells[2])).toEqual(["id", "system", "clock", "unit", "value", "interval", "published"]);
  expect(document.claims.map(({ id, holds }) => [id, holds])).toEqual([
    ["spin-sums", true],
    ["equal", false],
  ]);
  expect(document.manifest).toMatchObject({
    schemaVersion: 1,
    seed: 7,
    depth: "quick",
    parameters: { draws: 3, policy: "lru", workload: ["scan"] },
    systems: ["spin", "monolithic"],
    machine: { name: "alpha-axp-3000-400", hash: "m" },
    profiles: { spin: "s", monolithic: "s" },
    commit: "unknown",
    assertions: false,
  });
  expect(steps.filter((step) => step.kind === "progress")).toHaveLength(2);
});

test("equal seeds give byte-identical cells, another seed gives others", async () => {
  const cells = async (seed: string) =>
    JSON.stringify((await runExperiment(sums, contextFor(sums, { seed }), { root })).cells);
  expect(await cells("1")).toBe(await cells("1"));
  expect(await cells("2")).not.toBe(await cells("1"));
});

test("a claim about a system that was not run is not applicable, and the document says why", async () => {
  const document = await runExperiment(sums, contextFor(sums, { systems: "spin" }), { root });
  expect(document.claims.map(({ id }) => id)).toEqual(["spin-sums"]);
  expect(document.notApplicable).toEqual([expect.objectContaining({ id: "equal", reason: "monolithic was not run" })]);
});

const context = contextFor(sums, { systems: "spin,monolithic" });
const cell = (id: string, system: Cell["system"], value: number, frames?: number): Cell => ({
  id,
  system,
  clock: "count",
  unit: "1",
  value,
  ...(frames === undefined ? {} : { parameters: { frames } }),
});
const cells = [
  cell("a/misses", "spin", 6, 8),
  cell("a/misses", "spin", 3, 16),
  cell("a/calls", "spin", 2),
  cell("a/calls", "monolithic", 8),
];
const judge = (check: (query: Query) => ClaimAnswer) => judgeClaims([claim("c", "Text.", check)], cells, context);
const answer = (margin: number): ClaimAnswer => ({ holds: true, margin, evidence: [] });

test("a claim asks by id, system and parameters, and for ratios either way", () => {
  const margins = [
    judge(({ value }) => answer(value("a/misses", "spin", { frames: 16 }))),
    judge(({ ratio }) => answer(ratio("a/calls", ["monolithic", "spin"]))),
    judge(({ cell: find }) => answer(find("a/calls", "monolithic").value)),
    judge(({ has }) => answer(Number(has("a/calls", "spin")) + Number(has("a/none", "spin")))),
  ].map(({ judged }) => judged[0].margin);
  expect(margins).toEqual([3, 4, 8, 1]);
});

test.each<[string, (query: Query) => ClaimAnswer, RegExp]>([
  ["a misspelt cell", ({ value }) => answer(value("a/call", "spin")), /a\/call of spin.*did you mean a\/calls\?/],
  ["an ambiguous cell", ({ value }) => answer(value("a/misses", "spin")), /several cells are a\/misses/],
  ["evidence that is no cell", () => ({ holds: true, margin: 1, evidence: ["a/mises"] }), /did you mean a\/misses\?/],
  ["a margin that is no number", () => answer(Number.NaN), /margin NaN/],
])("%s is a fault of the claim, not an answer", (_, check, message) => {
  expect(() => judge(check)).toThrow(message);
});

test("an experiment that contradicts itself is refused where it is stated", () => {
  const stated = (change: object) => () =>
    defineExperiment({
      name: "x",
      title: "t",
      question: "q",
      origin: "ours",
      parameters: {},
      claims: [],
      run: async function* () {},
      ...change,
    });
  expect(isExperiment(stated({})())).toBe(true);
  expect(isExperiment({ name: "x" })).toBe(false);
  expect(stated({ name: "Paging DB" })).toThrow(/lower-case words/);
  expect(stated({ parameters: { seed: integer({ default: 1, help: "" }) } })).toThrow(/seed is an option of every run/);
  expect(stated({ parameters: { "kernel-policy": integer({ default: 1, help: "" }) } })).toThrow(/camelCase/);
  expect(stated({ claims: [claim("a", "", () => answer(1)), claim("a", "", () => answer(1))] })).toThrow(/called a/);
});

test.each([
  ["a cell twice", [cell("a/b", "spin", 1), cell("a/b", "spin", 2)], /second a\/b of spin/],
  ["a value that is no number", [cell("a/b", "spin", Number.NaN)], /cells\[0\]\.value/],
  [
    "a host cell without an interval",
    [{ ...cell("a/b", "any", 1), clock: "host" as const }],
    /never without its interval/,
  ],
])("%s makes an invalid result, told with the cell", async (_, yielded, message) => {
  const faulty = defineExperiment({
    name: "faulty",
    title: "t",
    question: "q",
    origin: "ours",
    parameters: {},
    claims: [],
    async *run() {
      for (const one of yielded) yield { kind: "cell", cell: one };
    },
  });
  const run = runExperiment(faulty, contextFor(faulty, {}), { root });
  await expect(run).rejects.toMatchObject({ code: "RSP_RESULT_INVALID", message: expect.stringMatching(message) });
});

test("a run gives the event loop a turn at every step", async () => {
  let turns = 0;
  const busy = defineExperiment({
    name: "busy",
    title: "t",
    question: "q",
    origin: "ours",
    parameters: {},
    claims: [],
    async *run() {
      for (let done = 0; done < 50; done++) yield { kind: "progress", done, total: 50, label: "" };
    },
  });
  const count = (): void => {
    turns++;
    timer = setImmediate(count);
  };
  let timer = setImmediate(count);
  await runExperiment(busy, contextFor(busy, {}), { root });
  clearImmediate(timer);
  expect(turns).toBeGreaterThanOrEqual(50);
});

test("an aborted run ends at once, even while it waits, and the experiment can clean up", async () => {
  const abort = new AbortController();
  let cleaned = false;
  const endless = defineExperiment({
    name: "endless",
    title: "t",
    question: "q",
    origin: "ours",
    parameters: {},
    claims: [],
    async *run() {
      try {
        for (let done = 0; ; done++) yield { kind: "progress", done, total: 1, label: "" };
      } finally {
        cleaned = true;
      }
    },
  });
  // Once it has begun: an interrupt before that has nothing to clean up.
  const onStep = (): void => abort.abort();
  const run = runExperiment(endless, contextFor(endless, {}), { root, signal: abort.signal, onStep });
  await expect(run).rejects.toMatchObject({ code: "RSP_INTERRUPTED" });
  expect(cleaned).toBe(true);
  await expect(
    runExperiment(endless, contextFor(endless, {}), { root, signal: AbortSignal.abort() }),
  ).rejects.toMatchObject({ code: "RSP_INTERRUPTED" });
});

test.each([
  [{ systems: "spin,monolitic" }, "RSP_SYSTEM", /"monolitic"; did you mean monolithic\?/],
  [{ machine: "alpha" }, "RSP_MACHINE", /"alpha"; did you mean alpha-axp-3000-400\?/],
  [{ seed: "-1" }, "RSP_PARAMETER", /--seed takes a whole number from 0 up/],
  [{ parameters: { policy: "lfu" } }, "RSP_PARAMETER", /--policy knows no "lfu"; did you mean lru\?/],
])("a request for %j is refused with the right word", (request, code, message) => {
  expect(() => contextFor(sums, request)).toThrow(
    expect.objectContaining({ code, usage: true, message: expect.stringMatching(message) }),
  );
});
