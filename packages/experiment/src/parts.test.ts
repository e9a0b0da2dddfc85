import { expect, test } from "vitest";
import type { Cell } from "./experiment.js";
import { profilesOf, stepsOf } from "./parts.js";

const cell = (id: string, value: number): Cell => ({ id, system: "spin", clock: "count", unit: "1", value });

test("parts are done one after the other, each when its turn comes, and what is made of all comes last", () => {
  const order: string[] = [];
  const part = (label: string, ...values: number[]) => ({
    label,
    cells: () => {
      order.push(label);
      return values.map((value) => cell(`${label}/value`, value));
    },
  });
  const steps = stepsOf([part("a", 1, 2), part("b", 3)], (made) => [
    cell(
      "all/sum",
      made.reduce((sum, { value }) => sum + value, 0),
    ),
  ]);
  expect(steps.next().value).toEqual({ kind: "progress", done: 0, total: 2, label: "a" });
  expect(order).toEqual([]);
  const told = [...steps].map((step) => (step.kind === "cell" ? [step.cell.id, step.cell.value] : step.label));
  expect(told).toEqual([["a/value", 1], ["a/value", 2], "b", ["b/value", 3], ["all/sum", 6], "claims"]);
  expect(order).toEqual(["a", "b"]);
});

test("a run's profiles are hashed by name: equal profiles, equal hashes", () => {
  const asked = { machine: "alpha-axp-3000-400", systems: ["spin", "microkernel"] } as const;
  const hashes = profilesOf(asked);
  expect(Object.keys(hashes)).toEqual(["alpha-axp-3000-400", "spin", "microkernel"]);
  expect(profilesOf(asked)).toEqual(hashes);
  expect(new Set(Object.values(hashes)).size).toBe(3);
  expect(() => profilesOf({ ...asked, machine: "none" })).toThrow(expect.objectContaining({ code: "RSP_MACHINE" }));
});
