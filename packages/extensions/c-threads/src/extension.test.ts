import { builtExtension, UserProgram } from "@respin/core/testing";
import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { cThreadCalls } from "./calls.js";
import { CThreads } from "./interfaces.js";

const { objectFile, bootKernel } = builtExtension(new URL("../dist/c-threads.rsp", import.meta.url));

let program: UserProgram;
let running: () => number;

beforeEach(boot);

function boot(): void {
  program = new UserProgram(bootKernel(), objectFile, { exit: cThreadCalls.exit });
  const client = program.kernel.extensions.clientOf(program.extension, CThreads);
  running = () => client.Running();
}

test("threads run, each with its argument, and are joined before they end or after", () => {
  const seen: number[] = [];
  program.text.push(function* (argument) {
    for (let n = 0; n < argument; n++) yield;
    seen.push(argument);
  });
  program.run(function* () {
    const threads = [];
    for (const argument of [5, 0, 2]) threads.push(yield* program.call(cThreadCalls.fork, 0, argument));
    expect(running()).toBe(3);
    for (const thread of threads) yield* program.call(cThreadCalls.join, thread);
  });
  expect(seen.toSorted()).toEqual([0, 2, 5]);
  expect(running()).toBe(0);
});

test("of any number of threads one has a mutex at a time, and every signal reaches one that waits", () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.nat(2), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 5 }),
      fc.nat(3),
      (plans, waiters) => {
        boot();
        let inside = 0;
        let entered = 0;
        let tickets = 0;
        let served = 0;
        program.text.push(
          function* (n) {
            for (const pause of plans[n]) {
              yield* program.call(cThreadCalls.lock, 1);
              expect(++inside).toBe(1);
              for (let k = 0; k < pause; k++) yield;
              inside--;
              entered++;
              tickets++;
              yield* program.call(cThreadCalls.signal, 2);
              yield* program.call(cThreadCalls.unlock, 1);
            }
          },
          function* () {
            yield* program.call(cThreadCalls.lock, 1);
            while (tickets === 0) yield* program.call(cThreadCalls.wait, 2, 1);
            expect(inside).toBe(0);
            tickets--;
            served++;
            yield* program.call(cThreadCalls.unlock, 1);
          },
        );
        const total = plans.flat().length;
        const waiting = Math.min(waiters, total);
        program.run(function* () {
          const threads = [];
          for (let n = 0; n < waiting; n++) threads.push(yield* program.call(cThreadCalls.fork, 1, 0));
          for (let n = 0; n < plans.length; n++) threads.push(yield* program.call(cThreadCalls.fork, 0, n));
          for (const thread of threads) yield* program.call(cThreadCalls.join, thread);
        });
        expect([entered, served, running()]).toEqual([total, waiting, 0]);
      },
    ),
    { numRuns: 60 },
  );
});

test("what is asked wrongly is refused by code, and the program goes on", () => {
  const wrong: readonly (readonly [number, ...unknown[]])[] = [
    [cThreadCalls.join, 7],
    [cThreadCalls.join, "1"],
    [cThreadCalls.unlock, 1],
    [cThreadCalls.wait, 1, 1],
    [cThreadCalls.lock, 0.5],
    [cThreadCalls.fork, undefined, 0],
    [99],
  ];
  let codes: unknown;
  program.run(function* () {
    codes = yield* program.refusals(wrong);
    yield* program.call(cThreadCalls.lock, 1);
    yield* program.call(cThreadCalls.unlock, 1);
  });
  expect(codes).toEqual(wrong.map(() => "RSP_THREAD_CALL"));
});
