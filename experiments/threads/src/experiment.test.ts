import { contextFor, judgeClaims, plotsOf, publishedCells, runExperiment } from "@respin/experiment";
import { expect, test } from "vitest";
import { claims } from "./claims.js";
import experiment from "./index.js";

const context = contextFor(experiment, { parameters: { othersMax: "100" } });
const run = { root: import.meta.dirname };
const { cells, claims: judged } = await runExperiment(experiment, context, run);

test("the fourteen cells of Table 3 are there, each beside the paper's", () => {
  const paper = publishedCells().filter(({ id }) => id.startsWith("t3."));
  const beside = cells.flatMap(({ published }) => (published === undefined ? [] : [published.cell]));
  expect(beside.toSorted()).toEqual(paper.map(({ id }) => String(id)).toSorted());
});

test("where the time went adds up to the time", () => {
  const timed = cells.filter(({ clock }) => clock === "modelled");
  expect(timed.length).toBeGreaterThan(14);
  for (const { value, breakdown } of timed) {
    const sum = Object.values(breakdown ?? {}).reduce((all, part) => all + part, 0);
    expect(Math.abs(sum / value - 1)).toBeLessThan(1e-9);
  }
});

test("every claim holds", () => {
  expect(judged.map(({ id }) => id)).toEqual(claims.map(({ id }) => id));
  expect(judged.filter(({ holds }) => !holds)).toEqual([]);
});

test.each([
  ["kernel", "spin", "kernel", 20],
  ["integrated", "spin", "user-integrated", 20],
  ["layered", "spin", "user-layered", 0.3],
  ["outside", "microkernel", "user", 0.01],
] as const)("the claim %s fails where threads of %s (%s) take %d times as long", (id, system, kind, factor) => {
  const changed = cells.map((each) =>
    each.id === "threads/time" && each.system === system && each.parameters?.["kind"] === kind
      ? { ...each, value: each.value * factor }
      : each,
  );
  const failing = judgeClaims(claims, changed, context).judged.filter(({ holds }) => !holds);
  expect(failing.map((each) => each.id)).toContain(id);
});

test("what is not a thread's crosses nothing: within a kernel there are neither traps nor messages", () => {
  const crossed = cells.filter(({ id, parameters }) => id !== "threads/time" && parameters?.["kind"] === "kernel");
  expect(crossed).toHaveLength(12);
  for (const { value } of crossed) expect(value).toBe(0);
});

test("iterations change nothing: every round is like every other", async () => {
  const more = contextFor(experiment, { parameters: { othersMax: "100", iterations: "23" } });
  const again = await runExperiment(experiment, more, run);
  for (const [index, { value }] of again.cells.entries()) expect(value).toBeCloseTo(cells[index].value, 6);
});

test("the plot can be drawn", () => {
  expect(plotsOf(experiment, cells, context).map(({ name }) => name)).toEqual(["threads"]);
});
