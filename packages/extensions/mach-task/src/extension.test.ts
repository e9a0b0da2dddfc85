import type { Context } from "@respin/core";
import { Protection } from "@respin/hardware";
import { beforeEach, expect, test } from "vitest";
import { Pager, World, pageWords } from "./testing/world.js";

const code = (wanted: string): unknown => expect.objectContaining({ code: wanted });

let world: World;
let task: Context;
beforeEach(() => {
  world = new World(6);
  task = world.tasks.Create();
});

function read(from: Context, address: number): number {
  let value = 0;
  world.run(
    (function* () {
      value = yield* world.load(from, address);
    })(),
  );
  return value;
}

const write = (to: Context, address: number, value: number): void => world.run(world.store(to, address, value));

test("allocated memory is zeros when it is touched, is the task's own, and goes with its region or its task", () => {
  const { tasks } = world;
  const address = tasks.Allocate(task, 3);
  expect(world.held).toBe(0);
  write(task, address + pageWords, 5);
  expect([read(task, address), read(task, address + pageWords), world.held]).toEqual([0, 5, 2]);
  const other = tasks.Create();
  expect(tasks.Allocate(other, 3)).toBe(address);
  expect(read(other, address + pageWords)).toBe(0);
  tasks.Deallocate(task, address);
  expect(world.held).toBe(1);
  expect(() => read(task, address)).toThrow(code("RSP_BAD_ADDRESS"));
  tasks.Terminate(other);
  expect(world.held).toBe(0);
});

test("a page of a memory object is asked of its pager, once, and shared by all tasks that have it mapped", () => {
  const { tasks } = world;
  const pager = new Pager(world, "all");
  pager.pages.set(2, Int32Array.of(20, 21));
  const other = tasks.Create();
  const here = tasks.Map(task, pager.object, 0, 4);
  const there = tasks.Map(other, pager.object, 2, 1);
  expect([read(task, here + 2 * pageWords + 1), read(other, there)]).toEqual([21, 20]);
  expect(pager.heard).toEqual(["data-request"]);
  write(other, there + 5, 99);
  expect(read(task, here + 2 * pageWords + 5)).toBe(99);
  expect([pager.heard.length, world.held]).toEqual([1, 1]);
});

test("what the pager has locked is asked for by an unlock, and a lock is in force when it is completed", () => {
  const { tasks } = world;
  const pager = new Pager(world, "as asked");
  const address = tasks.Map(task, pager.object, 0, 2);
  expect(read(task, address)).toBe(0);
  write(task, address, 7);
  expect(pager.heard).toEqual(["data-request", "data-unlock", "lock-completed"]);
  const { faults } = world;
  write(task, address + 1, 8);
  expect(world.faults).toBe(faults);
  tasks.Lock(pager.object, 0, Protection.read, true, false);
  // It is still there to be read, and what was stored has been returned.
  expect([read(task, address), world.faults]).toEqual([7, faults]);
  expect(pager.pages.get(0)?.slice(0, 2)).toEqual(Int32Array.of(7, 8));
  write(task, address, 9);
  expect(pager.heard.slice(3)).toEqual(["data-return", "lock-completed", "data-unlock", "lock-completed"]);
  tasks.Lock(pager.object, 0, Protection.none, true, true);
  expect(world.held).toBe(0);
  expect(read(task, address)).toBe(9);
});

test("pages that the kernel takes are returned to the pager, and come back as they were", () => {
  const { tasks } = world;
  const pager = new Pager(world, "all");
  const address = tasks.Map(task, pager.object, 0, 20);
  for (let page = 0; page < 20; page++) write(task, address + page * pageWords + page, 100 + page);
  expect(world.held).toBeLessThanOrEqual(6);
  for (let page = 0; page < 20; page++) expect(read(task, address + page * pageWords + page)).toBe(100 + page);
  expect(pager.heard.filter((kind) => kind === "data-return").length).toBeGreaterThan(13);
});

test("a task touches what vm_protect allows it, whatever others may", () => {
  const { tasks } = world;
  const pager = new Pager(world, "all");
  const other = tasks.Create();
  const here = tasks.Map(task, pager.object, 0, 2);
  const there = tasks.Map(other, pager.object, 0, 2);
  write(task, here, 1);
  tasks.Protect(task, here, 1, Protection.read);
  expect(() => write(task, here, 2)).toThrow(code("RSP_PROTECTION_FAULT"));
  write(other, there, 3);
  expect(read(task, here)).toBe(3);
  tasks.Protect(task, here, 2, Protection.none);
  expect(() => read(task, here)).toThrow(code("RSP_PAGE_NOT_PRESENT"));
  tasks.Protect(task, here, 2, Protection.readWrite);
  write(task, here + pageWords, 4);
  expect(read(other, there + pageWords)).toBe(4);
});

test("who waits for a pager that goes hears of it, and so does the pager", () => {
  const { tasks } = world;
  const object = tasks.Object();
  const address = tasks.Map(task, object, 0, 1);
  expect(() =>
    world.run(
      world.store(task, address, 1),
      (function* () {
        yield;
        tasks.Destroy(object);
      })(),
    ),
  ).toThrow(code("RSP_MEMORY_OBJECT"));
  expect(() => read(task, address)).toThrow(code("RSP_PAGE_NOT_PRESENT"));
  expect(() => world.run(tasks.Receive(object))).toThrow(code("RSP_MEMORY_OBJECT"));
  tasks.Terminate(task);
});

test("allocated memory that there is not is an error of who touches it", () => {
  const address = world.tasks.Allocate(task, 7);
  for (let page = 0; page < 6; page++) write(task, address + page * pageWords, page);
  expect(() => write(task, address + 6 * pageWords, 6)).toThrow(code("RSP_MEMORY_EXHAUSTED"));
  expect(read(task, address + 5 * pageWords)).toBe(5);
});

test("what is asked wrongly is refused by code", () => {
  const { tasks, client, kernel } = world;
  expect(() => tasks.Start({ client, pageWords })).toThrow(code("RSP_STARTED"));
  expect(() => tasks.Allocate(kernel.translation.create(), 1)).toThrow(code("RSP_TASK_UNKNOWN"));
  expect(() => tasks.Allocate(task, 0)).toThrow(code("RSP_ADDRESSES_EXHAUSTED"));
  expect(() => tasks.Map(task, 4711, 0, 1)).toThrow(code("RSP_MEMORY_OBJECT"));
  const object = tasks.Object();
  expect(() => tasks.Map(task, object, -1, 1)).toThrow(code("RSP_MEMORY_OBJECT"));
  expect(() => tasks.Lock(object, 0, 5, false, false)).toThrow(code("RSP_MEMORY_OBJECT"));
  expect(() => world.run(tasks.Supply(object, 0, new Int32Array(pageWords + 1), 6))).toThrow(code("RSP_PAGE_WORDS"));
  expect(world.held).toBe(0);
  const address = tasks.Allocate(task, 2);
  expect(() => tasks.Deallocate(task, address + pageWords)).toThrow(code("RSP_TASK_REGION"));
  expect(() => tasks.Protect(task, address, 3, Protection.read)).toThrow(code("RSP_TASK_REGION"));
  expect(() => tasks.Protect(task, address + 1, 1, Protection.read)).toThrow(code("RSP_TASK_REGION"));
  expect(() => tasks.Protect(task, address, 1, 1)).toThrow(code("RSP_TASK_REGION"));
});
