import { expect, test } from "vitest";
import { type LocalitySet, localitySets, sqliteSets } from "./locality-sets.js";
import { lru } from "./lru.js";
import { PageKind } from "./policy.js";
import { TestPool } from "./testing/pools.js";

const below100 = (page: number) => page < 100;
/** Pages below 100 are a log's. */
const kindOf = (page: number): PageKind => (below100(page) ? PageKind.log : PageKind.leaf);

/** Pages below 100 have a quarter of the pool of eight, the others the rest. */
const twoSets: readonly LocalitySet[] = [
  { name: "low", share: 0.25, policy: lru, kinds: [PageKind.log] },
  { name: "high", share: 0.75, policy: lru, kinds: [] },
];

function run(sets: readonly LocalitySet[], references: readonly number[]): TestPool {
  const pool = new TestPool(localitySets(sets), 8, 1_000);
  for (const page of references) pool.hit(page, kindOf(page));
  return pool;
}

test("a set keeps its share however much another one reads", () => {
  const scan = Array.from({ length: 50 }, (_, index) => 200 + index);
  expect(run(twoSets, [1, 2, ...scan]).resident.filter(below100)).toEqual([1, 2]);
  expect(run([{ name: "all", share: 1, policy: lru, kinds: [] }], [1, 2, ...scan]).resident).not.toContain(1);
});

test("a set uses what others leave idle, and gives it back when they want it", () => {
  const pool = run(twoSets, [1, 2, 3, 4, 5, 6, 7, 8]);
  expect(pool.resident).toHaveLength(8);
  for (let page = 200; page < 206; page++) pool.hit(page, kindOf(page));
  expect(pool.resident).toEqual([7, 8, 200, 201, 202, 203, 204, 205]);
});

test("the pages of a set without a share go first, and pinned ones are left alone", () => {
  const pool = new TestPool(localitySets(sqliteSets), 8, 1_000);
  for (const page of [1, 2, 3]) pool.hit(page, PageKind.overflow);
  for (const page of [11, 12, 13, 14, 15]) pool.hit(page, PageKind.leaf);
  pool.setPinned(2, true);
  for (const page of [16, 17, 18]) pool.hit(page, PageKind.leaf);
  expect(pool.resident).toEqual([2, 12, 13, 14, 15, 16, 17, 18]);
});

test("interior pages of SQLite's trees outlive any number of leaves", () => {
  const pool = new TestPool(localitySets(sqliteSets), 8, 1_000);
  for (const page of [1, 2]) pool.hit(page, PageKind.interior);
  for (let page = 100; page < 300; page++) pool.hit(page, page % 3 === 0 ? PageKind.scan : PageKind.leaf);
  expect(pool.resident.slice(0, 2)).toEqual([1, 2]);
});

test("a page changes sets when it comes back as something else", () => {
  const pool = new TestPool(localitySets(sqliteSets), 2, 1_000);
  pool.hit(1, PageKind.free);
  pool.drop(1);
  pool.hit(1, PageKind.interior);
  pool.hit(2, PageKind.free);
  pool.hit(3, PageKind.leaf);
  expect(pool.resident).toEqual([1, 3]);
});

test("a page of a kind that several sets have is of the first of them, and one of a kind that none has of the last", () => {
  const set = (name: string, kinds: readonly PageKind[]): LocalitySet => ({ name, share: 0.25, policy: lru, kinds });
  const every: readonly PageKind[] = Object.values(PageKind);
  const all = [set("a", [PageKind.leaf]), set("b", [PageKind.leaf, PageKind.log]), set("c", every), set("d", every)];
  const pool = new TestPool(localitySets(all), 4, 1_000);
  // Each set has room for one page, so that a page pushes out the one that is of its set.
  pool.hit(1, PageKind.leaf);
  pool.hit(2, PageKind.log);
  pool.hit(3, PageKind.any);
  pool.hit(4, PageKind.leaf);
  expect(pool.resident).toEqual([1, 2, 3, 4]);
  pool.hit(5, PageKind.log);
  expect(pool.resident).toEqual([2, 3, 4, 5]);
  pool.hit(6, PageKind.any);
  expect(pool.resident).toEqual([3, 4, 5, 6]);
  pool.hit(7, PageKind.log);
  expect(pool.resident).toEqual([4, 5, 6, 7]);
  const lastOfNone = new TestPool(localitySets([set("a", [PageKind.leaf]), set("rest", [])]), 2, 1_000);
  for (const [page, kind] of [
    [1, PageKind.leaf],
    [2, PageKind.scan],
    [3, PageKind.any],
  ] as const) {
    lastOfNone.hit(page, kind);
  }
  expect(lastOfNone.resident).toEqual([1, 3]);
});

test("what is done to the sets after they were chosen changes nothing", () => {
  const kinds: PageKind[] = [PageKind.log];
  const sets: LocalitySet[] = [{ name: "low", share: 0.25, policy: lru, kinds }, twoSets[1]];
  const factory = localitySets(sets);
  kinds[0] = PageKind.leaf;
  sets.length = 0;
  const pool = new TestPool(factory, 8, 1_000);
  for (const page of [1, 2, ...Array.from({ length: 50 }, (_, index) => 200 + index)]) {
    pool.hit(page, kindOf(page));
  }
  expect(pool.resident.filter(below100)).toEqual([1, 2]);
});

test("sets that make no sense are refused, with the set's name", () => {
  const make = (...sets: readonly Partial<LocalitySet>[]) =>
    localitySets(sets.map((set, index) => ({ name: `set ${index}`, share: 0, policy: lru, kinds: [], ...set })));
  const refused = (text: RegExp) =>
    expect.objectContaining({ code: "RSP_POLICY_SETS", message: expect.stringMatching(text) });
  expect(() => make()).toThrow(refused(/0 locality sets/));
  expect(() => make(...Array.from({ length: 65 }, () => ({})))).toThrow(refused(/65 locality sets/));
  expect(() => make({ name: "a" }, { name: "a" })).toThrow(refused(/named a/));
  expect(() => make({ share: -0.1 })).toThrow(refused(/set 0 has a share of -0.1/));
  expect(() => make({ share: Number.NaN })).toThrow(refused(/NaN/));
  expect(() => make({ share: 0.7 }, { share: 0.7 })).toThrow(refused(/add up to 1.4/));
  for (const kind of [-1, 7, 0.5, Number.NaN]) {
    expect(() => make({ kinds: [PageKind.log, kind as PageKind] })).toThrow(refused(/set 0 has pages of kind/));
  }
  expect(() => make({ share: 0.1 }, { share: 0.2 }, { share: 0.7 })).not.toThrow();
});
