import { builtExtension, UserProgram } from "@respin/core/testing";
import { beforeEach, expect, test } from "vitest";
import { machThreadCalls } from "./calls.js";
import { MachThreads } from "./interfaces.js";

const { objectFile, bootKernel } = builtExtension(new URL("../dist/mach-threads.rsp", import.meta.url));

let program: UserProgram;
let running: () => number;

beforeEach(boot);

function boot(): void {
  program = new UserProgram(bootKernel(), objectFile);
  const client = program.kernel.extensions.clientOf(program.extension, MachThreads);
  running = () => client.Running();
}

test("a thread runs once it is resumed, blocks until it is woken, and ends", () => {
  const order: unknown[] = [];
  program.text.push(function* (argument) {
    order.push(["began", argument]);
    yield* program.call(machThreadCalls.block);
    order.push("woken");
    yield* program.call(machThreadCalls.terminate);
  });
  program.run(function* () {
    const thread = yield* program.call(machThreadCalls.create, 0, 7);
    for (let n = 0; n < 5; n++) yield;
    order.push("created");
    yield* program.call(machThreadCalls.resume, thread);
    for (let n = 0; n < 20; n++) yield;
    order.push(running());
    yield* program.call(machThreadCalls.wake, thread);
  });
  expect(order).toEqual(["created", ["began", 7], 1, "woken"]);
  expect(running()).toBe(0);
});

test("a wake that comes before its block is kept for it, and one that is kept counts once", () => {
  let blocks = 0;
  program.text.push(function* () {
    for (let n = 0; n < 10; n++) yield;
    for (;;) {
      yield* program.call(machThreadCalls.block);
      blocks++;
    }
  });
  program.run(function* () {
    const thread = yield* program.call(machThreadCalls.create, 0, 0);
    yield* program.call(machThreadCalls.resume, thread);
    yield* program.call(machThreadCalls.wake, thread);
    yield* program.call(machThreadCalls.wake, thread);
  });
  expect(blocks).toBe(1);
});

test("the program's first thread is number 0: another can wake it", () => {
  const order: string[] = [];
  program.text.push(function* () {
    order.push("waking");
    yield* program.call(machThreadCalls.wake, 0);
    yield* program.call(machThreadCalls.terminate);
  });
  program.run(function* () {
    const thread = yield* program.call(machThreadCalls.create, 0, 0);
    yield* program.call(machThreadCalls.resume, thread);
    yield* program.call(machThreadCalls.block);
    order.push("woken");
  });
  expect(order).toEqual(["waking", "woken"]);
});

test("while a thread is in the kernel it is set aside, and a strand of the kernel's runs for it", () => {
  const { machine } = program.kernel;
  const count = (name: string): number => machine.count(machine.costs.named(name));
  program.run(function* () {
    yield* program.call(machThreadCalls.wake, 0);
    const before = ["strand.checkpoint", "strand.resume", "strand.switch"].map(count);
    yield* program.call(machThreadCalls.block);
    const after = ["strand.checkpoint", "strand.resume", "strand.switch"].map(count);
    expect(after.map((each, n) => each - before[n])).toEqual([1, 1, 2]);
  });
});

test("what is asked wrongly is refused by code, and the thread goes on", () => {
  const wrong: readonly (readonly [number, ...unknown[]])[] = [
    [machThreadCalls.create, "0", 0],
    [machThreadCalls.resume, 9],
    [machThreadCalls.wake, -1],
    [99],
  ];
  let codes: unknown;
  program.run(function* () {
    codes = yield* program.refusals(wrong);
    yield* program.call(machThreadCalls.wake, 0);
  });
  expect(codes).toEqual(wrong.map(() => "RSP_THREAD_CALL"));
});
