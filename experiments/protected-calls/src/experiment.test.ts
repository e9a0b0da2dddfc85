import { contextFor, judgeClaims, plotsOf, runExperiment, type Cell } from "@respin/experiment";
import { expect, test } from "vitest";
import { claims } from "./claims.js";
import experiment from "./index.js";

const context = contextFor(experiment, {});
const { cells, claims: judged } = await runExperiment(experiment, context, { root: import.meta.dirname });

function cell(id: string, system: string, parameters: object): Cell | undefined {
  return cells.find(
    (each) =>
      each.id === id && each.system === system && JSON.stringify(each.parameters) === JSON.stringify(parameters),
  );
}

test("the seven cells of Table 2 are there, each beside the paper's, and no other has the paper's", () => {
  const beside = cells.flatMap(({ published }) => (published === undefined ? [] : [published.cell]));
  expect(beside.toSorted()).toEqual(
    [
      "t2.cross-address-space-call.microkernel",
      "t2.cross-address-space-call.monolithic",
      "t2.cross-address-space-call.spin",
      "t2.in-kernel-call.spin",
      "t2.system-call.microkernel",
      "t2.system-call.monolithic",
      "t2.system-call.spin",
    ].toSorted(),
  );
});

test("where the time went adds up to the time", () => {
  const timed = cells.filter(({ clock }) => clock === "modelled");
  expect(timed.length).toBeGreaterThan(10);
  for (const { value, breakdown } of timed) {
    const sum = Object.values(breakdown ?? {}).reduce((all, part) => all + part, 0);
    expect(Math.abs(sum / value - 1)).toBeLessThan(1e-9);
  }
});

test("a call crosses what its system has: two traps of an extension, four of sockets, two messages", () => {
  const across = { kind: "cross-address-space" };
  expect(cell("call/traps", "spin", across)?.value).toBe(2);
  expect(cell("call/traps", "monolithic", across)?.value).toBe(4);
  expect(cell("call/messages", "microkernel", across)?.value).toBe(2);
  expect(cell("call/traps", "spin", { kind: "in-kernel" })?.value).toBe(0);
});

test("every claim holds", () => {
  expect(judged.map(({ id }) => id)).toEqual(claims.map(({ id }) => id));
  expect(judged.filter(({ holds }) => !holds)).toEqual([]);
});

test.each([
  ["in-kernel", "in-kernel", "spin", 3],
  ["system-call", "system-call", "spin", 2],
  ["across", "cross-address-space", "microkernel", 10],
  ["server-loses", "through-server", "spin", 0.1],
] as const)("the claim %s fails where %s of %s takes %d times as long", (id, kind, system, factor) => {
  const changed = cells.map((each) =>
    each.id === "call/time" && each.system === system && each.parameters?.["kind"] === kind
      ? { ...each, value: each.value * factor }
      : each,
  );
  const failing = judgeClaims(claims, changed, context).judged.filter(({ holds }) => !holds);
  expect(failing.map((each) => each.id)).toContain(id);
});

test("iterations change nothing: every call after the first is like every other", async () => {
  const more = contextFor(experiment, { parameters: { iterations: "37" } });
  const again = await runExperiment(experiment, more, { root: import.meta.dirname });
  for (const [index, { value }] of again.cells.entries()) expect(value).toBeCloseTo(cells[index].value, 9);
});

test("the plot can be drawn, also of one system alone", async () => {
  expect(plotsOf(experiment, cells, context).map(({ name }) => name)).toEqual(["spaces"]);
  const alone = contextFor(experiment, { systems: "monolithic" });
  const some = await runExperiment(experiment, alone, { root: import.meta.dirname });
  expect(plotsOf(experiment, some.cells, alone)[0].series).toHaveLength(1);
  expect(some.notApplicable.map(({ id }) => id)).toContain("in-kernel");
});
