import fc from "fast-check";
import { expect, test } from "vitest";
import { localitySets, lruKWith, policies } from "./index.js";
import { pageKinds, type PageKind, type PolicyFactory } from "./policy.js";
import { compare, ModelPool, TestPool } from "./testing/pools.js";
import { models, setsModel } from "./testing/models.js";
import { lruKModel, type ModelMaker } from "./testing/reference-models.js";
import { kindOf } from "./testing/references.js";

const pages = 24;
const page = fc.nat(pages - 1);

/** What may happen to a pool: references, pins, dropped pages, a pool that takes another page than named, or unasked. */
const step = fc.oneof(
  { weight: 12, arbitrary: fc.record({ does: fc.constant("reference" as const), page }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant("overrule" as const), page, other: fc.nat(40) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("pin" as const), page }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant("unpin" as const), page }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("drop" as const), page }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("take" as const), page }) },
);
const histories = fc.record({
  capacity: fc.integer({ min: 1, max: 12 }),
  steps: fc.array(step, { minLength: 10, maxLength: 300, size: "max" }),
});

function holdsForAll(factory: PolicyFactory, maker: ModelMaker): void {
  fc.assert(
    fc.property(histories, ({ capacity, steps }) => {
      const pool = new TestPool(factory, capacity, pages);
      const model = new ModelPool(maker, capacity);
      steps.forEach((taken, index) => {
        for (const one of [pool, model]) {
          if (taken.does === "pin" || taken.does === "unpin") one.setPinned(taken.page, taken.does === "pin");
          else if (taken.does === "drop") one.drop(taken.page);
          else if (taken.does === "take") one.take(taken.page);
          else one.hit(taken.page, kindOf(taken.page), taken.does === "overrule" ? taken.other : undefined);
        }
        compare(pool, model, `after step ${index} of ${steps.length}, capacity ${capacity}`);
      });
    }),
    { numRuns: 150, seed: 4711 },
  );
}

for (const [name, factory] of policies) {
  test(`${name} keeps to its model through pins, dropped pages and overruled victims`, () => {
    holdsForAll(factory, models[name]);
  });

  test(`${name} keeps to its model as one of several locality sets, where it never has the pool to itself`, () => {
    const odd: readonly PageKind[] = pageKinds.filter((kind) => kind % 2 === 1);
    holdsForAll(
      localitySets([
        { name: "odd", share: 0.4, policy: factory, kinds: odd },
        { name: "rest", share: 0.6, policy: factory, kinds: [] },
      ]),
      setsModel([
        { share: 0.4, model: models[name], holds: (_page, kind) => odd.includes(kind) },
        { share: 0.6, model: models[name], holds: () => true },
      ]),
    );
  });
}

test("lru-k with a correlated period keeps to its model", () => {
  holdsForAll(lruKWith({ correlatedPeriod: 3, history: 1 }), lruKModel(3, 1));
});

test("asking for a victim twice names the same page, for every policy and any history", () => {
  for (const factory of policies.values()) {
    fc.assert(
      fc.property(fc.array(page, { minLength: 1, maxLength: 200 }), page, (references, incoming) => {
        const capacity = 5;
        const pool = new TestPool(factory, capacity, pages);
        for (const one of references) pool.hit(one, kindOf(one));
        if (pool.resident.length < capacity) return;
        const named = pool.policy.victim(incoming);
        expect(pool.policy.victim(incoming)).toBe(named);
      }),
      { numRuns: 100, seed: 4711 },
    );
  }
});
