import { alphaAxp3000400 } from "@respin/hardware";
import { expect, test } from "vitest";
import { above } from "./taken.js";
import { Workbench } from "./workbench.js";

test("a stopwatch adds what was done between its starts and stops, and nothing else", () => {
  const workbench = new Workbench("monolithic", { machine: alphaAxp3000400 });
  const { machine } = workbench.kernel;
  const [trap, copy] = [machine.costs.named("trap.enter"), machine.costs.named("copy.quadword")];
  const watch = workbench.stopwatch();
  machine.spend(trap);
  watch.start();
  machine.spend(copy, 3);
  workbench.crossings.traps++;
  watch.stop();
  watch.stop();
  machine.spend(trap);
  watch.start();
  machine.spend(copy);
  machine.spend(trap);
  watch.stop();
  const cycles = 4 * copy.cycles + trap.cycles;
  const breakdown = { "copy.quadword": 4 * copy.cycles, "trap.enter": trap.cycles };
  expect(watch.taken()).toEqual({ cycles, breakdown, crossings: { calls: 0, traps: 1, messages: 0 } });
  expect(watch.taken(2).cycles).toBe(cycles / 2);
  expect(above(watch.taken(), watch.taken())).toMatchObject({ cycles: 0, breakdown: {} });
});

test("a system's cost can be another one, for one workbench alone", () => {
  const trap = { cycles: 7, unit: "trap", group: "crossing", origin: "assumed", source: "of a test" } as const;
  const changed = new Workbench("spin", { machine: alphaAxp3000400, costs: { "syscall.path": trap } });
  expect(changed.kernel.machine.costs.named("syscall.path").cycles).toBe(7);
  const usual = new Workbench("spin", { machine: alphaAxp3000400 });
  expect(usual.kernel.machine.costs.named("syscall.path").cycles).not.toBe(7);
});
