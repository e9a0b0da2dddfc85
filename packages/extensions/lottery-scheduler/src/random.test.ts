import fc from "fast-check";
import { expect, test } from "vitest";
import { Random, seedMax } from "./random.js";

test("the ten thousandth number from seed 1 is what Park and Miller publish for their generator", () => {
  const random = new Random(1);
  let last = 0;
  for (let n = 0; n < 10_000; n++) last = random.below(seedMax);
  // Counted from 1, as theirs are.
  expect(last + 1).toBe(1_043_618_065);
});

test("a seed gives one sequence, and every number is below what was asked for", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: seedMax }), fc.integer({ min: 1, max: seedMax }), (seed, n) => {
      const [a, b] = [new Random(seed), new Random(seed)];
      for (let draw = 0; draw < 20; draw++) {
        const drawn = a.below(n);
        expect(drawn).toBe(b.below(n));
        expect(drawn >= 0 && drawn < n).toBe(true);
      }
    }),
  );
});
