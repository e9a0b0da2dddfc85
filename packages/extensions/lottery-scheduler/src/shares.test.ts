import { beforeEach, expect, test } from "vitest";
import type { Strand } from "@respin/core";
import type { Waiting } from "@respin/linker";
import { World, type Scheduler } from "./testing/world.js";

/**
 * Of n draws, one who has the part p of the tickets wins n p on average, with a standard deviation of sqrt(n p (1 - p)). Every strand
 * stays within four of them, which by chance one share in sixteen thousand would not; and with these seeds sixty are looked at.
 * Draws follow from the seed, so what passes once passes always.
 */
const deviationsMax = 4;
const slices = 2000;
const seeds = Array.from({ length: 12 }, (_, n) => 1 + n * 7919);

let world: World;
let lottery: Scheduler;
/** The work that each strand has done, in eighths of a slice. */
let done: Map<Strand, number>;

beforeEach(() => {
  world = new World();
  lottery = world.load();
  done = new Map();
});

function* work(strand: Strand): Waiting {
  for (;;) {
    yield* world.compute(world.slice / 8);
    done.set(strand, (done.get(strand) ?? 0) + 1);
  }
}

function start(tickets: readonly number[], by = lottery): Strand[] {
  return tickets.map((each, n) => {
    const strand = world.strand(`strand ${n}`);
    by.Take(strand.capability, each);
    world.kernel.strands.start(strand, work(strand));
    return strand;
  });
}

/** Run for so many slices. */
function run(n: number): void {
  const { machine, strands } = world.kernel;
  const until = machine.cycles + n * world.slice;
  strands.runUntil(() => machine.cycles >= until);
}

const doneBy = (all: readonly Strand[]): number[] => all.map((strand) => (done.get(strand) ?? 0) / 8);

/** How far each is from its share, in standard deviations. */
function deviations(shares: readonly number[], tickets: readonly number[]): number[] {
  const all = tickets.reduce((sum, each) => sum + each, 0);
  const n = shares.reduce((sum, each) => sum + each, 0);
  return shares.map((share, at) => {
    const p = tickets[at] / all;
    return Math.abs(share - n * p) / Math.sqrt(n * p * (1 - p));
  });
}

test.each(seeds)("the processor is shared as the tickets are, from seed %i on", (seed) => {
  const tickets = [1, 2, 3, 4, 10];
  lottery.Seed(seed);
  const all = start(tickets);
  run(slices);
  const shares = doneBy(all);
  // It was they who computed, but for what they have begun.
  expect(shares.reduce((sum, each) => sum + each, 0)).toBeGreaterThan(slices * 0.98);
  const far = deviations(shares, tickets);
  expect(Math.max(...far), `${shares.join(", ")}: ${far.map((each) => each.toFixed(2)).join(", ")}`).toBeLessThan(
    deviationsMax,
  );
  // Equal turns would be far outside.
  const equal = shares.map(() => slices / shares.length);
  expect(Math.max(...deviations(equal, tickets))).toBeGreaterThan(5 * deviationsMax);
});

test("the same seed gives the same turns, and another gives others", () => {
  const turns = (seed: number): number[] => {
    world = new World();
    lottery = world.load();
    lottery.Seed(seed);
    const all = start([1, 2, 3]);
    run(300);
    return all.map(({ capability }) => lottery.Wins(capability));
  };
  const first = turns(42);
  expect(turns(42)).toEqual(first);
  expect(turns(43)).not.toEqual(first);
});

test("a change of tickets counts from the next draw on", () => {
  const all = start([1, 1]);
  run(slices);
  const before = doneBy(all);
  expect(Math.max(...deviations(before, [1, 1]))).toBeLessThan(deviationsMax);
  lottery.SetTickets(all[0].capability, 9);
  run(slices);
  const after = doneBy(all).map((each, n) => each - before[n]);
  expect(Math.max(...deviations(after, [9, 1]))).toBeLessThan(deviationsMax);
});

test("beside strands of the global scheduler it has one strand's part, and shares that", () => {
  const outside = world.strand("outside");
  world.kernel.strands.start(outside, work(outside));
  const all = start([1, 3]);
  run(2 * slices);
  const [shares, [others]] = [doneBy(all), doneBy([outside])];
  expect(Math.abs(others - slices)).toBeLessThan(slices * 0.01);
  expect(Math.max(...deviations(shares, [1, 3]))).toBeLessThan(deviationsMax);
});

test("a lottery may take part in another: its strands share what it wins", () => {
  const inner = world.load();
  inner.Seed(99);
  const [outer] = start([1]);
  // One of four parts is the strand's, and three are the inner lottery's.
  lottery.Adopt(inner.Offer(), 3);
  const all = [outer, ...start([1, 2], inner)];
  run(slices);
  expect(Math.max(...deviations(doneBy(all), [1, 1, 2]))).toBeLessThan(deviationsMax);
});
