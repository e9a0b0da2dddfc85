import { Strand, type Context, type Kernel } from "@respin/core";
import { builtExtension } from "@respin/core/testing";
import type { Waiting } from "@respin/linker";
import { beforeEach, expect, test } from "vitest";
import { machThreadCalls } from "./calls.js";
import { MachThreads } from "./interfaces.js";

const { objectFile, bootKernel } = builtExtension(new URL("../dist/mach-threads.rsp", import.meta.url));

let kernel: Kernel;
let context: Context;
let running: () => number;
/** What the program runs at each address. */
let text: ((argument: number) => Waiting)[];

beforeEach(() => {
  kernel = bootKernel();
  context = kernel.translation.create();
  text = [];
  const extension = kernel.extensions.load(objectFile, { grant: { contexts: [context] } });
  const client = kernel.extensions.clientOf(extension, MachThreads);
  running = () => client.Running();
  kernel.strands.programs.load(context, { run: (start, argument) => text[start](argument) });
});

function call(number: number, ...parameters: readonly unknown[]): Waiting<unknown> {
  const strand = kernel.strands.current.capability;
  return kernel.trap.events.SystemCall.raise({ context, strand, number, parameters });
}

/** Run the program's first thread until it has ended, and all that is ready then. */
function run(program: () => Waiting): void {
  const { strands } = kernel;
  const strand = new Strand("program", kernel.spaces.asnOf(context, "a test"));
  let ended = false;
  strands.whenEnded(strand, () => (ended = true));
  strands.start(strand, program());
  strands.runUntil(() => ended && strands.ready === 0);
}

test("a thread runs once it is resumed, blocks until it is woken, and ends", () => {
  const order: unknown[] = [];
  text.push(function* (argument) {
    order.push(["began", argument]);
    yield* call(machThreadCalls.block);
    order.push("woken");
    yield* call(machThreadCalls.terminate);
  });
  run(function* () {
    const thread = yield* call(machThreadCalls.create, 0, 7);
    for (let n = 0; n < 5; n++) yield;
    order.push("created");
    yield* call(machThreadCalls.resume, thread);
    for (let n = 0; n < 20; n++) yield;
    order.push(running());
    yield* call(machThreadCalls.wake, thread);
  });
  expect(order).toEqual(["created", ["began", 7], 1, "woken"]);
  expect(running()).toBe(0);
});

test("a wake that comes before its block is kept for it, and one that is kept counts once", () => {
  let blocks = 0;
  text.push(function* () {
    for (let n = 0; n < 10; n++) yield;
    for (;;) {
      yield* call(machThreadCalls.block);
      blocks++;
    }
  });
  run(function* () {
    const thread = yield* call(machThreadCalls.create, 0, 0);
    yield* call(machThreadCalls.resume, thread);
    yield* call(machThreadCalls.wake, thread);
    yield* call(machThreadCalls.wake, thread);
  });
  expect(blocks).toBe(1);
});

test("the program's first thread is number 0: another can wake it", () => {
  const order: string[] = [];
  text.push(function* () {
    order.push("waking");
    yield* call(machThreadCalls.wake, 0);
    yield* call(machThreadCalls.terminate);
  });
  run(function* () {
    const thread = yield* call(machThreadCalls.create, 0, 0);
    yield* call(machThreadCalls.resume, thread);
    yield* call(machThreadCalls.block);
    order.push("woken");
  });
  expect(order).toEqual(["waking", "woken"]);
});

test("while a thread is in the kernel it is set aside, and a strand of the kernel's runs for it", () => {
  const { machine } = kernel;
  const count = (name: string): number => machine.count(machine.costs.named(name));
  run(function* () {
    yield* call(machThreadCalls.wake, 0);
    const before = ["strand.checkpoint", "strand.resume", "strand.switch"].map(count);
    yield* call(machThreadCalls.block);
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
  const codes: unknown[] = [];
  run(function* () {
    for (const [number, ...parameters] of wrong) {
      try {
        yield* call(number, ...parameters);
      } catch (error) {
        codes.push(Object(error).code);
      }
    }
    yield* call(machThreadCalls.wake, 0);
  });
  expect(codes).toEqual(wrong.map(() => "RSP_THREAD_CALL"));
});
