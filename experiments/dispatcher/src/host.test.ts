import type { Cell } from "@respin/experiment";
import { expect, test } from "vitest";
import { hostSettings, measureRatio, type HostSetting } from "./host.js";

function measured(setting: HostSetting): { cell: Cell; yields: number; longestMs: number } {
  const work = measureRatio(setting, { rounds: 5, seed: 1 });
  let [yields, longestMs] = [0, 0];
  for (;;) {
    const start = performance.now();
    const step = work.next();
    longestMs = Math.max(longestMs, performance.now() - start);
    if (step.done === true) return { cell: step.value, yields, longestMs };
    yields++;
  }
}

test.each<HostSetting>([
  { parameters: 0, handlers: 0, firing: "all", guards: "predicates" },
  { parameters: 5, handlers: 3, firing: "all", guards: "predicates" },
  { parameters: 1, handlers: 3, firing: "none", guards: "predicates" },
  { parameters: 1, handlers: 3, firing: "one", guards: "predicates" },
  { parameters: 1, handlers: 3, firing: "one", guards: "matches" },
])("a ratio is measured, with the work really done, and the process is answered meanwhile: %j", (setting) => {
  const { cell, yields } = measured(setting);
  expect(cell.value).toBeGreaterThan(0);
  expect(cell).toMatchObject({ clock: "host", unit: "1", parameters: { handlers: setting.handlers } });
  expect(yields).toBeGreaterThan(3);
});

test("a raise of many handlers that are slow at first does not keep the process from answering", () => {
  const { longestMs, yields } = measured({ parameters: 1, handlers: 500, firing: "all", guards: "predicates" });
  expect(yields).toBeGreaterThan(5);
  // A second, on a machine that has nothing else to do; other tests run beside this one.
  expect(longestMs).toBeLessThan(3_000);
});

test("settings are the grid of Table 1 and the sweep, each once", () => {
  const settings = hostSettings(1_000).map((setting) => JSON.stringify(Object.entries(setting).toSorted()));
  expect(new Set(settings).size).toBe(settings.length);
  expect(settings).toHaveLength(15 + 7 * 4 - 4);
});
