import type { RespinError } from "@respin/hardware";
import type { Waiting } from "@respin/linker";
import { expect, test } from "vitest";
import { lru, mru, policies, type PolicyFactory } from "./policy/index.js";
import type { Backing } from "./backing.js";
import { BufferPool } from "./buffer-pool.js";
import { NONE } from "./policy/policy.js";
import { TestPool } from "./policy/testing/pools.js";
import { loop, uniform, zipf } from "./policy/testing/references.js";
import { contentsOf, onPlatter, ownPagesWorld, store, worlds, type World } from "./testing/worlds.js";

const pagesEach = 8;

/** Run one program on a strand of the world until it has ended; what it throws is thrown here. */
function run<Result>(world: World, program: Waiting<Result>): Result {
  const { strands } = world.kernel;
  let outcome: { readonly result: Result } | undefined;
  const body = function* (): Waiting {
    outcome = { result: yield* program };
  };
  strands.start(world.strand("program"), body());
  strands.runUntil(() => outcome !== undefined);
  if (outcome === undefined) throw new Error("the program has not ended");
  return outcome.result;
}

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return (error as RespinError).code;
  }
  return "nothing was thrown";
}

/** Let what runs beside go on for a second of the machine's time. */
function* aSecond({ kernel: { machine, strands } }: World): Waiting {
  yield* strands.await((done) => machine.events.post(machine.cycles + machine.profile.clockMhz * 1e6, done));
}

const write = (world: World, block: number, version: number): Waiting =>
  world.use(block, "write", (words) => store(words, version));
const read = (world: World, block: number): Waiting<number> =>
  world.use(block, "read", (words) => contentsOf(words).head);

for (const [kind, make] of Object.entries(worlds)) {
  const begin = (capacity: number, policy: PolicyFactory | undefined = lru): World =>
    make({ capacity, policy, pagesEach });

  test(`${kind}: a page that is brought in holds its block, and one that was modified is written before it goes`, () => {
    const world = begin(1);
    const { first } = world.blocks;
    run(world, write(world, first, 7));
    expect(onPlatter(world.kernel.machine.disk.platter, first).head).toBe(0);
    expect(run(world, read(world, first + 1))).toBe(0);
    expect(world.pool.slotOf(first)).toBe(NONE);
    expect(onPlatter(world.kernel.machine.disk.platter, first)).toEqual({ block: first, head: 7, tail: 7 });
    expect(run(world, read(world, first))).toBe(7);
    expect(world.pool).toMatchObject({ misses: 3, writes: 1, evictions: 2, resident: 1 });
  });

  test(`${kind}: the policy's victim goes, not the system's`, () => {
    const world = begin(3, mru);
    const { first } = world.blocks;
    for (const page of [0, 1, 2, 3]) run(world, read(world, first + page));
    expect([0, 1, 2, 3].map((page) => world.pool.slotOf(first + page) !== NONE)).toEqual([true, true, false, true]);
  });

  test(`${kind}: a program that has pinned every page meets RSP_MEMORY_EXHAUSTED, and goes on when it has unpinned one`, () => {
    const world = begin(2);
    const { first } = world.blocks;
    run(world, world.pin(first));
    run(world, world.pin(first + 1));
    expect(codeOf(() => run(world, read(world, first + 2)))).toBe("RSP_MEMORY_EXHAUSTED");
    expect(run(world, read(world, first + 1))).toBe(0);
    world.pool.unpin(first);
    expect(run(world, read(world, first + 2))).toBe(0);
    expect(world.pool.slotOf(first + 1)).not.toBe(NONE);
  });

  test(`${kind}: pages that are in use for a transfer are waited for`, () => {
    const world = begin(4);
    const { first } = world.blocks;
    run(world, world.pin(first));
    run(world, world.pin(first + 1));
    const program = function* (): Waiting<number> {
      // Both other pages are on their way in now.
      expect([world.pool.prefetch(first + 2), world.pool.prefetch(first + 3)]).toEqual([true, true]);
      return yield* read(world, first + 4);
    };
    expect(run(world, program())).toBe(0);
  });

  test(`${kind}: what was prefetched and not used gives way when everything else is pinned`, () => {
    const world = begin(4);
    const { first } = world.blocks;
    run(world, world.pin(first));
    run(
      world,
      (function* () {
        world.pool.prefetch(first + 7);
        yield* aSecond(world);
      })(),
    );
    run(world, world.pin(first + 1));
    run(world, world.pin(first + 2));
    expect(world.pool.slotOf(first + 7)).not.toBe(NONE);
    expect(run(world, read(world, first + 3))).toBe(0);
    expect(world.pool.slotOf(first + 7)).toBe(NONE);
  });

  test(`${kind}: a block that is wanted while it is prefetched is read once`, () => {
    const world = begin(4);
    const { first } = world.blocks;
    const program = function* (): Waiting<number> {
      world.pool.prefetch(first + 1);
      return yield* read(world, first + 1);
    };
    expect(run(world, program())).toBe(0);
    expect(world.kernel.machine.disk.reads).toBe(1);
    expect(world.pool).toMatchObject({ prefetches: 1, late: 1, misses: 0 });
  });

  test(`${kind}: groups are forced out one after the other, wherever the power is cut`, () => {
    for (const atWrite of [1, 2, 3]) {
      const world = begin(8);
      const { machine } = world.kernel;
      // Upwards on the disk, the second group would come first.
      const groups = [[world.blocks.first + 5], [world.blocks.first + 1], [world.blocks.first + 3]];
      for (const block of groups.flat()) run(world, write(world, block, 9));
      machine.disk.cutPower({ atWrite, mode: "drop", tornFraction: 0 });
      expect(codeOf(() => run(world, world.pool.force(groups)))).toBe("RSP_POWER_CUT");
      const written = groups.flat().map((block) => onPlatter(machine.disk.platter, block).head === 9);
      expect(written).toEqual([0, 1, 2].map((group) => group < atWrite - 1));
    }
  });

  test(`${kind}: a block that was dropped is read from the disk again, and its pins are gone`, () => {
    const world = begin(4);
    const { first } = world.blocks;
    run(world, write(world, first, 3));
    run(world, world.pin(first));
    run(world, world.pool.drop({ first, blocks: 2 }));
    expect(world.pool.resident).toBe(0);
    expect(run(world, read(world, first))).toBe(0);
    expect(codeOf(() => world.pool.unpin(first))).toBe("RSP_UNPINNED");
  });

  test(`${kind}: a block is unpinned as often as it was pinned, 255 times at most`, () => {
    const world = begin(2);
    const { first } = world.blocks;
    for (let pins = 0; pins < 255; pins++) run(world, world.pin(first));
    expect(codeOf(() => run(world, world.pin(first)))).toBe("RSP_PINS_FULL");
    for (let pins = 0; pins < 255; pins++) world.pool.unpin(first);
    expect(codeOf(() => world.pool.unpin(first))).toBe("RSP_UNPINNED");
    run(world, read(world, first + 1));
    run(world, read(world, first + 2));
    expect(world.pool.slotOf(first)).toBe(NONE);
  });
}

for (const [name, policy] of policies) {
  test(`${name}: the pool misses what its policy alone misses`, () => {
    for (const string of [uniform(24, 800, 3), loop(24, 800), zipf(24, 800, 4)]) {
      const alone = new TestPool(policy, 10, 24);
      for (const page of string) alone.hit(page);
      for (const make of Object.values(worlds)) {
        const world = make({ capacity: 10, policy, pagesEach });
        const program = function* (): Waiting {
          for (const page of string) yield* read(world, world.blocks.first + page);
        };
        run(world, program());
        expect(world.pool.misses).toBe(alone.misses);
      }
    }
  });
}

test("a store that comes between a force-out and its writes is ordered like any other", () => {
  for (const atWrite of [1, 2, 3]) {
    const world = ownPagesWorld({ capacity: 8, policy: lru, pagesEach });
    const { strands, machine } = world.kernel;
    const block = { earlier: world.ranges[1].first, later: world.ranges[2].first };
    world.pool.order({ first: block.earlier, blocks: 1 }, { first: block.later, blocks: 1 });
    run(world, write(world, block.earlier, 1));
    run(world, write(world, block.later, 2));
    run(world, world.pool.force([[block.earlier]]));
    machine.disk.cutPower({ atWrite: 1 + atWrite, mode: "drop", tornFraction: 0 });
    let forced = false;
    const forcing = function* (): Waiting {
      yield* world.pool.force([[block.later]]);
      forced = true;
    };
    // Its turn comes after the force-out has begun, and before the write that it starts.
    const storing = function* (): Waiting {
      yield* write(world, block.earlier, 3);
      yield* write(world, block.later, 4);
    };
    strands.start(world.strand("forcing"), forcing());
    strands.start(world.strand("storing"), storing());
    const code = codeOf(() => strands.runUntil(() => forced));
    const [earlier, later] = [block.earlier, block.later].map((each) => onPlatter(machine.disk.platter, each).head);
    expect(code).toBe(atWrite === 3 ? "nothing was thrown" : "RSP_POWER_CUT");
    expect([earlier, later]).toEqual(
      [
        [1, 0],
        [3, 0],
        [3, 4],
      ][atWrite - 1],
    );
  }
});

test("a pool of no pages is refused", () => {
  const make = (capacity: number) => () => new BufferPool(unused, { name: "none", capacity, blocks: 1 });
  for (const capacity of [0, -1, 1.5, NaN]) expect(codeOf(make(capacity))).toBe("RSP_POOL_CAPACITY");
});

const fail = (): never => {
  throw new Error("a pool that was refused uses nothing");
};
const unused: Backing = {
  obtain: fail,
  release: fail,
  read: fail,
  write: fail,
  zero: fail,
  readWords: fail,
  writeWords: fail,
  modified: fail,
  clean: fail,
  pin: fail,
  unpin: fail,
  await: fail,
  start: fail,
};
