import { expect, test } from "vitest";
import { systemNames } from "../profile.js";
import { machine } from "../testing/placements.js";
import { measureMemory, memoryOperations, type MemoryOperation, type MemoryOptions } from "./measure.js";

const cyclesOf = (
  system: (typeof systemNames)[number],
  operation: MemoryOperation,
  options: Partial<MemoryOptions> = {},
) => measureMemory(system, operation, { machine, pages: 8, ...options })?.cycles;

test.each(systemNames)(
  "on %s every turn is like every other: the average does not hang on how many there are",
  (system) => {
    for (const operation of memoryOperations) {
      // As many turns as go round all pages: which of them share a place of the translation buffer is part of the average.
      const few = cyclesOf(system, operation, { iterations: 8 });
      const many = cyclesOf(system, operation, { iterations: 40 });
      if (few === undefined) expect(many).toBe(undefined);
      else expect(many).toBeCloseTo(few, 9);
    }
  },
);

test.each(systemNames)("on %s where the time went adds up to the time", (system) => {
  for (const operation of memoryOperations) {
    const taken = measureMemory(system, operation, { machine, pages: 8 });
    if (taken === undefined) continue;
    const sum = Object.values(taken.breakdown).reduce((all, part) => all + part, 0);
    expect(sum).toBeCloseTo(taken.cycles, 6);
  }
});

test("a fault crosses what its system has: a trap, a trap and two system calls, or two traps, a request and four messages", () => {
  const crossings = systemNames.map((system) => measureMemory(system, "fault", { machine, pages: 2 })?.crossings);
  expect(crossings).toMatchObject([
    { traps: 1, messages: 0 },
    { traps: 3, messages: 0 },
    { traps: 3, messages: 4 },
  ]);
});

test("changing what pages allow takes no crossing from SPIN's extension, one from a process, and two messages from a pager", () => {
  for (const operation of ["protect", "unprotect"] as const) {
    const crossings = systemNames.map((system) => measureMemory(system, operation, { machine, pages: 20 })?.crossings);
    expect(crossings).toMatchObject([
      { traps: 0, messages: 0 },
      { traps: 1, messages: 0 },
      { traps: 1, messages: 2 },
    ]);
  }
});

test.each(systemNames)("on %s how many other spaces there are changes nothing", (system) => {
  expect(cyclesOf(system, "fault", { spaces: 50 })).toBe(cyclesOf(system, "fault"));
});

test.each(systemNames)("on %s one cost changed changes what spends it, and nothing else", (system) => {
  const costs = {
    "translation.protect-page": { cycles: 0, unit: "page", group: "memory", origin: "assumed", source: "none" },
  } as const;
  const free = cyclesOf(system, "protect", { costs });
  expect(cyclesOf(system, "protect", { pages: 9, costs })).toBe(free);
  expect(cyclesOf(system, "trap", { costs })).toBe(cyclesOf(system, "trap"));
});

test("where each of SPIN's programs has an extension of its own, a fault pays for the guards of those asked before", () => {
  const at = (spaces: number): number => cyclesOf("spin", "fault", { spaces, apart: true }) ?? 0;
  expect(at(0)).toBe(cyclesOf("spin", "fault"));
  const each = at(2) - at(1);
  expect(each).toBeGreaterThan(0);
  expect(at(7) - at(2)).toBe(5 * each);
});
