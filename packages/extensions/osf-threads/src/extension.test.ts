import { Strand, type Context, type Kernel } from "@respin/core";
import { builtExtension } from "@respin/core/testing";
import type { Waiting } from "@respin/linker";
import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { osfThreadCalls } from "./calls.js";
import { OsfThreads } from "./interfaces.js";

const { objectFile, bootKernel } = builtExtension(new URL("../dist/osf-threads.rsp", import.meta.url));

let kernel: Kernel;
let context: Context;
let counts: () => { running: number; asleep: number };
/** What the program runs at each address. */
let text: ((argument: number) => Waiting)[];

beforeEach(boot);

function boot(): void {
  kernel = bootKernel();
  context = kernel.translation.create();
  text = [];
  const extension = kernel.extensions.load(objectFile, { grant: { contexts: [context] } });
  const client = kernel.extensions.clientOf(extension, OsfThreads);
  counts = () => ({ running: client.Running(), asleep: client.Asleep() });
  kernel.strands.programs.load(context, {
    *run(start, argument) {
      yield* text[start](argument);
      yield* call(osfThreadCalls.exit);
    },
  });
}

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

function* turns(n: number): Waiting {
  for (let turn = 0; turn < n; turn++) yield;
}

test("a thread runs with its argument, sleeps until its channel is woken up, and ends", () => {
  const order: unknown[] = [];
  text.push(function* (argument) {
    order.push(["began", argument]);
    yield* call(osfThreadCalls.sleep, 4096);
    order.push("woken");
  });
  run(function* () {
    expect(yield* call(osfThreadCalls.create, 0, 7)).toBe(1);
    yield* turns(5);
    order.push(counts());
    expect(yield* call(osfThreadCalls.wakeup, 4097)).toBe(0);
    expect(yield* call(osfThreadCalls.wakeup, 4096)).toBe(1);
  });
  expect(order).toEqual([["began", 7], { running: 1, asleep: 1 }, "woken"]);
  expect(counts()).toEqual({ running: 0, asleep: 0 });
});

test("a wakeup is for all who sleep at the channel, and wakeupOne for who has slept longest", () => {
  const woken: number[] = [];
  text.push(function* (argument) {
    yield* call(osfThreadCalls.sleep, argument % 2);
    woken.push(argument);
  });
  run(function* () {
    for (const argument of [0, 1, 2, 3, 4]) yield* call(osfThreadCalls.create, 0, argument);
    yield* turns(5);
    expect(yield* call(osfThreadCalls.wakeupOne, 0)).toBe(1);
    yield* turns(3);
    expect(woken).toEqual([0]);
    expect(yield* call(osfThreadCalls.wakeup, 0)).toBe(2);
    yield* turns(3);
    expect(woken).toEqual([0, 2, 4]);
    expect(yield* call(osfThreadCalls.wakeup, 1)).toBe(2);
    expect(yield* call(osfThreadCalls.wakeupOne, 1)).toBe(0);
  });
  expect(woken).toEqual([0, 2, 4, 1, 3]);
});

test("a wakeup that comes before the sleep is for nobody, unless the thread has said that it will sleep", () => {
  const woken: string[] = [];
  text.push(
    function* () {
      yield* turns(5);
      yield* call(osfThreadCalls.sleep, 1);
      woken.push("late");
    },
    function* () {
      yield* call(osfThreadCalls.assertWait, 1);
      yield* turns(5);
      yield* call(osfThreadCalls.sleep, 1);
      woken.push("announced");
      // It counted once.
      yield* call(osfThreadCalls.sleep, 1);
      woken.push("twice");
    },
    function* () {
      yield* call(osfThreadCalls.assertWait, 1);
      yield* call(osfThreadCalls.assertWait, 2);
      yield* turns(5);
      yield* call(osfThreadCalls.sleep, 1);
      woken.push("elsewhere");
    },
  );
  run(function* () {
    for (const start of [0, 1, 2]) yield* call(osfThreadCalls.create, start, 0);
    yield* turns(3);
    expect(yield* call(osfThreadCalls.wakeup, 1)).toBe(1);
  });
  expect(woken).toEqual(["announced"]);
  expect(counts()).toEqual({ running: 3, asleep: 3 });
});

test("who has ended, and had said that it will sleep, is woken up no more", () => {
  text.push(function* () {
    yield* call(osfThreadCalls.assertWait, 1);
  });
  run(function* () {
    yield* call(osfThreadCalls.create, 0, 0);
    yield* turns(3);
    expect(yield* call(osfThreadCalls.wakeupOne, 1)).toBe(0);
  });
});

test("a library makes locks of it: one thread is inside at a time, and all come in", () => {
  const plans = fc.array(fc.array(fc.nat(3), { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(plans, fc.boolean(), (all, wakesAll) => {
      boot();
      const channel = 8192;
      let isLocked = false;
      let inside = 0;
      let entered = 0;
      let ended = 0;
      text.push(function* (n) {
        for (const pause of all[n]) {
          for (;;) {
            yield* call(osfThreadCalls.assertWait, channel);
            yield* turns(pause);
            if (!isLocked) break;
            yield* call(osfThreadCalls.sleep, channel);
          }
          isLocked = true;
          expect(++inside).toBe(1);
          yield* turns(pause);
          inside--;
          entered++;
          isLocked = false;
          yield* call(osfThreadCalls.assertWait, -n - 1);
          yield* call(wakesAll ? osfThreadCalls.wakeup : osfThreadCalls.wakeupOne, channel);
        }
        ended++;
      });
      run(function* () {
        for (const n of all.keys()) yield* call(osfThreadCalls.create, 0, n);
      });
      expect([entered, ended]).toEqual([all.flat().length, all.length]);
      expect(counts()).toEqual({ running: 0, asleep: 0 });
    }),
    { numRuns: 60 },
  );
});

test("what is asked wrongly is refused by code, and the program goes on", () => {
  const wrong: readonly (readonly [number, ...unknown[]])[] = [
    [osfThreadCalls.create, "0", 0],
    [osfThreadCalls.create, 0],
    [osfThreadCalls.sleep],
    [osfThreadCalls.assertWait, 0.5],
    [osfThreadCalls.wakeup, "1"],
    [osfThreadCalls.wakeupOne, Number.NaN],
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
    expect(yield* call(osfThreadCalls.wakeup, 1)).toBe(0);
  });
  expect(codes).toEqual(wrong.map(() => "RSP_THREAD_CALL"));
});
