import fc from "fast-check";
import { expect, test } from "vitest";
import { alphaAxp3000400, Machine, profileHash, Protection, type CostDeclarations } from "./index.js";

const systemCosts: CostDeclarations = {
  "syscall.path": { cycles: 263, unit: "call", group: "crossing", origin: "assumed", source: "an example" },
  free: { cycles: 0, unit: "call", group: "compute", origin: "assumed", source: "an example" },
};

function boot(): Machine {
  return new Machine(alphaAxp3000400, { frames: 8, systemCosts });
}

/** What Invariant M1 says the clock shows. */
function sumOfCosts(machine: Machine): number {
  return machine.costs.all.reduce((sum, cost) => sum + cost.cycles * machine.count(cost), 0);
}

const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0);

test("the clock moves by what is spent, and says what on", () => {
  const machine = boot();
  machine.spend(machine.costs.named("trap.enter"));
  machine.spend(machine.costs.named("syscall.path"), 2);
  machine.spend(machine.costs.named("free"), 5);
  expect(machine.cycles).toBe(130 + 2 * 263);
  expect([...machine.counts()]).toEqual([
    ["trap.enter", 1],
    ["syscall.path", 2],
    ["free", 5],
  ]);
  expect(machine.cyclesByGroup()).toMatchObject({ crossing: 656, disk: 0 });
  expect(machine.microseconds(133_000)).toBe(1000);
});

test("operations that metered code counts are seen by whoever looks at the clock next", () => {
  const machine = boot();
  const { cycles } = machine.costs.named("operation");
  machine.counter.left -= 7;
  expect(machine.cycles).toBe(7 * cycles);
  machine.counter.left -= 5;
  machine.counter.left += 2;
  machine.spend(machine.costs.named("trap.enter"));
  expect(machine.cycles).toBe(130 + 10 * cycles);
  expect(machine.count(machine.costs.named("operation"))).toBe(10);
  machine.counter.left -= 1;
  machine.allow(100);
  expect([machine.counter.left, machine.cycles]).toEqual([100, 130 + 11 * cycles]);
  machine.counter.left -= 200;
  expect(machine.cyclesByGroup()).toMatchObject({ crossing: 130, compute: 211 * cycles });
  expect(sumOfCosts(machine)).toBe(machine.cycles);
});

test("what is looked at from outside takes no time, but for what is spent by name", () => {
  const machine = boot();
  machine.counter.left -= 5;
  const seen = machine.observe(() => {
    machine.counter.left -= 1000;
    machine.allow(100);
    machine.counter.left -= 20;
    machine.observe(() => void (machine.counter.left -= 3));
    machine.counter.left -= 2;
    machine.spend(machine.costs.named("free"), 2);
    return machine.cycles;
  });
  machine.counter.left -= 7;
  expect([seen, machine.cycles]).toEqual([5, 12]);
  expect(() => machine.observe(() => invariantBroken())).toThrow("looked");
  machine.counter.left -= 1;
  expect(machine.cycles).toBe(13);
  expect(sumOfCosts(machine)).toBe(machine.cycles);
});

function invariantBroken(): never {
  throw new Error("looked");
}

test("a device that was due while operations were counted delivers", () => {
  const machine = boot();
  const delivered: number[] = [];
  machine.events.post(machine.cycles + 50, () => void delivered.push(machine.cycles));
  machine.poll();
  expect(delivered).toEqual([]);
  machine.counter.left -= 60;
  machine.poll();
  expect(delivered).toEqual([60]);
});

test("a machine's hash is that of its profile with the system's costs", () => {
  expect(boot().profileHash).toBe(profileHash([alphaAxp3000400, systemCosts]));
  expect(new Machine(alphaAxp3000400, { frames: 8 }).profileHash).not.toBe(boot().profileHash);
});

test("polling delivers what is due, in order, and what that brings about for now", () => {
  const machine = boot();
  const log: string[] = [];
  machine.events.post(200, () => log.push("later"));
  machine.events.post(130, () => {
    log.push("due");
    machine.events.post(machine.cycles, () => log.push("at once"));
  });
  machine.poll();
  expect(log).toEqual([]);
  machine.spend(machine.costs.named("trap.enter"));
  machine.poll();
  expect(log).toEqual(["due", "at once"]);
});

test("waiting moves the clock to the next completion, as time of the disk", () => {
  const machine = boot();
  const log: number[] = [];
  machine.events.post(5000, () => log.push(machine.cycles));
  machine.events.post(100, () => log.push(machine.cycles));
  machine.spend(machine.costs.named("trap.enter"), 2);
  // The first was due before: no time passes.
  expect([machine.waitForDevice(), machine.waitForDevice(), machine.waitForDevice()]).toEqual([true, true, false]);
  expect(log).toEqual([260, 5000]);
  expect(machine.count(machine.costs.named("disk.wait"))).toBe(4740);
  expect(machine.cyclesByGroup().disk).toBe(4740);
});

/** Use everything that spends cycles. */
function run(machine: Machine, steps: readonly (readonly [number, number])[]): unknown {
  const { mmu, disk } = machine;
  const space = mmu.createSpace();
  for (let page = 0; page < 64; page++) mmu.allocate(space, page);
  for (let frame = 0; frame < 8; frame++) mmu.map(space, frame * 8, frame, Protection.readWrite);
  const outcomes: number[] = [];
  for (const [kind, n] of steps) {
    if (kind === 0) machine.spend(machine.costs.named("trap.enter"), n);
    else if (kind === 1) outcomes.push(mmu.store(space, (n % 64) * mmu.pageWords, n));
    else if (kind === 2) disk.read(n * 16, machine.memory.frame(n % 8), () => outcomes.push(machine.cycles));
    else if (kind === 3) disk.write(n * 16, machine.memory.frame(n % 8), () => outcomes.push(machine.cycles));
    else if (kind === 4) machine.waitForDevice();
    else machine.poll();
    expect(sumOfCosts(machine)).toBe(machine.cycles);
  }
  while (machine.waitForDevice());
  expect(sumOfCosts(machine)).toBe(machine.cycles);
  expect(sum(Object.values(machine.cyclesByGroup()))).toBe(machine.cycles);
  return { outcomes, cycles: machine.cycles, counts: [...machine.counts()], misses: mmu.tlbMisses };
}

test("after any history the costs add up to the clock (M1), and the same history gives the same numbers", () => {
  const steps = fc.array(fc.tuple(fc.nat(5), fc.nat(50_000)), { maxLength: 80 });
  fc.assert(
    fc.property(steps, (history) => {
      expect(run(boot(), history)).toEqual(run(boot(), history));
    }),
    { numRuns: 50 },
  );
});
