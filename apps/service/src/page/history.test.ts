import fc from "fast-check";
import { expect, test } from "vitest";
import { EventRates } from "../../page/view/event-rates.js";
import { History } from "../../page/view/history.js";
import { sampleLive } from "./testing/sample.js";

const start = Date.UTC(2026, 0, 2);

function documentWith(operations: number, modelledSeconds = 0, startedAt = "then") {
  return { startedAt, modelledSeconds, counters: { ...sampleLive(0).counters, operations } };
}

test("a rate is what was counted in a second of host time", () => {
  const history = new History();
  history.push(documentWith(0), start);
  history.push(documentWith(100), start + 1000);
  history.push(documentWith(150), start + 3000);
  expect(history.rates("operations")).toEqual([null, 100, 25]);
  expect(history.recent("operations")).toBe(50);
});

test("modelled time per operation has no host time in it", () => {
  const history = new History();
  history.push(documentWith(0, 1), start);
  history.push(documentWith(10, 1.005), start + 4000);
  expect(history.microsecondsPerOperation()[1]).toBeCloseTo(500);
  history.push(documentWith(10, 1.5), start + 5000);
  expect(history.microsecondsPerOperation()[2]).toBeNull();
});

test("nothing is drawn over a time in which the stream was down", () => {
  const history = new History();
  history.push(documentWith(0), start);
  history.push(documentWith(900), start + 9000);
  history.push(documentWith(1000), start + 10_000);
  expect(history.rates("operations")).toEqual([null, null, 100]);
});

test("a program that was started anew begins a new line, and its rate is never negative", () => {
  const history = new History();
  history.push(documentWith(500), start);
  history.push(documentWith(3, 0, "later"), start + 1000);
  history.push(documentWith(5, 0, "later"), start + 2000);
  history.push(documentWith(1, 0, "later"), start + 3000);
  expect(history.rates("operations")).toEqual([null, null, 2, null]);
});

test("documents that come all at once are one sample, and make no rate that never was", () => {
  const history = new History();
  history.push(documentWith(0), start);
  history.push(documentWith(100), start + 1000);
  for (let n = 1; n <= 50; n += 1) history.push(documentWith(100 + n), start + 1000 + n);
  expect(history.size).toBe(3);
  history.push(documentWith(200), start + 2000);
  expect(history.rates("operations")).toEqual([null, 100, 100]);
});

test("ten thousand documents leave the last five minutes", () => {
  const history = new History();
  for (let n = 0; n < 10_000; n += 1) history.push(documentWith(n * n), start + n * 1000);
  expect([history.size, history.capacity]).toEqual([300, 300]);
  expect(history.times().at(0)).toBe(start / 1000 + 9700);
  expect(history.rates("operations").at(-1)).toBe(9999 ** 2 - 9998 ** 2);
});

test("after any history, it is within its bound and no rate is negative or infinite", () => {
  const pushes = fc.array(fc.record({ ms: fc.nat(8000), add: fc.nat(1000), anew: fc.boolean() }), { maxLength: 80 });
  fc.assert(
    fc.property(pushes, fc.integer({ min: 1, max: 40 }), (steps, capacity) => {
      const history = new History(capacity);
      let [at, operations, run] = [start, 0, 0];
      for (const { ms, add, anew } of steps) {
        at += ms;
        operations = anew ? add : operations + add;
        run += anew ? 1 : 0;
        history.push(documentWith(operations, operations / 1000, String(run)), at);
        const rates = [...history.rates("operations"), history.recent("operations") ?? null];
        expect(history.size).toBeLessThanOrEqual(capacity);
        expect(rates.every((rate) => rate === null || (Number.isFinite(rate) && rate >= 0))).toBe(true);
      }
    }),
  );
});

test("the rate of an event is over the last looks, and unknown where its count began anew", () => {
  const rates = new EventRates();
  const event = (raises: number) => [{ name: "Strand.Block", raises, handlers: [] }];
  rates.push(event(10), start);
  expect(rates.of("Strand.Block")).toBeUndefined();
  for (let n = 1; n <= 20; n += 1) rates.push(event(10 + 7 * n), start + n * 1000);
  expect(rates.of("Strand.Block")).toBe(7);
  expect(rates.of("Strand.Unblock")).toBeUndefined();
  rates.push(event(0), start + 21_000);
  expect(rates.of("Strand.Block")).toBeUndefined();
});
