import { expect, test } from "vitest";
import { lruKWith, policies } from "./index.js";
import type { PolicyFactory } from "./policy.js";
import { compare, ModelPool, TestPool } from "./testing/pools.js";
import { models } from "./testing/models.js";
import { lruKModel, type ModelMaker } from "./testing/reference-models.js";
import { hotWithScan, kindOf, loop, uniform, zipf } from "./testing/references.js";

const length = 2_000;
const pages = 120;

const streams: Readonly<Record<string, readonly number[]>> = {
  random: uniform(pages, length, 1),
  "a loop that fits most pools": loop(30, length),
  "a loop one page larger than a pool": loop(33, length),
  "a loop over everything": loop(pages, length),
  skewed: zipf(pages, length, 2),
  "hot pages with a scan": hotWithScan(20, pages, 3, length, 3),
  mixed: [
    ...zipf(pages, length / 4, 4),
    ...loop(pages, length / 4),
    ...uniform(40, length / 4, 5),
    ...hotWithScan(10, pages, 2, length / 4, 6),
  ],
};
const capacities = [1, 2, 3, 10, 32, 100];

function follow(factory: PolicyFactory, maker: ModelMaker, capacity: number, references: readonly number[]): TestPool {
  const pool = new TestPool(factory, capacity, pages);
  const model = new ModelPool(maker, capacity);
  references.forEach((page, index) => {
    pool.hit(page, kindOf(page));
    model.hit(page, kindOf(page));
    compare(pool, model, `after reference ${index} to page ${page}, capacity ${capacity}`);
  });
  return pool;
}

for (const [name, factory] of policies) {
  for (const [stream, references] of Object.entries(streams)) {
    test(`${name} has the misses and the pages of its model: ${stream}`, () => {
      for (const capacity of capacities) {
        expect(follow(factory, models[name], capacity, references).misses).toBeGreaterThan(0);
      }
    });
  }
}

test("lru-k has those of its model with a correlated period, and with other histories", () => {
  for (const [correlatedPeriod, history] of [
    [1, 2],
    [5, 1],
    [40, 0],
    [1_000, 5],
  ]) {
    const factory = lruKWith({ correlatedPeriod, history });
    for (const references of Object.values(streams)) {
      expect(follow(factory, lruKModel(correlatedPeriod, history), 10, references).misses).toBeGreaterThan(0);
    }
  }
});

test("a setting that no policy can be made for is refused by all of them", () => {
  const good = { capacity: 4, pages: 10, pinned: new Uint8Array(4) };
  for (const factory of policies.values()) {
    for (const bad of [{ capacity: 0 }, { capacity: 1.5 }, { pages: 0 }, { pages: 2 ** 32 }, { capacity: 5 }]) {
      expect(() => factory({ ...good, ...bad })).toThrow(expect.objectContaining({ code: "RSP_POLICY_SETTING" }));
    }
  }
  expect(() => lruKWith({ correlatedPeriod: -1 })).toThrow(expect.objectContaining({ code: "RSP_POLICY_SETTING" }));
});

test("a reference that hits leaves nothing for the garbage collector", () => {
  const capacity = 256;
  for (const [name, factory] of policies) {
    const policy = factory({ capacity, pages: capacity, pinned: new Uint8Array(capacity) });
    for (let slot = 0; slot < capacity; slot++) policy.admit(slot, slot, kindOf(slot));
    const turn = (count: number) => {
      for (let index = 0; index < count; index++) policy.hit((index * 7) & (capacity - 1));
    };
    turn(300_000);
    const before = process.memoryUsage().heapUsed;
    turn(300_000);
    // One object a reference would be 5 MB or more.
    expect(process.memoryUsage().heapUsed - before, name).toBeLessThan(1_500_000);
  }
});
