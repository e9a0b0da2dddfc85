import { expect, test } from "vitest";
import { type LocalitySet, localitySets, sqliteSets } from "./locality-sets.js";
import { lru } from "./lru.js";
import { PageKind } from "./policy.js";
import { TestPool } from "./testing/pools.js";

const everything = () => true;
const below100 = (page: number) => page < 100;

/** Pages below 100 have a quarter of the pool of eight, the others the rest. */
const twoSets: readonly LocalitySet[] = [
  { name: "low", share: 0.25, policy: lru, holds: below100 },
  { name: "high", share: 0.75, policy: lru, holds: everything },
];

function run(sets: readonly LocalitySet[], references: readonly number[], kind: PageKind = PageKind.any): TestPool {
  const pool = new TestPool(localitySets(sets), 8, 1_000);
  for (const page of references) pool.reference(page, kind);
  return pool;
}

test("a set keeps its share however much another one reads", () => {
  const scan = Array.from({ length: 50 }, (_, index) => 200 + index);
  expect(run(twoSets, [1, 2, ...scan]).resident.filter(below100)).toEqual([1, 2]);
  expect(run([{ name: "all", share: 1, policy: lru, holds: everything }], [1, 2, ...scan]).resident).not.toContain(1);
});

test("a set uses what others leave idle, and gives it back when they want it", () => {
  const pool = run(twoSets, [1, 2, 3, 4, 5, 6, 7, 8]);
  expect(pool.resident).toHaveLength(8);
  for (let page = 200; page < 206; page++) pool.reference(page);
  expect(pool.resident).toEqual([7, 8, 200, 201, 202, 203, 204, 205]);
});

test("the pages of a set without a share go first, and pinned ones are left alone", () => {
  const pool = new TestPool(localitySets(sqliteSets), 8, 1_000);
  for (const page of [1, 2, 3]) pool.reference(page, PageKind.overflow);
  for (const page of [11, 12, 13, 14, 15]) pool.reference(page, PageKind.leaf);
  pool.setPinned(2, true);
  for (const page of [16, 17, 18]) pool.reference(page, PageKind.leaf);
  expect(pool.resident).toEqual([2, 12, 13, 14, 15, 16, 17, 18]);
});

test("interior pages of SQLite's trees outlive any number of leaves", () => {
  const pool = new TestPool(localitySets(sqliteSets), 8, 1_000);
  for (const page of [1, 2]) pool.reference(page, PageKind.interior);
  for (let page = 100; page < 300; page++) pool.reference(page, page % 3 === 0 ? PageKind.scan : PageKind.leaf);
  expect(pool.resident.slice(0, 2)).toEqual([1, 2]);
});

test("a page changes sets when it comes back as something else", () => {
  const pool = new TestPool(localitySets(sqliteSets), 2, 1_000);
  pool.reference(1, PageKind.free);
  pool.drop(1);
  pool.reference(1, PageKind.interior);
  pool.reference(2, PageKind.free);
  pool.reference(3, PageKind.leaf);
  expect(pool.resident).toEqual([1, 3]);
});

test("sets that make no sense are refused, with the set's name", () => {
  const make = (...sets: readonly Partial<LocalitySet>[]) =>
    localitySets(
      sets.map((set, index) => ({ name: `set ${index}`, share: 0, policy: lru, holds: everything, ...set })),
    );
  const refused = (text: RegExp) =>
    expect.objectContaining({ code: "RSP_POLICY_SETS", message: expect.stringMatching(text) });
  expect(() => make()).toThrow(refused(/0 locality sets/));
  expect(() => make(...Array.from({ length: 65 }, () => ({})))).toThrow(refused(/65 locality sets/));
  expect(() => make({ name: "a" }, { name: "a" })).toThrow(refused(/named a/));
  expect(() => make({ share: -0.1 })).toThrow(refused(/set 0 has a share of -0.1/));
  expect(() => make({ share: Number.NaN })).toThrow(refused(/NaN/));
  expect(() => make({ share: 0.7 }, { share: 0.7 })).toThrow(refused(/add up to 1.4/));
  expect(() => make({ share: 0.1 }, { share: 0.2 }, { share: 0.7 })).not.toThrow();
});
