import type { Context } from "@respin/core";
import { beforeEach, expect, test } from "vitest";
import { spaceCalls } from "./calls.js";
import { World, pageWords } from "./testing/world.js";

const code = (wanted: string): unknown => expect.objectContaining({ code: wanted });

let world: World;
beforeEach(() => {
  world = new World({ frames: 16, pages: 12 });
});

/** What a program reads at some addresses. */
function read(context: Context, ...addresses: readonly number[]): readonly number[] {
  const values: number[] = [];
  world.run(
    (function* () {
      for (const address of addresses) values.push(yield* world.load(context, address));
    })(),
  );
  return values;
}

const write = (context: Context, address: number, value: number): void =>
  world.run(world.store(context, address, value));

test("pages are zeros when they are touched first, whatever was in their frames, and take no frame before", () => {
  const { spaces } = world;
  for (let turn = 0; turn < 3; turn++) {
    const context = spaces.Create(1, 10, 1);
    expect(world.held).toBe(0);
    const base = spaces.Base(context);
    for (let page = 1; page < 12; page++) {
      expect(read(context, base + page * pageWords + 5)).toEqual([0]);
      write(context, base + page * pageWords + 5, 99);
    }
    expect(world.held).toBe(11);
    spaces.Destroy(context);
    expect(world.held).toBe(0);
  }
});

test("a fork copies nothing; the first store of either copies one page, and the last sharer keeps its own", () => {
  const { spaces } = world;
  const parent = spaces.Create(0, 4, 0);
  const base = spaces.Base(parent);
  for (let page = 0; page < 4; page++) write(parent, base + page * pageWords, 10 + page);
  const before = { held: world.held, faults: world.faults };
  const child = spaces.Fork(parent);
  expect(read(child, base, base + pageWords)).toEqual([10, 11]);
  expect([spaces.Counts().copied, world.held, world.faults]).toEqual([0, before.held, before.faults]);
  write(child, base, 20);
  expect(spaces.Counts()).toEqual({ zeroed: 4, copied: 1, kept: 0 });
  expect([...read(parent, base), ...read(child, base)]).toEqual([10, 20]);
  write(parent, base, 30);
  expect(spaces.Counts()).toEqual({ zeroed: 4, copied: 1, kept: 1 });
  expect([...read(parent, base), ...read(child, base)]).toEqual([30, 20]);
  // Once it is its own, it stores without a fault.
  const { faults } = world;
  write(parent, base + 1, 31);
  expect(world.faults).toBe(faults);
  spaces.Destroy(parent);
  write(child, base + pageWords, 21);
  expect(spaces.Counts()).toEqual({ zeroed: 4, copied: 1, kept: 2 });
  spaces.Destroy(child);
  expect(world.held).toBe(0);
});

test("text is loaded, shared by forks, and stored to by nobody", () => {
  const { spaces } = world;
  const parent = spaces.Create(2, 1, 0);
  const base = spaces.Base(parent);
  const text = Int32Array.from({ length: pageWords + 3 }, (_, n) => n + 1);
  world.run(spaces.Load(parent, base + 2, text));
  const child = spaces.Fork(parent);
  const last = base + 2 + pageWords + 2;
  expect(read(child, base + 1, base + 2, last, last + 1)).toEqual([0, 1, pageWords + 3, 0]);
  expect(() => write(child, base + 2, 9)).toThrow(code("RSP_PROTECTION_FAULT"));
  // Who loads into a space that shares its text loads into that space only.
  world.run(spaces.Load(child, base + 2, Int32Array.of(7)));
  expect([...read(parent, base + 2), ...read(child, base + 2)]).toEqual([1, 7]);
  expect(() => write(child, base + 2, 9)).toThrow(code("RSP_PROTECTION_FAULT"));
  expect(() => world.run(spaces.Load(child, base + 3 * pageWords - 1, text))).toThrow(code("RSP_SPACE_RANGE"));
});

test("data grow and shrink, pages are mapped and unmapped, and what is not there is an error of who touches it", () => {
  const { spaces } = world;
  const context = spaces.Create(1, 1, 2);
  const base = spaces.Base(context);
  const at = (page: number): number => base + page * pageWords;
  expect(() => read(context, at(2))).toThrow(code("RSP_PAGE_NOT_PRESENT"));
  expect(spaces.Grow(context, 2)).toBe(at(2));
  write(context, at(3), 5);
  expect(spaces.Grow(context, -1)).toBe(at(4));
  expect(() => read(context, at(3))).toThrow(code("RSP_PAGE_NOT_PRESENT"));
  spaces.Grow(context, 1);
  expect(read(context, at(3))).toEqual([0]);
  const mapped = spaces.Map(context, 3);
  expect(mapped).toBe(at(7));
  write(context, mapped + pageWords, 6);
  expect(spaces.Map(context, 3)).toBe(at(4));
  expect(() => spaces.Map(context, 1)).toThrow(code("RSP_SPACE_FULL"));
  expect(() => spaces.Grow(context, 1)).toThrow(code("RSP_SPACE_FULL"));
  expect(() => spaces.Grow(context, -4)).toThrow(code("RSP_SPACE_FULL"));
  expect(() => spaces.Unmap(context, at(9), 2)).toThrow(code("RSP_SPACE_RANGE"));
  expect(() => spaces.Unmap(context, at(9) + 1, 1)).toThrow(code("RSP_SPACE_RANGE"));
  spaces.Unmap(context, at(8), 1);
  expect(() => read(context, at(8))).toThrow(code("RSP_PAGE_NOT_PRESENT"));
  expect(spaces.Map(context, 1)).toBe(at(8));
  expect(read(context, at(8))).toEqual([0]);
  expect(() => read(context, at(12))).toThrow(code("RSP_BAD_ADDRESS"));
});

test("a program grows and maps by system calls of its own space", () => {
  const { kernel, spaces } = world;
  const context = spaces.Create(0, 1, 1);
  const base = spaces.Base(context);
  const answers: unknown[] = [];
  const call = (number: number, ...parameters: readonly unknown[]) =>
    kernel.trap.events.SystemCall.raise({ context, strand: kernel.strands.current.capability, number, parameters });
  world.run(
    (function* () {
      answers.push(yield* call(spaceCalls.grow, 2), yield* call(spaceCalls.map, 1));
      yield* call(spaceCalls.unmap, base + 10 * pageWords, 1);
      answers.push(yield* call(spaceCalls.map, 2));
    })(),
  );
  expect(answers).toEqual([base + pageWords, base + 10 * pageWords, base + 9 * pageWords]);
  const wrong = function* (number: number, ...parameters: readonly unknown[]) {
    yield* call(number, ...parameters);
  };
  expect(() => world.run(wrong(spaceCalls.grow, "1"))).toThrow(code("RSP_SPACE_FULL"));
  expect(() => world.run(wrong(spaceCalls.unmap))).toThrow(code("RSP_SPACE_RANGE"));
  expect(() => world.run(wrong(9))).toThrow(code("RSP_SYSTEM_CALL"));
});

test("who touches more than there is hears of it, and the others go on", () => {
  world = new World({ frames: 3, pages: 12 });
  const { spaces } = world;
  const [one, other] = [spaces.Create(0, 12, 0), spaces.Create(0, 12, 0)];
  const base = spaces.Base(one);
  for (let page = 0; page < 2; page++) write(one, base + page * pageWords, 1);
  write(other, base, 2);
  expect(() => write(one, base + 2 * pageWords, 1)).toThrow(code("RSP_MEMORY_EXHAUSTED"));
  expect(() => write(other, base + pageWords, 1)).toThrow(code("RSP_MEMORY_EXHAUSTED"));
  expect(read(one, base + pageWords)).toEqual([1]);
  spaces.Destroy(one);
  write(other, base + pageWords, 3);
  expect(read(other, base, base + pageWords)).toEqual([2, 3]);
});

test("what is asked wrongly is refused by code, with nothing done", () => {
  const { spaces, kernel, client } = world;
  expect(() => spaces.Start({ client, pageWords, pages: 1 })).toThrow(code("RSP_STARTED"));
  expect(() => spaces.Create(10, 2, 1)).toThrow(code("RSP_SPACE_LAYOUT"));
  expect(() => spaces.Create(0.5, 2, 1)).toThrow(code("RSP_SPACE_LAYOUT"));
  expect(() => spaces.Fork(kernel.translation.create())).toThrow(code("RSP_SPACE_UNKNOWN"));
  const context = spaces.Create(0, 1, 0);
  for (let n = 1; n < 16; n++) spaces.Fork(context);
  expect(() => spaces.Fork(context)).toThrow(code("RSP_LIMIT"));
  write(context, spaces.Base(context), 1);
  // A fork that was refused has left the page its only owner's.
  expect(spaces.Counts()).toEqual({ zeroed: 1, copied: 0, kept: 0 });
  spaces.Destroy(context);
  expect(() => spaces.Destroy(context)).toThrow(code("RSP_SPACE_UNKNOWN"));
});

test("at its end the spaces and their frames are the kernel's again", () => {
  const { kernel, spaces } = world;
  const parent = spaces.Create(0, 4, 0);
  write(parent, spaces.Base(parent), 1);
  write(spaces.Fork(parent), spaces.Base(parent), 2);
  const [extension] = kernel.extensions.running;
  expect(extension.balance()).toMatchObject({ spaces: 2, frames: 2, pins: 2 });
  kernel.extensions.unload(extension);
  expect([kernel.storage.free, extension.balance().spaces]).toEqual([16, 0]);
  expect(() => world.asn(parent)).toThrow(code("RSP_CAPABILITY"));
});
