import { Strand, type Context, type Kernel } from "@respin/core";
import { builtExtension } from "@respin/core/testing";
import type { Waiting } from "@respin/linker";
import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { cThreadCalls } from "./calls.js";
import { CThreads } from "./interfaces.js";

const { objectFile, bootKernel } = builtExtension(new URL("../dist/c-threads.rsp", import.meta.url));

let kernel: Kernel;
let context: Context;
let running: () => number;
/** What the program runs at each address. */
let text: ((argument: number) => Waiting)[];

beforeEach(boot);

function boot(): void {
  kernel = bootKernel();
  context = kernel.translation.create();
  text = [];
  const extension = kernel.extensions.load(objectFile, { grant: { contexts: [context] } });
  const client = kernel.extensions.clientOf(extension, CThreads);
  running = () => client.Running();
  kernel.strands.programs.load(context, {
    *run(start, argument) {
      yield* text[start](argument);
      yield* call(cThreadCalls.exit);
    },
  });
}

function call(number: number, ...parameters: readonly unknown[]): Waiting<unknown> {
  const strand = kernel.strands.current.capability;
  return kernel.trap.events.SystemCall.raise({ context, strand, number, parameters });
}

/** Run the program's first thread until it has ended. */
function run(program: () => Waiting): void {
  const strand = new Strand("program", kernel.spaces.asnOf(context, "a test"));
  let ended = false;
  kernel.strands.whenEnded(strand, () => (ended = true));
  kernel.strands.start(strand, program());
  kernel.strands.runUntil(() => ended);
}

test("threads run, each with its argument, and are joined before they end or after", () => {
  const seen: number[] = [];
  text.push(function* (argument) {
    for (let n = 0; n < argument; n++) yield;
    seen.push(argument);
  });
  run(function* () {
    const threads = [];
    for (const argument of [5, 0, 2]) threads.push(yield* call(cThreadCalls.fork, 0, argument));
    expect(running()).toBe(3);
    for (const thread of threads) yield* call(cThreadCalls.join, thread);
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
        text.push(
          function* (n) {
            for (const pause of plans[n]) {
              yield* call(cThreadCalls.lock, 1);
              expect(++inside).toBe(1);
              for (let k = 0; k < pause; k++) yield;
              inside--;
              entered++;
              tickets++;
              yield* call(cThreadCalls.signal, 2);
              yield* call(cThreadCalls.unlock, 1);
            }
          },
          function* () {
            yield* call(cThreadCalls.lock, 1);
            while (tickets === 0) yield* call(cThreadCalls.wait, 2, 1);
            expect(inside).toBe(0);
            tickets--;
            served++;
            yield* call(cThreadCalls.unlock, 1);
          },
        );
        const total = plans.flat().length;
        const waiting = Math.min(waiters, total);
        run(function* () {
          const threads = [];
          for (let n = 0; n < waiting; n++) threads.push(yield* call(cThreadCalls.fork, 1, 0));
          for (let n = 0; n < plans.length; n++) threads.push(yield* call(cThreadCalls.fork, 0, n));
          for (const thread of threads) yield* call(cThreadCalls.join, thread);
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
  const codes: unknown[] = [];
  run(function* () {
    for (const [number, ...parameters] of wrong) {
      try {
        yield* call(number, ...parameters);
      } catch (error) {
        codes.push(Object(error).code);
      }
    }
    yield* call(cThreadCalls.lock, 1);
    yield* call(cThreadCalls.unlock, 1);
  });
  expect(codes).toEqual(wrong.map(() => "RSP_THREAD_CALL"));
});
