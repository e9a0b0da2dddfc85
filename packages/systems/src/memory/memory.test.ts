import { expect, test } from "vitest";
import { none, read, readWrite, systemNames, World } from "./testing/worlds.js";

test.each(systemNames)(
  "on %s a store to a protected page goes through after its fault, and the handler saw the page",
  (system) => {
    const world = new World(system, 8);
    const { memory } = world;
    world.run(memory.program.store(5, 1, 100));
    world.run(memory.protect(2, 6, read));
    expect(memory.handled()).toEqual({ faults: 0, page: -1 });
    world.run(memory.program.store(5, 42, 100));
    expect(world.word(5, 100)).toBe(42);
    expect(memory.handled()).toEqual({ faults: 1, page: 5 });
    expect([world.allows(4), world.allows(5), world.allows(6)]).toEqual([read, readWrite, read]);
  },
);

test.each(systemNames)(
  "on %s a page that may be read is read without a fault, and one that may not with one",
  (system) => {
    const world = new World(system, 3);
    const { memory } = world;
    world.run(memory.program.store(1, 7));
    world.run(memory.protect(1, 1, read));
    expect(world.run(memory.program.load(1))).toBe(7);
    expect(memory.handled().faults).toBe(0);
    world.run(memory.protect(1, 1, none));
    expect(world.run(memory.program.load(1))).toBe(7);
    expect(memory.handled()).toEqual({ faults: 1, page: 1 });
  },
);

test.each(systemNames)(
  "on %s a page that is enabled again by its program is stored to without the handler",
  (system) => {
    const world = new World(system, 4);
    const { memory } = world;
    world.run(memory.protect(0, 4, read));
    world.run(memory.protect(0, 4, readWrite));
    for (let page = 0; page < 4; page++) world.run(memory.program.store(page, page + 1));
    expect(memory.handled().faults).toBe(0);
    expect([0, 1, 2, 3].map((page) => world.word(page))).toEqual([1, 2, 3, 4]);
  },
);

test.each(systemNames)("on %s the handler may protect the next page, which faults in its turn", (system) => {
  const world = new World(system, 3);
  const { memory } = world;
  memory.answer({ stops: "never", protectsNext: true });
  world.run(memory.protect(0, 1, read));
  const seen: number[] = [];
  for (const page of [0, 1, 2, 0, 2, 1]) {
    world.run(memory.program.store(page, page));
    seen.push(memory.handled().page);
  }
  // Each store faults in the page that the one before protected; the last two are of pages that none did.
  expect(seen).toEqual([0, 1, 2, 0, 0, 1]);
});

test.each(systemNames)("on %s pages that are not the program's are refused, and nothing is changed", (system) => {
  const world = new World(system, 4);
  const { memory } = world;
  const refused = expect.objectContaining({ code: "RSP_REGION" });
  expect(() => world.run(memory.protect(3, 2, read))).toThrow(refused);
  const again = new World(system, 4);
  expect(() => again.run(again.memory.protect(-1, 1, read))).toThrow(refused);
  expect([0, 1, 2, 3].map((page) => again.allows(page))).toEqual([readWrite, readWrite, readWrite, readWrite]);
});

test("only SPIN's program can ask what a page allows", () => {
  expect(systemNames.map((system) => new World(system, 1).memory.examine !== undefined)).toEqual([true, false, false]);
});
