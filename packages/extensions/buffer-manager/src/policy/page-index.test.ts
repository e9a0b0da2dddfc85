import fc from "fast-check";
import { expect, test } from "vitest";
import { PageIndex } from "./page-index.js";
import { NONE } from "./policy.js";

test("X1: after any operations the index knows what a Map knows", () => {
  const limit = 12;
  // Few pages, some far apart, so that runs of the table meet and wrap around.
  const page = fc.oneof(fc.nat(30), fc.integer({ min: 2 ** 31 - 20, max: 2 ** 31 - 1 }));
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), page, fc.nat(99)), { maxLength: 300, size: "max" }), (operations) => {
      const index = new PageIndex(limit);
      const map = new Map<number, number>();
      const known = new Set(operations.map(([, one]) => one));
      for (const [sets, one, entry] of operations) {
        if (!sets) {
          index.delete(one);
          map.delete(one);
        } else if (map.size < limit || map.has(one)) {
          index.set(one, entry);
          map.set(one, entry);
        }
        const wrong = [...known].filter((other) => index.get(other) !== (map.get(other) ?? NONE));
        if (wrong.length > 0) expect.fail(`after ${sets ? "set" : "delete"} of ${one}, wrong for ${wrong.join(" ")}`);
      }
    }),
    { numRuns: 200, seed: 4711 },
  );
});

test("an index is not filled beyond its limit", () => {
  const index = new PageIndex(1);
  index.set(3, 0);
  index.set(3, 1);
  expect(() => index.set(4, 0)).toThrow(expect.objectContaining({ code: "RSP_INVARIANT" }));
  expect(index.get(3)).toBe(1);
});
