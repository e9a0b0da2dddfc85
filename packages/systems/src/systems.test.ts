import { policyNames, type PolicyName } from "@respin/buffer-manager";
import type { Waiting } from "@respin/linker";
import { expect, test } from "vitest";
import type { Application, ApplicationCounts } from "./application.js";
import { boot } from "./boot.js";
import type { System } from "./system.js";
import {
  bootOne,
  cached,
  diskWith,
  machine,
  microkernel,
  ownMemory,
  pageBytes,
  placements,
  raw,
  referenceStrings,
  referring,
  spin,
  use,
  type Placement,
} from "./testing/placements.js";

const deep = process.env["RESPIN_DEEP"] === "1";
const pages = 60;
const frames = 34;
const disk = diskWith({ name: "data", pages, filled: pages });

/** Everything about a run that is modelled. */
function modelled({ kernel, crossings, applications }: System): unknown {
  return [
    kernel.machine.cycles,
    [...kernel.machine.counts()],
    { ...crossings },
    applications.map((one) => one.counts()),
  ];
}

function runString(placement: Placement, policy: PolicyName | undefined, string: string): System {
  const { system, application } = bootOne(placement, disk.copy(), {
    frames,
    policy,
  });
  system.run(application, referring(application, "data", referenceStrings[string](pages, deep ? 20_000 : 2000)));
  return system;
}

for (const policy of policyNames) {
  test(`${policy}: with the same memory, three systems take exactly the same misses`, () => {
    for (const string of Object.keys(referenceStrings)) {
      const [first, ...others] = ownMemory.map((placement) =>
        runString(placement, policy, string).applications[0].counts(),
      );
      expect(first.misses).toBeGreaterThan(pages);
      expect(first.writes).toBeGreaterThan(0);
      for (const other of others) expect(other).toEqual(first);
    }
  });
}

test("without a policy of its own, an application has the same second chance under spin and the microkernel", () => {
  for (const string of Object.keys(referenceStrings)) {
    const [a, b] = [spin, microkernel].map((placement) => runString(placement, undefined, string));
    expect(b.applications[0].counts()).toEqual(a.applications[0].counts());
  }
});

for (const placement of placements) {
  test(`${placement.label}: two boots are modelled alike, down to every cost's count`, () => {
    for (const policy of [undefined, "2q"] as const) {
      expect(modelled(runString(placement, policy, "skewed"))).toEqual(
        modelled(runString(placement, policy, "skewed")),
      );
    }
  });

  test(`${placement.label}: what was counted adds up`, () => {
    const length = 1500;
    const { system, application } = bootOne(placement, disk.copy(), { frames, policy: "lru" });
    let waits = 0;
    const program = function* (): Waiting {
      const file = yield* application.open("data");
      for (const { page, write } of referenceStrings["skewed"](pages, length)) {
        if (application.access(file, page, write)) continue;
        // A full log is no miss.
        const before = application.counts().waits;
        yield* application.wait(file, page, write);
        waits += application.counts().waits - before;
      }
      // New pages: nothing is read for them.
      yield* application.resize(file, 50 * pageBytes);
      for (let page = 50; page < 54; page++) yield* use(application, file, page, true);
    };
    system.run(application, program());
    const counts = application.counts();
    const { machine: hardware } = system.kernel;
    expect(counts.references).toBe(length + 4);
    expect(counts.waits).toBe(waits + 4);
    expect(counts.fresh).toBe(4);
    expect(counts.ownMisses).toBe(waits);
    const groups = Object.values(hardware.cyclesByGroup()).reduce((sum, cycles) => sum + cycles, 0);
    expect(groups).toBe(hardware.cycles);
    if (placement === cached) {
      // Each miss of the kernel's cache is one of the library's too; read-ahead spares the library's some.
      expect(counts.misses).toBeLessThanOrEqual(counts.ownMisses);
      return;
    }
    expect(counts.misses).toBe(counts.ownMisses);
    expect(hardware.disk.reads).toBe(counts.misses);
    expect(hardware.disk.writes).toBe(counts.writes);
  });

  test(`${placement.label}: a hit crosses nothing, and costs the same each time`, () => {
    const { system, application } = bootOne(placement, disk.copy(), { frames: 80, policy: "lru" });
    const { kernel, crossings } = system;
    const program = function* (): Waiting {
      const file = yield* application.open("data");
      for (let page = 0; page < 8; page++) yield* use(application, file, page, true);
      const before = { ...crossings };
      const cycles: number[] = [];
      for (let hit = 0; hit < 200; hit++) {
        const start = kernel.machine.cycles;
        expect(application.access(file, 7, hit % 2 === 0)).toBe(true);
        cycles.push(kernel.machine.cycles - start);
      }
      expect({ ...crossings }).toEqual(before);
      expect(new Set(cycles.slice(1)).size).toBe(1);
    };
    system.run(application, program());
  });
}

/** What one program crosses. */
function crossed(
  placement: Placement,
  program: (application: Application, file: number) => Waiting,
): Record<string, number> {
  const { system, application } = bootOne(placement, disk.copy(), { frames: 80, policy: "lru" });
  return system.run(
    application,
    (function* () {
      const file = yield* application.open("data");
      const before = { ...system.crossings };
      yield* program(application, file);
      const { calls, traps, messages, bytesCopied } = system.crossings;
      return {
        calls: calls - before.calls,
        traps: traps - before.traps,
        messages: messages - before.messages,
        bytesCopied: bytesCopied - before.bytesCopied,
      };
    })(),
  );
}

test("a miss crosses what the structure of the system has it cross", () => {
  const miss = (placement: Placement) => crossed(placement, (application, file) => use(application, file, 3, false));
  // The fault; the handler reaches everything else by calls.
  expect(miss(spin)).toMatchObject({ traps: 1, messages: 0, bytesCopied: 0 });
  // read(2) straight into the library's page, or into the kernel's cache first.
  expect(miss(raw)).toEqual({ calls: 1, traps: 1, messages: 0, bytesCopied: 0 });
  expect(miss(cached)).toEqual({ calls: 1, traps: 1, messages: 0, bytesCopied: pageBytes });
  // The fault to the pager and the block from the file server, there and back; the server calls the disk's driver, and the
  // pager has the kernel map the page.
  expect(miss(microkernel)).toMatchObject({ traps: 3, messages: 4, bytesCopied: 0 });
});

test("a call of the manager is a trap, a message there and back, or nothing", () => {
  const call = (placement: Placement) =>
    crossed(placement, (application, file) => application.advise(file, "sequential"));
  expect(call(spin)).toMatchObject({ traps: 1, messages: 0 });
  expect(call(raw)).toMatchObject({ traps: 0, messages: 0 });
  expect(call(cached)).toMatchObject({ traps: 0, messages: 0 });
  expect(call(microkernel)).toMatchObject({ traps: 0, messages: 2 });
});

test("a full log is drained by one call", () => {
  const hits = (placement: Placement) =>
    crossed(placement, function* (application, file) {
      for (let hit = 0; hit <= pageBytes / 4; hit++) yield* use(application, file, 0, false);
    });
  const missed = (placement: Placement) => crossed(placement, (application, file) => use(application, file, 0, false));
  expect(hits(spin).traps - missed(spin).traps).toBe(1);
  expect(hits(microkernel).messages - missed(microkernel).messages).toBe(2);
  expect(hits(raw)).toEqual(missed(raw));
});

test("only the microkernel sends messages, whatever its application does", () => {
  for (const placement of placements) {
    const { crossings } = runString(placement, "arc", "random");
    expect(crossings.messages > 0).toBe(placement === microkernel);
    expect(crossings.bytesCopied > 0).toBe(placement === cached);
    expect(crossings.traps).toBeGreaterThan(0);
  }
});

test("an extension that does nothing changes nothing but the time", () => {
  const runs = [false, true].map((idleExtension) => {
    const { system, application } = bootOne(spin, disk.copy(), { frames, policy: "lru", idleExtension });
    system.run(application, referring(application, "data", referenceStrings["random"](pages, 1000)));
    return system;
  });
  expect(runs[1].applications[0].counts()).toEqual(runs[0].applications[0].counts());
  // Not the clock: what the processor does longer, the disk may take shorter to come round.
  const [without, idle] = runs.map(({ kernel }) => kernel.machine.cyclesByGroup());
  expect(idle.crossing).toBeGreaterThan(without.crossing);
  expect(idle.compute).toBeGreaterThan(without.compute);
  expect({ ...idle, crossing: 0, compute: 0, disk: 0 }).toEqual({ ...without, crossing: 0, compute: 0, disk: 0 });
  // It is asked on every fault, and for every page that is taken and written back, before the buffer manager.
  const { misses, evictions } = runs[0].applications[0].counts();
  expect(runs[1].crossings.calls - runs[0].crossings.calls).toBeGreaterThanOrEqual(misses + 2 * evictions);
});

const shared = diskWith(
  { name: "mine", pages, filled: pages },
  { name: "theirs", pages: 3 * pages, filled: 3 * pages },
);

/** The counts of one tenant beside another that does something of its own. */
function beside(
  placement: Placement,
  neighbour: PolicyName | undefined,
  string: string,
  length: number,
): ApplicationCounts {
  const system = boot(placement.system, {
    machine,
    platter: shared.copy(),
    frames: 2 * frames,
    applications: [
      { name: "mine", policy: "lru" },
      { name: "theirs", policy: neighbour },
    ],
    ...placement.options,
  });
  const [mine, theirs] = system.applications;
  system.runAll([
    [mine, referring(mine, "mine", referenceStrings["skewed"](pages, 1500))],
    [theirs, referring(theirs, "theirs", referenceStrings[string](3 * pages, length))],
  ]);
  return mine.counts();
}

for (const placement of [spin, microkernel]) {
  test(`${placement.label}: a tenant takes the same misses beside a sensible neighbour and a foolish one`, () => {
    const alone = beside(placement, "lru", "skewed", 0);
    expect(beside(placement, "lru", "skewed", 1500)).toEqual(alone);
    for (const foolish of ["mru", "toss", undefined] as const) {
      expect(beside(placement, foolish, "random", 3000)).toEqual(alone);
      expect(beside(placement, foolish, "looping", 3000)).toEqual(alone);
    }
  });

  test(`${placement.label}: a neighbour that pins all it has harms itself only`, () => {
    const system = boot(placement.system, {
      machine,
      platter: shared.copy(),
      frames: 2 * frames,
      applications: [
        { name: "mine", policy: "lru" },
        { name: "theirs", policy: "lru" },
      ],
    });
    const [mine, theirs] = system.applications;
    let code: unknown;
    const greedy = function* (): Waiting {
      const file = yield* theirs.open("theirs");
      try {
        for (let page = 0; page < 3 * pages; page++) yield* theirs.pin(file, page);
      } catch (error) {
        code = error instanceof Error && "code" in error ? error.code : error;
      }
      yield* theirs.unpin(file, 0);
      yield* use(theirs, file, 3 * pages - 1, true);
    };
    system.runAll([
      [mine, referring(mine, "mine", referenceStrings["skewed"](pages, 1500))],
      [theirs, greedy()],
    ]);
    expect(code).toBe("RSP_MEMORY_EXHAUSTED");
    expect(mine.counts()).toEqual(beside(placement, "lru", "skewed", 0));
  });
}

test("a file with more modified pages than a disk or a port queues is synced", () => {
  const many = 4500;
  const big = diskWith({ name: "data", pages: many });
  for (const placement of placements) {
    const { system, application } = bootOne(placement, big.copy(), {
      frames: 2 * many + 10,
      policy: "lru",
    });
    const program = function* (): Waiting {
      const file = yield* application.open("data");
      for (let page = 0; page < many; page++) {
        if (!application.access(file, page, true)) yield* application.wait(file, page, true, true);
        application.setWord(0, page);
      }
      yield* application.resize(file, many * pageBytes);
      yield* application.sync(file);
    };
    system.run(application, program());
    expect(system.kernel.machine.disk.writes).toBe(many + 1);
  }
});
