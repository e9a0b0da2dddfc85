import { alphaAxp3000400 } from "@respin/hardware";
import type { Waiting } from "@respin/linker";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Workbench } from "../workbench/workbench.js";
import { CThreads } from "./c-threads.js";
import { NativeThreads } from "./native-threads.js";
import { forkJoin, pingPong } from "./programs.js";

function bench(): { workbench: Workbench; run: (program: (threads: Package) => Waiting) => void } {
  const workbench = new Workbench("monolithic", { machine: alphaAxp3000400 });
  const { asn, strand } = workbench.user("program");
  const threads = new CThreads(new NativeThreads(workbench.kernel, asn), () => {});
  return { workbench, run: (program) => workbench.run(strand, program(threads)) };
}

type Package = CThreads<ReturnType<NativeThreads["self"]>>;

/** What random threads do with one mutex: pause so often before it, and inside. */
const plans = fc.array(fc.array(fc.tuple(fc.nat(3), fc.nat(3)), { minLength: 1, maxLength: 4 }), {
  minLength: 1,
  maxLength: 6,
});

test("of any number of threads one is inside a mutex at a time, and all get in", () => {
  fc.assert(
    fc.property(plans, (all) => {
      let inside = 0;
      let entered = 0;
      bench().run(function* (threads) {
        const mutex = threads.mutex();
        const forked = [];
        for (const plan of all) {
          const body = function* (): Waiting {
            for (const [before, within] of plan) {
              for (let n = 0; n < before; n++) yield;
              yield* mutex.lock();
              expect(++inside).toBe(1);
              for (let n = 0; n < within; n++) yield;
              inside--;
              entered++;
              yield* mutex.unlock();
            }
          };
          forked.push(yield* threads.fork(body));
        }
        for (const thread of forked) yield* threads.join(thread);
      });
      expect(entered).toBe(all.flat().length);
    }),
    { numRuns: 100 },
  );
});

test("producers and consumers lose nothing: a signal reaches one that waits", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 12 }),
      (producers, consumers, items) => {
        const taken: number[] = [];
        bench().run(function* (threads) {
          const mutex = threads.mutex();
          const [filled, emptied] = [threads.condition(), threads.condition()];
          const buffer: number[] = [];
          let next = 0;
          const produce = function* (): Waiting {
            for (;;) {
              yield* mutex.lock();
              while (buffer.length === 2) yield* emptied.wait(mutex);
              const isOver = next === items;
              if (!isOver) buffer.push(next++);
              yield* filled.signal();
              // Those that still wait are to see that all is done.
              if (isOver) yield* emptied.signal();
              yield* mutex.unlock();
              if (isOver) return;
            }
          };
          const consume = function* (): Waiting {
            for (;;) {
              yield* mutex.lock();
              while (buffer.length === 0 && taken.length < items) yield* filled.wait(mutex);
              const item = buffer.shift();
              if (item !== undefined) taken.push(item);
              yield* emptied.signal();
              const isOver = taken.length === items;
              if (isOver) yield* filled.signal();
              yield* mutex.unlock();
              if (isOver) return;
            }
          };
          const forked = [];
          for (let n = 0; n < producers; n++) forked.push(yield* threads.fork(produce));
          for (let n = 0; n < consumers; n++) forked.push(yield* threads.fork(consume));
          for (const thread of forked) yield* threads.join(thread);
        });
        expect(taken.toSorted((a, b) => a - b)).toEqual(Array.from({ length: items }, (_, n) => n));
      },
    ),
    { numRuns: 100 },
  );
});

test("a thread is joined before it ends or after, and once", () => {
  const order: string[] = [];
  const code = expect.objectContaining({ code: "RSP_THREAD_JOINED" });
  bench().run(function* (threads) {
    const body = function* (): Waiting {
      yield;
      order.push("ended");
    };
    const thread = yield* threads.fork(body);
    yield* threads.join(thread);
    order.push("joined");
    expect(() => threads.join(thread).next()).toThrow(code);
    const early = yield* threads.fork(body);
    for (let n = 0; n < 5; n++) yield;
    yield* threads.join(early);
  });
  expect(order).toEqual(["ended", "joined", "ended"]);
});

test("a mutex is unlocked by who has it", () => {
  bench().run(function* (threads) {
    const mutex = threads.mutex();
    expect(() => mutex.unlock().next()).toThrow(expect.objectContaining({ code: "RSP_MUTEX" }));
    yield* mutex.lock();
    yield* mutex.unlock();
  });
});

test("ping-pong takes two switches a round, fork-join two for each thread", () => {
  const { workbench, run } = bench();
  const { machine } = workbench.kernel;
  const switches = machine.costs.named("strand.switch");
  const seen: number[] = [];
  run((threads) => pingPong(threads, 5, () => seen.push(machine.count(switches))));
  expect(seen.slice(1).map((count, n) => count - seen[n])).toEqual([2, 2, 2, 2]);
  const before = machine.count(switches);
  run((threads) => forkJoin(threads, 10));
  expect(machine.count(switches) - before).toBe(20);
});
