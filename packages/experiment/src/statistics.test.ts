import * as fc from "fast-check";
import { expect, test } from "vitest";
import { geometricMean, median, quantile, randomFrom, ratioOfMedians } from "./index.js";

test("a quantile is the value at its rank, a median the middle", () => {
  const values = [5, 1, 4, 2, 3];
  expect([0, 0.2, 0.21, 0.5, 0.99, 1].map((p) => quantile(values, p))).toEqual([1, 1, 2, 3, 5, 5]);
  expect(median(values)).toBe(3);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(
    quantile(
      Array.from({ length: 100 }, (_, index) => index + 1),
      0.07,
    ),
  ).toBe(7);
  expect(geometricMean([1, 100])).toBeCloseTo(10, 12);
});

test("there is no quantile, median or mean of nothing, and no geometric mean with a zero", () => {
  expect(() => quantile([], 0.5)).toThrow(RangeError);
  expect(() => quantile([1], 1.1)).toThrow(RangeError);
  expect(() => median([])).toThrow(RangeError);
  expect(() => geometricMean([])).toThrow(RangeError);
  expect(() => geometricMean([1, 0])).toThrow(RangeError);
});

test("a quantile is one of the values, with at least its share at or below it and less than its share below", () => {
  fc.assert(
    fc.property(fc.array(fc.integer(), { minLength: 1 }), fc.double({ min: 0, max: 1, noNaN: true }), (values, p) => {
      const found = quantile(values, p);
      expect(values).toContain(found);
      expect(values.filter((value) => value <= found).length).toBeGreaterThanOrEqual(p * values.length * (1 - 1e-9));
      const below = values.filter((value) => value < found).length;
      if (below > 0) expect(below).toBeLessThan(p * values.length);
    }),
  );
});

test("the interval of a ratio holds the ratio, repeats with the seed, and covers the truth about as often as it says", () => {
  let covered = 0;
  for (let trial = 0; trial < 100; trial++) {
    const random = randomFrom(trial);
    const sample = (centre: number) => Array.from({ length: 60 }, () => centre * (0.9 + 0.2 * random.float()));
    const [a, b] = [sample(20), sample(10)];
    const estimate = ratioOfMedians(a, b, { seed: 7, resamples: 400 });
    expect(ratioOfMedians(a, b, { seed: 7, resamples: 400 })).toEqual(estimate);
    expect(estimate.interval[0]).toBeLessThanOrEqual(estimate.ratio);
    expect(estimate.interval[1]).toBeGreaterThanOrEqual(estimate.ratio);
    if (estimate.interval[0] <= 2 && estimate.interval[1] >= 2) covered++;
  }
  expect(covered).toBeGreaterThanOrEqual(85);
});

test("a stream repeats with its seed, and near seeds give other streams", () => {
  const stream = (seed: number) => {
    const random = randomFrom(seed);
    return Array.from({ length: 20 }, () => random.integer(0, 1e9));
  };
  expect(stream(4711)).toEqual(stream(4711));
  const seeds = [0, 1, 2, 2 ** 32, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER];
  expect(new Set(seeds.map((seed) => stream(seed).join())).size).toBe(seeds.length);
  expect(() => randomFrom(0.5)).toThrow(RangeError);
});

test("the first draws of seed 1 never change: results are compared across hosts and years", () => {
  const random = randomFrom(1);
  expect(Array.from({ length: 5 }, () => random.integer(0, 999))).toEqual([540, 204, 675, 415, 846]);
});

test("a fork depends on its name and seed, not on what was drawn before", () => {
  const early = randomFrom(5).fork("sqlite").integer(0, 1e9);
  const parent = randomFrom(5);
  parent.float();
  expect(parent.fork("sqlite").integer(0, 1e9)).toBe(early);
  expect(parent.fork("patterns").integer(0, 1e9)).not.toBe(early);
  expect(randomFrom(6).fork("sqlite").integer(0, 1e9)).not.toBe(early);
});

test("integers stay in their range, ends included, each about as often", () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: -1e9, max: 1e9 }), fc.nat({ max: 1e9 }), (seed, min, width) => {
      const drawn = randomFrom(seed).integer(min, min + width);
      expect(drawn).toBeGreaterThanOrEqual(min);
      expect(drawn).toBeLessThanOrEqual(min + width);
    }),
  );
  const random = randomFrom(3);
  const counts = [0, 0, 0, 0, 0, 0];
  for (let draw = 0; draw < 60_000; draw++) counts[random.integer(0, 5)]++;
  for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  expect(() => random.integer(2, 1)).toThrow(RangeError);
});

test("shuffling keeps every item and reaches every order", () => {
  const random = randomFrom(9);
  const orders = new Set(Array.from({ length: 200 }, () => random.shuffle([1, 2, 3]).join("")));
  expect([...orders].toSorted()).toEqual(["123", "132", "213", "231", "312", "321"]);
});

test("Zipf draws are as frequent as their rank says", () => {
  const draw = randomFrom(11).zipf(100, 1);
  const counts = Array.from({ length: 100 }, () => 0);
  for (let turn = 0; turn < 100_000; turn++) counts[draw()]++;
  expect(counts[0] / counts[1]).toBeCloseTo(2, 0);
  expect(counts[0] / counts[9]).toBeGreaterThan(8);
  expect(counts[0] / counts[9]).toBeLessThan(12);
  expect(counts.reduce((sum, count) => sum + count)).toBe(100_000);
});
