import type { Waiting } from "@respin/linker";
import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { Strands } from "../strand.js";
import { bootDispatching, bootMachine } from "../testing/boot.js";
import { Condition, Mutex, Semaphore } from "./sync.js";

let strands: Strands;

beforeEach(() => {
  strands = new Strands(bootMachine(), bootDispatching());
});

const coded = (code: string): unknown => expect.objectContaining({ code });

/** Run some bodies beside each other until all have ended. Throws RSP_DEADLOCK if they cannot. */
function runAll(bodies: readonly (() => Waiting)[]): void {
  const all = bodies.map((body, n) => strands.startKernel(`s${n}`, body()));
  strands.runUntil(() => all.every(({ state }) => state === "idle"));
}

function* pause(turns: number): Waiting {
  for (let turn = 0; turn < turns; turn++) yield;
}

const pauses = fc.array(fc.nat(4), { minLength: 1, maxLength: 6 });
const several = fc.array(pauses, { minLength: 2, maxLength: 6 });
const runs = { numRuns: process.env.RESPIN_DEEP === "1" ? 50_000 : 1500 };

test("one strand at a time has a lock, whoever waited longest has it next, and nobody waits for good (Y1)", () => {
  fc.assert(
    fc.property(several, (scripts) => {
      const mutex = new Mutex(strands);
      const [asked, had]: [number[], number[]] = [[], []];
      let inside = 0;
      runAll(
        scripts.map(
          (script, n) =>
            function* () {
              for (const turns of script) {
                yield* pause(turns);
                asked.push(n);
                yield* mutex.lock();
                expect([++inside, mutex.holder?.name]).toEqual([1, `s${n}`]);
                had.push(n);
                yield* pause(turns);
                inside--;
                mutex.unlock();
                // Spurious wake-ups do no harm.
                strands.unblock(strands.current);
              }
            },
        ),
      );
      expect(had).toEqual(asked);
      expect(mutex.holder).toBe(undefined);
    }),
    runs,
  );
});

test("a bounded buffer of locks and conditions loses nothing, and keeps the order (Y2)", () => {
  fc.assert(
    fc.property(several, several, fc.integer({ min: 1, max: 3 }), fc.boolean(), (makers, takers, size, all) => {
      const mutex = new Mutex(strands);
      const [hasRoom, hasSome] = [new Condition(strands), new Condition(strands)];
      const buffer: number[] = [];
      const [put, taken]: [number[], number[]] = [[], []];
      const total = makers.flat().length;
      let left = total;
      const tell = (condition: Condition): void => (all ? condition.broadcast() : condition.signal());
      const maker = (script: readonly number[]) =>
        function* (): Waiting {
          for (const turns of script) {
            yield* pause(turns);
            yield* mutex.lock();
            while (buffer.length >= size) yield* hasRoom.wait(mutex);
            put.push(put.length);
            buffer.push(put.length - 1);
            tell(hasSome);
            mutex.unlock();
          }
        };
      const taker = (script: readonly number[]) =>
        function* (): Waiting {
          for (let turn = 0; ; turn++) {
            yield* pause(script[turn % script.length]);
            yield* mutex.lock();
            while (buffer.length === 0 && left > 0) yield* hasSome.wait(mutex);
            if (left === 0) {
              hasSome.broadcast();
              mutex.unlock();
              return;
            }
            left--;
            taken.push(buffer.shift() ?? -1);
            if (left === 0) hasSome.broadcast();
            tell(hasRoom);
            mutex.unlock();
          }
        };
      runAll([...makers.map(maker), ...takers.map(taker)]);
      expect(taken).toEqual(put);
      expect(taken).toHaveLength(total);
    }),
    { numRuns: runs.numRuns / 3 },
  );
});

test("a semaphore lets in as many as it has, in the order in which they came (Y3)", () => {
  fc.assert(
    fc.property(several, fc.integer({ min: 1, max: 3 }), (scripts, size) => {
      const semaphore = new Semaphore(strands, size);
      const [asked, had]: [number[], number[]] = [[], []];
      let inside = 0;
      runAll(
        scripts.map(
          (script, n) =>
            function* () {
              for (const turns of script) {
                yield* pause(turns);
                asked.push(n);
                yield* semaphore.p();
                had.push(n);
                expect(++inside).toBeLessThanOrEqual(size);
                yield* pause(turns);
                inside--;
                semaphore.v();
              }
            },
        ),
      );
      // Who need not wait goes on at once, and who waits is handed it before another can come.
      expect([...had].toSorted()).toEqual([...asked].toSorted());
      if (size === 1) expect(had).toEqual(asked);
      expect(semaphore.count).toBe(size);
    }),
    runs,
  );
});

test("a lock is unlocked, and waited with, by who has it, and locked by nobody twice", () => {
  const [mutex, condition] = [new Mutex(strands), new Condition(strands)];
  runAll([
    function* () {
      yield* mutex.lock();
      expect(() => mutex.lock().next()).toThrowError(coded("RSP_SYNC"));
      yield* pause(3);
      mutex.unlock();
    },
    function* () {
      expect(() => mutex.unlock()).toThrowError(coded("RSP_SYNC"));
      expect(() => condition.wait(mutex).next()).toThrowError(coded("RSP_SYNC"));
    },
  ]);
  for (const none of [-1, 0.5, Number.NaN]) expect(() => new Semaphore(strands, none)).toThrowError(coded("RSP_SYNC"));
  expect(() => new Mutex(strands).lock().next()).toThrowError(coded("RSP_STRAND"));
});

test("whoever gives up a wait keeps neither its place nor what it was granted", () => {
  const mutex = new Mutex(strands);
  const order: string[] = [];
  runAll([
    function* () {
      yield* mutex.lock();
      yield* pause(4);
      mutex.unlock();
    },
    function* () {
      const waiting = mutex.lock();
      waiting.next();
      waiting.return();
      order.push("gave up");
      yield;
      order.push("goes on");
    },
    function* () {
      const waiting = mutex.lock();
      waiting.next();
      // It is granted while it looks elsewhere, and does not take it.
      while (mutex.holder !== strands.current) {
        strands.unblock(strands.current);
        yield;
      }
      waiting.return();
      order.push("gave back");
    },
    function* () {
      yield* mutex.lock();
      order.push("has it");
      mutex.unlock();
    },
  ]);
  expect(order).toEqual(["gave up", "goes on", "gave back", "has it"]);
  expect(mutex.holder).toBe(undefined);
});
