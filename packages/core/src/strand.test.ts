import type { Machine } from "@respin/hardware";
import type { Waiting } from "@respin/linker";
import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { Strand, Strands } from "./strand.js";
import { bootDispatching, bootMachine } from "./testing/boot.js";

let machine: Machine;
let strands: Strands;
let log: string[];

beforeEach(() => {
  machine = bootMachine();
  strands = new Strands(machine, bootDispatching());
  log = [];
});

/** A strand that says its name and turn, and yields in between. */
function* turns(name: string, n: number): Waiting {
  for (let turn = 1; turn <= n; turn++) {
    log.push(`${name}${turn}`);
    yield;
  }
}

const coded = (code: string, message = ""): unknown =>
  expect.objectContaining({ code, message: expect.stringContaining(message) });
/** Until every strand that the test started has ended. */
const ended =
  (...all: readonly Strand[]): (() => boolean) =>
  () =>
    all.every(({ state }) => state === "idle");

test("strands take turns, in the order in which they were started", () => {
  const all = ["a", "b", "c"].map((name, n) => strands.startKernel(name, turns(name, n + 1)));
  strands.runUntil(ended(...all));
  expect(log).toEqual(["a1", "b1", "c1", "b2", "c2", "c3"]);
});

test("a switch is paid for when another strand runs than before, and a space when it changes", () => {
  const strandSwitch = machine.costs.named("strand.switch");
  const spaceSwitch = machine.costs.named("space.switch");
  const alone = strands.startKernel("alone", turns("alone", 5));
  strands.runUntil(ended(alone));
  expect([machine.count(strandSwitch), machine.count(spaceSwitch)]).toEqual([1, 0]);
  const [a, b] = [new Strand("a", 1), new Strand("b", 2)];
  strands.start(a, turns("a", 2));
  const kernel = strands.startKernel("k", turns("k", 3));
  strands.runUntil(ended(a, kernel));
  // The kernel is in every space: it changes none.
  expect(machine.count(spaceSwitch)).toBe(1);
  strands.start(a, turns("a", 2));
  strands.start(b, turns("b", 2));
  strands.runUntil(ended(a, b));
  // b, then a and b once more each, and each a last time to end: the first a was there already.
  expect(machine.count(spaceSwitch)).toBe(1 + 5);
});

test("a strand that blocks goes on when it is unblocked, and not before", () => {
  const sleeper = strands.startKernel(
    "sleeper",
    (function* () {
      log.push("sleeps");
      strands.events.Block.raise(strands.events.Current.raise());
      yield;
      log.push("wakes");
    })(),
  );
  const other = strands.startKernel(
    "other",
    (function* () {
      yield* turns("other", 3);
      strands.events.Unblock.raise(sleeper.capability);
      log.push("unblocks");
    })(),
  );
  strands.runUntil(ended(sleeper, other));
  expect(log).toEqual(["sleeps", "other1", "other2", "other3", "unblocks", "wakes"]);
});

test("an Unblock that comes before its Block is kept for it (S2), once", () => {
  const strand = strands.startKernel(
    "early",
    (function* () {
      strands.unblock(strands.current);
      strands.block();
      yield;
      log.push("first");
      strands.block();
      yield;
      log.push("second");
    })(),
  );
  expect(() => strands.runUntil(ended(strand))).toThrowError(coded("RSP_DEADLOCK"));
  expect(log).toEqual(["first"]);
  strands.unblock(strand);
  strands.runUntil(ended(strand));
  expect(log).toEqual(["first", "second"]);
});

test("an Unblock in the slice of its Block, and one for a strand that is ready, are not lost either", () => {
  const strand = strands.startKernel(
    "same slice",
    (function* () {
      strands.block();
      strands.unblock(strands.current);
      yield;
      log.push("went on");
      yield;
      strands.block();
      yield;
      log.push("and on");
    })(),
  );
  strands.startKernel(
    "other",
    (function* () {
      yield;
      // The strand is ready, and has yet to block.
      strands.unblock(strand);
    })(),
  );
  strands.runUntil(ended(strand));
  expect(log).toEqual(["went on", "and on"]);
});

test("waiting for a device neither ends by an Unblock nor takes one that came early (S2)", () => {
  let finish = (): void => {};
  const strand = strands.startKernel(
    "waits",
    (function* () {
      strands.unblock(strands.current);
      yield* strands.await((done) => (finish = done));
      log.push("device");
      strands.block();
      yield;
      log.push("early one used");
      yield* strands.await((done) => (finish = done));
      log.push("device again");
      strands.block();
      yield;
      log.push("late one used");
    })(),
  );
  const other = strands.startKernel(
    "other",
    (function* () {
      yield;
      finish();
      yield* turns("other", 4);
      strands.unblock(strand);
      yield;
      finish();
    })(),
  );
  strands.runUntil(ended(strand, other));
  expect(log.filter((line) => !line.startsWith("other"))).toEqual([
    "device",
    "early one used",
    "device again",
    "late one used",
  ]);
  expect(log.indexOf("device again")).toBeGreaterThan(log.indexOf("other4"));
});

test("waiting takes the time that the device takes, and none for what is done at once", () => {
  const strand = strands.startKernel(
    "reads",
    (function* () {
      yield* strands.await((done) => done());
      const before = machine.cycles;
      yield* strands.await((done) => machine.events.post(machine.cycles + 5000, done));
      log.push(`${machine.cycles - before}`);
    })(),
  );
  strands.runUntil(ended(strand));
  expect(log).toEqual(["5000"]);
});

test("a completion that is told twice ends only the wait that it belongs to", () => {
  let first = (): void => {};
  const strand = strands.startKernel(
    "waits twice",
    (function* () {
      yield* strands.await((done) => {
        first = done;
        machine.events.post(10, done);
      });
      log.push("first");
      yield* strands.await((done) => machine.events.post(machine.cycles + 1000, done));
      log.push(`second at ${machine.cycles > 1000}`);
    })(),
  );
  machine.events.post(20, () => first());
  strands.runUntil(ended(strand));
  expect(log).toEqual(["first", "second at true"]);
});

test("when nobody can go on, it says how many wait", () => {
  const blocks = (function* (): Waiting {
    // Twice in one slice is still one strand that waits.
    strands.block();
    strands.block();
    yield;
  })();
  strands.startKernel("a", blocks);
  strands.startKernel(
    "b",
    strands.await(() => {}),
  );
  expect(() => strands.runUntil(() => false)).toThrowError(
    expect.objectContaining({ code: "RSP_DEADLOCK", message: expect.stringContaining("2 strands are blocked") }),
  );
});

test("what a strand throws reaches who runs the strands, and the others can go on", () => {
  const failing = strands.startKernel(
    "fails",
    (function* () {
      yield;
      strands.block();
      throw new Error("a defect of the strand");
    })(),
  );
  const other = strands.startKernel("other", turns("other", 3));
  strands.whenEnded(failing, () => log.push("failed strand ended"));
  expect(() => strands.runUntil(ended(failing, other))).toThrowError("a defect of the strand");
  expect(failing.state).toBe("idle");
  strands.runUntil(ended(other));
  expect(log).toEqual(["other1", "failed strand ended", "other2", "other3"]);
  // It can be given something else to do.
  strands.start(failing, turns("again", 1));
  strands.runUntil(ended(failing));
  expect(log.at(-1)).toBe("again1");
  expect(() => strands.runUntil(() => false)).toThrowError("0 strands are blocked");
});

test("a strand tells once that it has ended", () => {
  const strand = strands.startKernel("s", turns("s", 1));
  strands.whenEnded(strand, () => log.push("ended"));
  strands.runUntil(ended(strand));
  strands.start(strand, turns("s", 1));
  strands.runUntil(ended(strand));
  expect(log).toEqual(["s1", "ended", "s1"]);
});

test("only a strand can wait, only the running one blocks itself, and nobody starts it twice", () => {
  expect(() => strands.current).toThrowError(coded("RSP_STRAND"));
  const strand = strands.startKernel("s", turns("s", 1));
  expect(() => strands.events.Current.raise()).toThrowError(coded("RSP_STRAND"));
  expect(() => strands.events.Block.raise(strand.capability)).toThrowError(
    coded("RSP_STRAND", "Strand.Block: s does not run"),
  );
  const other = strands.startKernel(
    "other",
    (function* () {
      strands.events.Block.raise(strand.capability);
    })(),
  );
  expect(() => strands.runUntil(ended(other))).toThrowError(coded("RSP_STRAND", "Strand.Block: s does not run"));
  // Neither stops by that: the one that was named runs to its end.
  expect(strand.state).not.toBe("blocked");
  expect(() => strands.start(strand, turns("s", 1))).toThrowError(coded("RSP_INVARIANT"));
  const nested = strands.startKernel(
    "nested",
    (function* () {
      strands.runUntil(() => true);
    })(),
  );
  expect(() => strands.runUntil(ended(nested))).toThrowError(coded("RSP_INVARIANT"));
});

test("two strands that wake each other in turn never wait for good, whatever they do in between (S1, S2)", () => {
  const detours = fc.array(fc.nat(3), { maxLength: 30 });
  fc.assert(
    fc.property(detours, detours, fc.integer({ min: 1, max: 30 }), (mine, theirs, rounds) => {
      const local = bootMachine();
      const scheduler = new Strands(local, bootDispatching());
      const order: string[] = [];
      function* player(name: string, detour: readonly number[], other: () => Strand, first: boolean): Waiting {
        for (let round = 0; round < rounds; round++) {
          if (!first || round > 0) {
            scheduler.block();
            yield;
          }
          order.push(name);
          const kind = detour[round % Math.max(1, detour.length)] ?? 0;
          if (kind === 3) scheduler.unblock(other());
          if (kind === 1) yield;
          if (kind >= 2) yield* scheduler.await((done) => local.events.post(local.cycles + kind * 100, done));
          if (kind !== 3) scheduler.unblock(other());
        }
      }
      const a: Strand = scheduler.startKernel(
        "a",
        player("a", mine, () => b, true),
      );
      const b: Strand = scheduler.startKernel(
        "b",
        player("b", theirs, () => a, false),
      );
      scheduler.runUntil(ended(a, b));
      expect(order).toEqual(Array.from({ length: 2 * rounds }, (_, n) => (n % 2 === 0 ? "a" : "b")));
    }),
    { numRuns: 300 },
  );
});

test("a census counts the strands that run, are ready, and are blocked", () => {
  const counts: unknown[] = [];
  const look = (): void => void counts.push(Object.values(strands.census()));
  look();
  const sleeper = strands.startKernel(
    "sleeper",
    (function* () {
      strands.block();
      yield;
    })(),
  );
  const other = strands.startKernel(
    "other",
    (function* () {
      look();
      strands.unblock(sleeper);
      look();
      yield;
    })(),
  );
  look();
  strands.runUntil(ended(sleeper, other));
  look();
  expect(counts).toEqual([
    [0, 0, 0],
    [0, 2, 0],
    [1, 0, 1],
    [1, 1, 0],
    [0, 0, 0],
  ]);
});
