import type { Strand, StrandT } from "@respin/core";
import type { Waiting } from "@respin/linker";
import { beforeEach, expect, test } from "vitest";
import { World, type Scheduler } from "./testing/world.js";

let world: World;
let lottery: Scheduler;

beforeEach(() => {
  world = new World();
  lottery = world.load();
});

/** The code of what is thrown. */
function thrown(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return Object(error).code;
  }
  return "nothing";
}

/**
 * A program of threads: some count primes below a bound, each its part of the numbers, and put what they find into a box with
 * room for one; another takes it out. Who finds the box full, or empty, blocks.
 */
function primes({ kernel, compute }: Pick<World, "kernel"> & { compute: (cycles: number) => Waiting }, all: Strand[]) {
  const { strands } = kernel;
  const [taker, ...makers] = all;
  const waiting: Strand[] = [];
  const result = { sum: 0, taken: 0 };
  let box: number | undefined;
  let left = makers.length;
  const isPrime = (n: number): boolean => {
    for (let d = 2; d * d <= n; d++) if (n % d === 0) return false;
    return n > 1;
  };
  function* make(n: number): Waiting {
    for (let number = n; number < 200; number += makers.length) {
      yield* compute(number * 20_000);
      if (!isPrime(number)) continue;
      while (box !== undefined) {
        waiting.push(makers[n]);
        strands.block();
        yield;
      }
      box = number;
      strands.unblock(taker);
    }
    left--;
    strands.unblock(taker);
  }
  function* take(): Waiting {
    while (left > 0 || box !== undefined) {
      if (box === undefined) {
        strands.block();
        yield;
        continue;
      }
      result.sum += box;
      result.taken++;
      box = undefined;
      for (const each of waiting.splice(0)) strands.unblock(each);
    }
  }
  strands.start(taker, take());
  for (const [n, maker] of makers.entries()) strands.start(maker, make(n));
  return result;
}

test.each([
  ["the global scheduler", 0],
  ["the lottery", 4],
  ["both, some strands under each", 2],
])("a program comes to the same under %s", (_whose, under) => {
  const all = ["taker", "a", "b", "c"].map((name) => world.strand(name));
  for (const [n, strand] of all.entries()) if (n < under) lottery.Take(strand.capability, n + 1);
  const result = primes({ kernel: world.kernel, compute: (cycles) => world.compute(cycles) }, all);
  world.runUntilEnded(all);
  expect(result).toEqual({ sum: 4227, taken: 46 });
  for (const [n, { capability }] of all.entries()) if (n < under) expect(lottery.Wins(capability)).toBeGreaterThan(3);
});

test("a strand that blocks leaves its turns to the others, and has its own again when it is unblocked", () => {
  const { strands } = world.kernel;
  const order: string[] = [];
  const [a, b] = [world.strand("a"), world.strand("b")];
  // Who has nearly all tickets has none while it is blocked.
  lottery.Take(a.capability, 10_000);
  lottery.Take(b.capability, 1);
  strands.start(
    a,
    (function* (): Waiting {
      order.push("a blocks");
      strands.block();
      yield;
      order.push("a again");
    })(),
  );
  strands.start(
    b,
    (function* (): Waiting {
      for (let turn = 0; turn < 3; turn++) {
        order.push("b");
        yield;
      }
      strands.unblock(a);
      yield;
      order.push("b last");
    })(),
  );
  world.runUntilEnded([a, b]);
  expect(order).toEqual(["a blocks", "b", "b", "b", "a again", "b last"]);
});

test("when it is unloaded, its strands are the global scheduler's again, and end well", () => {
  const all = ["taker", "a", "b", "c"].map((name) => world.strand(name));
  for (const { capability } of all) lottery.Take(capability, 5);
  const result = primes({ kernel: world.kernel, compute: (cycles) => world.compute(cycles) }, all);
  world.kernel.strands.runUntil(() => result.taken === 10);
  world.kernel.extensions.unload(lottery.extension);
  expect(all.map(({ on }) => on)).toEqual(all.map(() => undefined));
  world.runUntilEnded(all);
  expect(result).toEqual({ sum: 4227, taken: 46 });
});

test("a strand that is released can be offered to another lottery, for tickets there", () => {
  const other = world.load([]);
  const strand = world.strand("a");
  lottery.Take(strand.capability, 1);
  const offer = lottery.Release(strand.capability);
  expect(strand.on).toBeUndefined();
  expect(thrown(() => lottery.Wins(strand.capability))).toBe("RSP_LOTTERY_STRAND");
  expect(thrown(() => other.Adopt(offer, 0))).toBe("RSP_LOTTERY_NUMBER");
  // A refusal leaves the offer good.
  expect(other.Adopt(offer, 3)).toBe(strand.capability);
  world.kernel.strands.start(strand, world.compute(1));
  world.runUntilEnded([strand]);
  expect(other.Wins(strand.capability)).toBe(1);
  expect(thrown(() => other.Adopt(offer, 3))).toBe("RSP_CAPABILITY");
});

test("what is no number of tickets, no seed, no strand of its own is refused by code, and changes nothing", () => {
  const strand = world.strand("a");
  const stranger = world.strand("b");
  const elsewhere = world.load([]);
  lottery.Take(strand.capability, 7);
  for (const tickets of [0, -1, 0.5, 10_001, Number.NaN]) {
    expect(thrown(() => lottery.SetTickets(strand.capability, tickets))).toBe("RSP_LOTTERY_NUMBER");
    expect(thrown(() => lottery.Take(stranger.capability, tickets))).toBe("RSP_LOTTERY_NUMBER");
  }
  for (const seed of [0, 2 ** 31 - 1, 1.5]) expect(thrown(() => lottery.Seed(seed))).toBe("RSP_LOTTERY_NUMBER");
  for (const act of [
    () => lottery.SetTickets(stranger.capability, 1),
    () => lottery.Release(stranger.capability),
    () => lottery.Wins(stranger.capability),
  ]) {
    expect(thrown(act)).toBe("RSP_LOTTERY_STRAND");
  }
  expect(thrown(() => elsewhere.Take(stranger.capability, 1))).toBe("RSP_STRAND_HELD");
  expect(thrown(() => elsewhere.Wins(stranger.capability))).toBe("RSP_LOTTERY_STRAND");
  expect([strand.on === undefined, stranger.on]).toEqual([false, undefined]);
});

test("strands that have ended leave room for others: ten thousand take part at a time, and any number in turn", () => {
  const { strands } = world.kernel;
  const makeOne = (): StrandT => {
    const strand = world.strand("one of many");
    strand.isForOnce = true;
    lottery.Take(strand.capability, 1);
    strands.start(strand, (function* (): Waiting {})());
    return strand.capability;
  };
  for (let round = 0; round < 3; round++) {
    for (let n = 0; n < 5000; n++) makeOne();
    strands.runUntil(() => strands.ready === 0);
  }
  let taken = 0;
  const tooMany = thrown(() => {
    for (; taken < 20_000; taken++) makeOne();
  });
  expect([tooMany, taken]).toEqual(["RSP_LOTTERY_STRAND", 10_000]);
});
