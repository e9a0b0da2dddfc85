import { expect, test } from "vitest";
import { Random } from "./random.js";

const first = (random: Random, count: number) => Array.from({ length: count }, () => random.next());

test("equal seeds give equal streams; other seeds and streams others", () => {
  expect(first(new Random(7), 20)).toEqual(first(new Random(7), 20));
  const heads = new Set(Array.from({ length: 1000 }, (_, seed) => new Random(seed).next()));
  for (const stream of [1, 2, 3]) heads.add(new Random(7, stream).next());
  expect(heads.size).toBe(1003);
  expect(new Random(2 ** 40).next()).not.toBe(new Random(0).next());
});

test("a range is covered evenly, ends included", () => {
  const random = new Random(1);
  const counts = Array.from({ length: 10 }, () => 0);
  for (let i = 0; i < 10_000; i++) counts[random.between(5, 14) - 5]++;
  for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150);
});
