import fc from "fast-check";
import { expect, test } from "vitest";
import { coldMisses, optimalMisses } from "./bounds.js";

/** Every choice of a page to take, tried. */
function exhaustive(references: readonly number[], capacity: number): number {
  const known = new Map<string, number>();
  const from = (at: number, cache: readonly number[]): number => {
    if (at === references.length) return 0;
    const page = references[at];
    if (cache.includes(page)) return from(at + 1, cache);
    const key = `${at}:${cache.toSorted((a, b) => a - b).join()}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const choices =
      cache.length < capacity
        ? [[...cache, page]]
        : cache.map((victim) => [...cache.filter((other) => other !== victim), page]);
    const best = 1 + Math.min(...choices.map((choice) => from(at + 1, choice)));
    known.set(key, best);
    return best;
  };
  return from(0, []);
}

/** Belady's rule as he states it, looking ahead along the string at every miss. */
function farthestNextUse(references: readonly number[], capacity: number): number {
  const cache = new Set<number>();
  let misses = 0;
  references.forEach((page, at) => {
    if (cache.has(page)) return;
    misses++;
    if (cache.size === capacity) {
      const distance = (other: number): number => {
        const use = references.indexOf(other, at + 1);
        return use < 0 ? Infinity : use;
      };
      cache.delete([...cache].reduce((a, b) => (distance(b) > distance(a) ? b : a)));
    }
    cache.add(page);
  });
  return misses;
}

test("a loop one page larger than the cache misses once a frame count less one, not always as with LRU", () => {
  const loop = Int32Array.from({ length: 40 }, (_, at) => at % 4);
  // 4 cold misses, then one in three references.
  expect(optimalMisses(loop, 3)).toBe(4 + 12);
  expect(coldMisses(loop)).toBe(4);
});

test("with a frame for every page only the cold misses are left", () => {
  const references = Int32Array.of(3, 1, 3, 0, 1, 3);
  expect(optimalMisses(references, 4)).toBe(3);
  expect(optimalMisses(references, 1000)).toBe(3);
});

test("an empty reference string misses nothing", () => {
  expect(optimalMisses(new Int32Array(0), 3)).toBe(0);
  expect(coldMisses(new Int32Array(0))).toBe(0);
});

test("above the limit there is no optimum rather than an estimate", () => {
  const references = Int32Array.from({ length: 11 }, (_, at) => at % 5);
  expect(optimalMisses(references, 3, 10)).toBeUndefined();
  expect(optimalMisses(references, 3, 11)).toBe(farthestNextUse([...references], 3));
});

test("a cache without frames and a negative page are refused", () => {
  expect(() => optimalMisses(Int32Array.of(1), 0)).toThrow(RangeError);
  expect(() => optimalMisses(Int32Array.of(1), 1.5)).toThrow(RangeError);
  expect(() => optimalMisses(Int32Array.of(-1), 1)).toThrow(RangeError);
  expect(() => coldMisses(Int32Array.of(-1))).toThrow(RangeError);
});

test("the optimum is what an exhaustive search finds", () => {
  const small = fc.array(fc.nat({ max: 5 }), { maxLength: 14 });
  fc.assert(
    fc.property(small, fc.integer({ min: 1, max: 5 }), (references, capacity) => {
      expect(optimalMisses(Int32Array.from(references), capacity)).toBe(exhaustive(references, capacity));
    }),
    { numRuns: 300 },
  );
});

test("the optimum is what taking the farthest next use gives", () => {
  const reference = fc.oneof(
    { weight: 3, arbitrary: fc.nat({ max: 8 }) },
    { weight: 1, arbitrary: fc.nat({ max: 60 }) },
  );
  fc.assert(
    fc.property(
      fc.array(reference, { maxLength: 400, size: "max" }),
      fc.integer({ min: 1, max: 30 }),
      (references, capacity) => {
        expect(optimalMisses(Int32Array.from(references), capacity)).toBe(farthestNextUse(references, capacity));
      },
    ),
    { numRuns: 200 },
  );
});

test("another frame never costs a miss, and no number of frames goes below the cold misses", () => {
  const string = fc.array(fc.nat({ max: 40 }), { maxLength: 300, size: "max" });
  fc.assert(
    fc.property(string, fc.integer({ min: 1, max: 40 }), (array, capacity) => {
      const references = Int32Array.from(array);
      const misses = optimalMisses(references, capacity) ?? Number.NaN;
      expect(optimalMisses(references, capacity + 1)).toBeLessThanOrEqual(misses);
      expect(misses).toBeGreaterThanOrEqual(coldMisses(references));
    }),
    { numRuns: 100 },
  );
});
