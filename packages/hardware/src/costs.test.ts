import { expect, test } from "vitest";
import { alphaAxp3000400, costGroups, CostTable, profileHash, type CostDeclaration } from "./index.js";

const cost = (cycles: number): CostDeclaration => ({
  cycles,
  unit: "call",
  group: "crossing",
  origin: "assumed",
  source: "an example",
});

test("a table knows the costs of all its profiles by name, each with a number of its own", () => {
  const table = new CostTable({ "trap.enter": cost(130) }, { "syscall.path": cost(263) });
  expect(table.named("syscall.path")).toEqual({ ...cost(263), id: 1, name: "syscall.path" });
  expect(table.all.map(({ name, id }) => [name, id])).toEqual([
    ["trap.enter", 0],
    ["syscall.path", 1],
  ]);
});

test("a name that no profile declares is refused", () => {
  expect(() => new CostTable({}).named("trap.entre")).toThrowError(
    expect.objectContaining({ code: "RSP_COST_UNKNOWN", message: expect.stringContaining("trap.entre") }),
  );
});

test("a system cannot declare a cost of the hardware again", () => {
  expect(() => new CostTable({ "trap.enter": cost(1) }, { "trap.enter": cost(2) })).toThrowError(
    expect.objectContaining({ code: "RSP_COST_DECLARATION", message: expect.stringContaining("declared twice") }),
  );
});

test.each([-1, 0.5, Number.NaN, Infinity])("%d cycles are no cost", (cycles) => {
  expect(() => new CostTable({ odd: cost(cycles) })).toThrowError(
    expect.objectContaining({ code: "RSP_COST_DECLARATION" }),
  );
});

test("equal profiles have equal hashes, and any difference another", () => {
  const same = structuredClone(alphaAxp3000400);
  expect(profileHash(same)).toBe(profileHash(alphaAxp3000400));
  expect(profileHash(same)).toMatch(/^[0-9a-f]{16}$/);
  const hashes = [
    same,
    { ...same, clockMhz: 134 },
    { ...same, disk: { ...same.disk, heads: 14 } },
    { ...same, costs: { ...same.costs, "tlb.miss": { ...same.costs["tlb.miss"], cycles: 31 } } },
  ].map(profileHash);
  expect(new Set(hashes).size).toBe(hashes.length);
});

test("the Alpha's profile says for every cost where its number is from", () => {
  for (const { name, group, unit, source } of new CostTable(alphaAxp3000400.costs).all) {
    expect(costGroups, name).toContain(group);
    expect(unit, name).not.toBe("");
    expect(source.length, name).toBeGreaterThan(10);
  }
});
