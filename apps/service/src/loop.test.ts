import { boot, machineNamed, prepareDisk, systemNames, type System, type SystemName } from "@respin/systems";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { Loop, type LoopOptions } from "./machine/loop.js";
import { Operations, type Operation } from "./machine/operations.js";
import { workloads } from "./workloads/index.js";
import type { Ground } from "./workloads/workload.js";

const machine = machineNamed("alpha-axp-3000-400");
const loops: Loop[] = [];
afterEach(async () => {
  await Promise.all(loops.splice(0).map((loop) => loop.stop()));
});

function bootWith(name: SystemName): { readonly system: System; readonly ground: Ground } {
  const pages = 64;
  const platter = prepareDisk(machine, [{ name: "data", pages, filled: pages }]);
  const system = boot(name, { machine, frames: 32, platter, applications: [{ name: "database", policy: "lru" }] });
  const [application] = system.applications;
  return { system, ground: { application, file: system.run(application, application.open("data")), pages } };
}

function loopOn(system: System, more: Partial<LoopOptions> = {}): Loop {
  const loop = new Loop({
    system,
    application: system.applications[0],
    onOperation: () => {},
    onBehind: () => {},
    onBroken: (error) => {
      throw error;
    },
    ...more,
  });
  loops.push(loop);
  return loop;
}

/** The first operations of a workload, whatever turns they took. */
async function first(name: SystemName, workload: string, count: number, rate: number): Promise<readonly Operation[]> {
  const { system, ground } = bootWith(name);
  const ended: Operation[] = [];
  const loop = loopOn(system, { onOperation: (operation) => void ended.push(operation) });
  const next = workloads.find((each) => each.name === workload)?.begin(ground, 1);
  if (next === undefined) throw new Error(`there is no workload ${workload}`);
  loop.task = { name: workload, rate, next };
  while (ended.length < count) await sleep(5);
  return ended.slice(0, count);
}

for (const system of systemNames) {
  test.each(workloads.map(({ name }) => name))(
    `${system}: %s takes the same modelled time, cost by cost, at any rate`,
    async (workload) => {
      const fast = await first(system, workload, 40, 10_000);
      const slow = await first(system, workload, 40, 400);
      expect(slow).toEqual(fast);
      expect(fast.every(({ outcome }) => outcome === "done")).toBe(true);
      expect(new Set(fast.map(({ modelledMicroseconds }) => modelledMicroseconds)).size).toBeGreaterThan(3);
    },
  );
}

test("a scan over more pages than memory finds none, as least recently used has it", async () => {
  const scans = await first("spin", "scan", 12, 10_000);
  for (const { breakdown } of scans) expect(breakdown["disk.wait"]).toBeGreaterThan(0);
});

test.each([1e-7, 1e-300])(
  "at %s operations a second it waits, as quiet as without any, and can go over",
  async (rate) => {
    const { system, ground } = bootWith("spin");
    const ended: Operation[] = [];
    const warnings: Error[] = [];
    const warn = (warning: Error): void => void warnings.push(warning);
    process.on("warning", warn);
    const loop = loopOn(system, { onOperation: (operation) => void ended.push(operation) });
    const next = workloads[0].begin(ground, 1);
    loop.task = { name: "slow", rate, next };
    while (ended.length < 1) await sleep(5);
    await sleep(50);
    process.off("warning", warn);
    expect(warnings).toEqual([]);
    expect(ended.length).toBe(1);
    loop.task = { name: "fast", rate: 1000, next };
    while (ended.length < 5) await sleep(5);
  },
);

test("what it cannot do it leaves out and says so, it owes no more than a second, and the process has its turns", async () => {
  const { system, ground } = bootWith("microkernel");
  const told: number[] = [];
  const loop = loopOn(system, { onBehind: (skipped) => void told.push(skipped) });
  const rate = 10_000;
  const task = { name: "scan", rate, next: workloads[1].begin(ground, 1) };
  loop.task = task;
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  await sleep(2500);
  clearInterval(timer);
  expect(loop.skipped).toBeGreaterThan(0);
  expect(told).toHaveLength(1);
  expect(turns).toBeGreaterThan(50);
  // As many as were due, but for those of the last second.
  expect(loop.ended + loop.skipped).toBeGreaterThan(rate * 1.2);
  // Back at a rate that it can keep, nothing is made up for.
  loop.task = { ...task, rate: 20 };
  await sleep(50);
  const before = loop.ended;
  await sleep(1000);
  expect(loop.ended - before).toBeLessThan(30);
});

test("an operation that fails is counted with what it failed of, and the next one is done", async () => {
  const { system, ground } = bootWith("spin");
  const ended: Operation[] = [];
  const loop = loopOn(system, { onOperation: (operation) => void ended.push(operation) });
  let turn = 0;
  loop.task = {
    name: "faulty",
    rate: 1000,
    next: function* () {
      const page = ++turn === 2 ? ground.pages : 0;
      if (!ground.application.access(ground.file, page, false))
        yield* ground.application.wait(ground.file, page, false);
    },
  };
  while (ended.length < 3) await sleep(5);
  expect(ended.slice(0, 3).map(({ outcome }) => outcome)).toEqual(["done", "failed", "done"]);
  expect(ended[1].failure).toMatch(/^RSP_PAGE_RANGE {2}/);
  expect(loop.failed).toBe(1);
});

test("a stop waits for the operation in progress, and begins no other", async () => {
  const { system, ground } = bootWith("monolithic");
  const loop = loopOn(system);
  loop.task = { name: "scan", rate: 10_000, next: workloads[1].begin(ground, 1) };
  await sleep(100);
  await loop.stop();
  const { ended } = loop;
  expect(ended).toBeGreaterThan(0);
  expect(system.kernel.strands.isRunning).toBe(false);
  await sleep(50);
  expect(loop.ended).toBe(ended);
});

test("the newest, the slowest and those that exemplars name are remembered, and no others for ever", () => {
  const operations = new Operations();
  const of = (id: number): Operation => ({
    id,
    workload: "w",
    outcome: "done",
    modelledMicroseconds: id === 7 ? 9e6 : 1000 + (id % 50),
    breakdown: {},
  });
  for (let id = 1; id <= 3000; id++) operations.remember(of(id));
  operations.show(
    'respin_x_bucket{le="1"} 5 # {operation_id="8"} 0.5 1\nrespin_y_bucket{le="1"} 5 # {operation_id="77777"} 1 1',
  );
  for (let id = 3001; id <= 9000; id++) operations.remember(of(id));
  expect(operations.find(9000)).toEqual(of(9000));
  expect(operations.find(5001)).toEqual(of(5001));
  expect(operations.find(7)).toEqual(of(7));
  expect(operations.find(8)).toEqual(of(8));
  for (const id of [9, 1234, 4998, 9001, 77777, 0, -1, 0.5, Number.NaN]) expect(operations.find(id)).toBeUndefined();
  for (let id = 9001; id <= 12_000; id++) {
    operations.remember(of(id));
    operations.show(`operation_id="${id}"`);
  }
  // Of those that were shown, too, the oldest is forgotten.
  expect(operations.find(8)).toBeUndefined();
});
