import { beforeEach, expect, test } from "vitest";
import { filePages, World, pageWords } from "./testing/world.js";

const code = (wanted: string): unknown => expect.objectContaining({ code: wanted });

let world: World;
beforeEach(() => {
  world = new World(4);
});

test("a page is brought in when it is touched, once, and what was stored is on the volume when it was cleaned", () => {
  const { region, base } = world.result(world.map("one"));
  expect([world.held, world.paging.Counts().zeroed]).toEqual([0, 0]);
  expect(world.result(world.load(base + 5))).toBe(0);
  world.run(world.store(base + 5, 7), world.store(base + pageWords, 8));
  expect(world.faults).toBe(2);
  expect(world.onVolume("one").words[5]).toBe(0);
  world.run(world.paging.Clean(region));
  const { words, pages } = world.onVolume("one");
  expect([words[5], words[pageWords], pages]).toEqual([7, 8, 2]);
  // What is clean is not written again, and what is in memory is not read.
  world.run(world.paging.Clean(region));
  expect(world.paging.Counts()).toEqual({ read: 0, zeroed: 2, written: 2, taken: 0 });
  expect(world.result(world.load(base + 5))).toBe(7);
});

test("more pages than frames: the kernel takes some, and they come back with what was stored", () => {
  const { region, base } = world.result(world.map("one"));
  world.run(
    (function* () {
      for (let page = 0; page < filePages; page++) yield* world.store(base + page * pageWords + page, 100 + page);
      for (let page = 0; page < filePages; page++) {
        expect(yield* world.load(base + page * pageWords + page)).toBe(100 + page);
        expect(yield* world.load(base + page * pageWords + page + 1)).toBe(0);
      }
    })(),
  );
  expect(world.held).toBeLessThanOrEqual(4);
  expect(world.paging.Counts().taken).toBeGreaterThan(filePages);
  world.run(world.paging.Unmap(region));
  expect(world.held).toBe(0);
  expect(world.onVolume("one").pages).toBe(filePages);
});

test("a file that is mapped again is what it was, and pages behind its end are zeros whatever their blocks were", () => {
  const first = world.result(world.map("one"));
  world.run(world.store(first.base + 3 * pageWords, 33), world.paging.Clean(first.region));
  world.run(world.paging.Unmap(first.region));
  expect(world.onVolume("one").pages).toBe(4);
  // The file is cut in the middle of a page; its blocks keep what was there.
  world.run(
    (function* () {
      const { file } = yield* world.volume.Lookup("one");
      yield* world.volume.Resize(file, pageWords * 4 + 8);
    })(),
  );
  const second = world.result(world.map("one"));
  expect(second.base).toBe(first.base);
  expect(world.result(world.load(second.base + 3 * pageWords))).toBe(0);
  world.run(world.store(second.base + 4 * pageWords, 44));
  world.run(world.paging.Unmap(second.region));
  const { words, pages } = world.onVolume("one");
  expect([words[3 * pageWords], words[4 * pageWords], pages]).toEqual([0, 44, 5]);
});

test("a page is not changed while it is being written: the store waits", () => {
  const { region, base } = world.result(world.map("one"));
  world.run(world.store(base, 1));
  const { faults } = world;
  let cleaned = false;
  world.run(
    (function* () {
      yield* world.paging.Clean(region);
      cleaned = true;
    })(),
    (function* () {
      yield;
      expect(cleaned).toBe(false);
      yield* world.store(base, 2);
    })(),
  );
  expect(world.faults).toBeGreaterThan(faults);
  expect(world.onVolume("one").words[0]).toBe(1);
  world.run(world.paging.Clean(region));
  expect(world.onVolume("one").words[0]).toBe(2);
});

test("a write that fails is told, loses nothing that is in memory, and tells of what it lost", () => {
  const { region, base } = world.result(world.map("one"));
  world.run(world.store(base, 1));
  world.writesFail = true;
  expect(() => world.run(world.paging.Clean(region))).toThrow("the disk is broken");
  expect(() => world.run(world.paging.Unmap(region))).toThrow("the disk is broken");
  expect(world.result(world.load(base))).toBe(1);
  world.run(world.store(base, 2));
  world.writesFail = false;
  world.run(world.paging.Clean(region));
  expect(world.onVolume("one").words[0]).toBe(2);
  world.writesFail = true;
  world.run(world.store(base, 3));
  world.run(
    (function* () {
      for (let page = 1; page < filePages; page++) yield* world.load(base + page * pageWords);
    })(),
  );
  world.writesFail = false;
  expect(() => world.run(world.paging.Clean(region))).toThrow("the disk is broken");
  world.run(world.paging.Unmap(region));
  expect(world.held).toBe(0);
});

test("what is asked wrongly is refused by code, and a region that is unmapped is nobody's to serve", () => {
  const { client, context } = world;
  expect(() => world.paging.Start({ client, pageWords })).toThrow(code("RSP_STARTED"));
  expect(() => world.run(world.paging.Map(context, "one", 0))).toThrow(code("RSP_PAGING_FILE"));
  expect(() => world.run(world.paging.Map(context, "one", filePages + 1))).toThrow(code("RSP_PAGING_FILE"));
  expect(() => world.run(world.paging.Map(context, "none", 1))).toThrow(code("RSP_FILE_UNKNOWN"));
  const { region, base } = world.result(world.map("one", 2));
  expect(() => world.run(world.map("one"))).toThrow(code("RSP_PAGING_FILE"));
  expect(() => world.run(world.load(base + 2 * pageWords))).toThrow(code("RSP_BAD_ADDRESS"));
  world.run(world.paging.Unmap(region));
  expect(() => world.run(world.paging.Unmap(region))).toThrow(code("RSP_PAGING_REGION"));
  expect(() => world.run(world.paging.Clean(region))).toThrow(code("RSP_PAGING_REGION"));
  expect(() => world.run(world.load(base))).toThrow(code("RSP_BAD_ADDRESS"));
});
