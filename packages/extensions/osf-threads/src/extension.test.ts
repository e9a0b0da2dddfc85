import { builtExtension, UserProgram } from "@respin/core/testing";
import type { Waiting } from "@respin/linker";
import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { osfThreadCalls } from "./calls.js";
import { OsfThreads } from "./interfaces.js";

const { objectFile, bootKernel } = builtExtension(new URL("../dist/osf-threads.rsp", import.meta.url));

let program: UserProgram;
let counts: () => { running: number; asleep: number };

beforeEach(boot);

function boot(): void {
  program = new UserProgram(bootKernel(), objectFile, { exit: osfThreadCalls.exit });
  const client = program.kernel.extensions.clientOf(program.extension, OsfThreads);
  counts = () => ({ running: client.Running(), asleep: client.Asleep() });
}

function* turns(n: number): Waiting {
  for (let turn = 0; turn < n; turn++) yield;
}

test("a thread runs with its argument, sleeps until its channel is woken up, and ends", () => {
  const order: unknown[] = [];
  program.text.push(function* (argument) {
    order.push(["began", argument]);
    yield* program.call(osfThreadCalls.sleep, 4096);
    order.push("woken");
  });
  program.run(function* () {
    expect(yield* program.call(osfThreadCalls.create, 0, 7)).toBe(1);
    yield* turns(5);
    order.push(counts());
    expect(yield* program.call(osfThreadCalls.wakeup, 4097)).toBe(0);
    expect(yield* program.call(osfThreadCalls.wakeup, 4096)).toBe(1);
  });
  expect(order).toEqual([["began", 7], { running: 1, asleep: 1 }, "woken"]);
  expect(counts()).toEqual({ running: 0, asleep: 0 });
});

test("a wakeup is for all who sleep at the channel, and wakeupOne for who has slept longest", () => {
  const woken: number[] = [];
  program.text.push(function* (argument) {
    yield* program.call(osfThreadCalls.sleep, argument % 2);
    woken.push(argument);
  });
  program.run(function* () {
    for (const argument of [0, 1, 2, 3, 4]) yield* program.call(osfThreadCalls.create, 0, argument);
    yield* turns(5);
    expect(yield* program.call(osfThreadCalls.wakeupOne, 0)).toBe(1);
    yield* turns(3);
    expect(woken).toEqual([0]);
    expect(yield* program.call(osfThreadCalls.wakeup, 0)).toBe(2);
    yield* turns(3);
    expect(woken).toEqual([0, 2, 4]);
    expect(yield* program.call(osfThreadCalls.wakeup, 1)).toBe(2);
    expect(yield* program.call(osfThreadCalls.wakeupOne, 1)).toBe(0);
  });
  expect(woken).toEqual([0, 2, 4, 1, 3]);
});

test("a wakeup that comes before the sleep is for nobody, unless the thread has said that it will sleep", () => {
  const woken: string[] = [];
  program.text.push(
    function* () {
      yield* turns(5);
      yield* program.call(osfThreadCalls.sleep, 1);
      woken.push("late");
    },
    function* () {
      yield* program.call(osfThreadCalls.assertWait, 1);
      yield* turns(5);
      yield* program.call(osfThreadCalls.sleep, 1);
      woken.push("announced");
      // It counted once.
      yield* program.call(osfThreadCalls.sleep, 1);
      woken.push("twice");
    },
    function* () {
      yield* program.call(osfThreadCalls.assertWait, 1);
      yield* program.call(osfThreadCalls.assertWait, 2);
      yield* turns(5);
      yield* program.call(osfThreadCalls.sleep, 1);
      woken.push("elsewhere");
    },
  );
  program.run(function* () {
    for (const start of [0, 1, 2]) yield* program.call(osfThreadCalls.create, start, 0);
    yield* turns(3);
    expect(yield* program.call(osfThreadCalls.wakeup, 1)).toBe(1);
  });
  expect(woken).toEqual(["announced"]);
  expect(counts()).toEqual({ running: 3, asleep: 3 });
});

test("who has ended, and had said that it will sleep, is woken up no more", () => {
  program.text.push(function* () {
    yield* program.call(osfThreadCalls.assertWait, 1);
  });
  program.run(function* () {
    yield* program.call(osfThreadCalls.create, 0, 0);
    yield* turns(3);
    expect(yield* program.call(osfThreadCalls.wakeupOne, 1)).toBe(0);
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
      program.text.push(function* (n) {
        for (const pause of all[n]) {
          for (;;) {
            yield* program.call(osfThreadCalls.assertWait, channel);
            yield* turns(pause);
            if (!isLocked) break;
            yield* program.call(osfThreadCalls.sleep, channel);
          }
          isLocked = true;
          expect(++inside).toBe(1);
          yield* turns(pause);
          inside--;
          entered++;
          isLocked = false;
          yield* program.call(osfThreadCalls.assertWait, -n - 1);
          yield* program.call(wakesAll ? osfThreadCalls.wakeup : osfThreadCalls.wakeupOne, channel);
        }
        ended++;
      });
      program.run(function* () {
        for (const n of all.keys()) yield* program.call(osfThreadCalls.create, 0, n);
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
  let codes: unknown;
  program.run(function* () {
    codes = yield* program.refusals(wrong);
    expect(yield* program.call(osfThreadCalls.wakeup, 1)).toBe(0);
  });
  expect(codes).toEqual(wrong.map(() => "RSP_THREAD_CALL"));
});
