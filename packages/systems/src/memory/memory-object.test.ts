import { Strand } from "@respin/core";
import type { Waiting } from "@respin/linker";
import { beforeEach, expect, test } from "vitest";
import { machine } from "../testing/placements.js";
import { Workbench } from "../workbench/workbench.js";
import { microkernelMemory, type PagedMemory } from "./microkernel-memory.js";
import { mapPages, UserProgram } from "./program.js";
import { none, read, readWrite } from "./testing/worlds.js";

let workbench: Workbench;
let memory: PagedMemory;

beforeEach(() => {
  workbench = new Workbench("microkernel", { machine });
  const user = workbench.user("program");
  memory = microkernelMemory(workbench, [[user, mapPages(workbench, user, 6)]]);
});

function run(program: Waiting<unknown>): { readonly messages: number; readonly traps: number } {
  const { crossings } = workbench;
  const before = { ...crossings };
  workbench.run(
    memory.program.user.strand,
    (function* () {
      yield* program;
    })(),
  );
  return { messages: crossings.messages - before.messages, traps: crossings.traps - before.traps };
}

const tableAllows = (page: number): number =>
  workbench.kernel.translation.examineMapping(memory.program.memory.region, page);

test("what is forbidden is forbidden at once; what is allowed is allowed by the next access, which the kernel resolves alone", () => {
  run(memory.protect(0, 6, read));
  expect(tableAllows(3)).toBe(read);
  run(memory.protect(0, 6, readWrite));
  expect(tableAllows(3)).toBe(read);
  expect(run(memory.program.store(3, 1))).toEqual({ messages: 0, traps: 1 });
  expect([tableAllows(3), tableAllows(4)]).toEqual([readWrite, read]);
  expect(run(memory.program.store(3, 2))).toEqual({ messages: 0, traps: 0 });
  expect(memory.handled().faults).toBe(0);
});

test("a fault is a message to the pager, which answers by a lock request; the second fault is the kernel's", () => {
  run(memory.protect(2, 1, read));
  // The message and its reply, the request and its completed message; two faults, and the pager's trap with its request.
  expect(run(memory.program.store(2, 5))).toEqual({ messages: 4, traps: 3 });
  expect(memory.handled()).toEqual({ faults: 1, page: 2 });
});

test("the contents of a page that was modified come back when it is locked, once", () => {
  run(memory.program.store(1, 11, 9));
  expect(memory.returned(1)).toBe(undefined);
  const locked = run(memory.protect(0, 6, none));
  const words = (page: number): number =>
    new Int32Array(memory.returned(page)?.slice().buffer ?? new ArrayBuffer(64))[9];
  expect(words(1)).toBe(11);
  expect([0, 2, 3, 4, 5].filter((page) => memory.returned(page) !== undefined)).toEqual([]);
  run(memory.protect(0, 6, readWrite));
  // The program's request and its reply, the lock request and its completed message; nothing was stored meanwhile.
  expect(run(memory.protect(0, 6, read)).messages).toBe(4);
  expect(locked.messages).toBe(5);
  run(memory.program.store(1, 12, 9));
  expect(words(1)).toBe(11);
  run(memory.protect(1, 1, read));
  expect(words(1)).toBe(12);
});

test("a pager that never answers keeps the thread that met the fault, and no other", () => {
  const { kernel } = workbench;
  const { user, memory: pages } = memory.program;
  run(memory.protect(0, 6, read));
  const answered = memory.onFault;
  memory.onFault = (page) => (page === 0 ? silent() : answered(page));
  function* silent(): Waiting {
    for (;;) {
      kernel.strands.events.Block.raise(kernel.strands.current.capability);
      yield;
    }
  }
  const stored: number[] = [];
  const others = [0, 1, 2, 0, 3].map((page, n) => {
    const strand = new Strand(`thread ${n}`, user.asn);
    const program = new UserProgram(workbench, { ...user, strand }, pages);
    return { strand, body: program.store(page, n), page };
  });
  for (const { strand, body, page } of others) {
    kernel.strands.whenEnded(strand, () => stored.push(page));
    kernel.strands.start(strand, body);
  }
  kernel.strands.runUntil(() => stored.length === 3);
  expect(stored.toSorted()).toEqual([1, 2, 3]);
  expect(run(memory.program.store(5, 1)).messages).toBe(4);
  expect(() => kernel.strands.runUntil(() => stored.includes(0))).toThrow(
    expect.objectContaining({ code: "RSP_DEADLOCK" }),
  );
});

test("requests for pages that the object does not have are refused", () => {
  const wrong = [
    [-1, 1],
    [0, 0],
    [5, 2],
    [0.5, 1],
  ] as const;
  for (const [first, pages] of wrong) {
    expect(() => run(memory.protect(first, pages, read))).toThrow(expect.objectContaining({ code: "RSP_REGION" }));
  }
  expect(run(memory.program.store(0, 1))).toEqual({ messages: 0, traps: 0 });
});
