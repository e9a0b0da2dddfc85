import * as fc from "fast-check";
import { expect, test } from "vitest";
import { bootstrapRatio, median, randomFrom } from "./index.js";

const positive = fc.double({ min: 0.01, max: 100, noNaN: true });
const samples = fc.array(positive, { minLength: 1, maxLength: 40 });

test("the interval of a ratio of medians lies between the smallest and the largest ratio of two samples, around the ratio", () => {
  fc.assert(
    fc.property(samples, samples, (a, b) => {
      const { ratio, interval } = bootstrapRatio(a, b);
      expect(ratio).toBe(median(a) / median(b));
      expect(interval[0]).toBeGreaterThanOrEqual(Math.min(...a) / Math.max(...b));
      expect(interval[1]).toBeLessThanOrEqual(Math.max(...a) / Math.min(...b));
      expect(interval[0]).toBeLessThanOrEqual(interval[1]);
    }),
  );
});

test("more confidence is a wider interval, and the order of samples does not matter", () => {
  fc.assert(
    fc.property(samples, samples, fc.nat(), (a, b, seed) => {
      const narrow = bootstrapRatio(a, b, 0.8).interval;
      const wide = bootstrapRatio(a, b, 0.999).interval;
      expect(wide[0]).toBeLessThanOrEqual(narrow[0]);
      expect(wide[1]).toBeGreaterThanOrEqual(narrow[1]);
      expect(bootstrapRatio(randomFrom(seed).shuffle([...a]), b)).toEqual(bootstrapRatio(a, b));
    }),
  );
});

test("it is what drawing resamples comes to", () => {
  const random = randomFrom(4711);
  const draw = (count: number) => Array.from({ length: count }, () => 1 + random.float() ** 3);
  const [a, b] = [draw(21), draw(9)];
  const resample = (values: readonly number[]) =>
    median(Array.from(values, () => values[random.integer(0, values.length - 1)]));
  const drawn = Array.from({ length: 20_000 }, () => resample(a) / resample(b)).toSorted((x, y) => x - y);
  const { interval } = bootstrapRatio(a, b, 0.9);
  const share = (at: number) => drawn.filter((ratio) => ratio <= at).length / drawn.length;
  expect(share(interval[0])).toBeGreaterThan(0.04);
  expect(share(interval[0])).toBeLessThan(0.08);
  expect(share(interval[1])).toBeGreaterThan(0.94);
  expect(share(interval[1])).toBeLessThan(0.98);
});

test("two hundred samples a side, the most that a cell carries, are a matter of milliseconds", () => {
  const random = randomFrom(1);
  const many = () => Array.from({ length: 200 }, () => 1 + random.float());
  const { interval } = bootstrapRatio(many(), many(), 1 - 0.05 / 39);
  expect(interval[0]).toBeGreaterThan(0.7);
  expect(interval[1]).toBeLessThan(1.4);
});

test("there is no ratio of nothing, nor of what is not above zero", () => {
  for (const wrong of [[], [0], [-1, 2], [Number.NaN]]) {
    expect(() => bootstrapRatio(wrong, [1])).toThrow(RangeError);
    expect(() => bootstrapRatio([1], wrong)).toThrow(RangeError);
  }
});
