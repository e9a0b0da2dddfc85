import { expect, test } from "vitest";
import { PageKind, policies } from "./index.js";
import { TestPool } from "./testing/pools.js";
import { hotWithScan, loop, uniform } from "./testing/references.js";

const capacity = 20;
const pages = 2_000;

function run(name: string, references: readonly number[]): TestPool {
  const factory = policies.get(name);
  if (factory === undefined) throw new Error(`there is no policy ${name}`);
  const pool = new TestPool(factory, capacity, pages);
  for (const page of references) pool.hit(page);
  return pool;
}

const misses = (name: string, references: readonly number[]) => run(name, references).misses;
const upTo = (count: number) => Array.from({ length: count }, (_, page) => page);

test("a loop one page larger than the pool: LRU misses every time, MRU and toss-immediately about once a round", () => {
  const rounds = 10;
  const references = loop(capacity + 1, rounds * (capacity + 1));
  expect(misses("lru", references)).toBe(references.length);
  expect(misses("clock", references)).toBe(references.length);
  expect(misses("mru", references)).toBeLessThanOrEqual(capacity + 2 * rounds);
  expect(misses("toss", references)).toBeLessThanOrEqual(capacity + 2 * rounds);
});

test("a scan: MRU and toss-immediately keep the prefix, LRU the suffix", () => {
  const scan = upTo(100);
  expect(run("mru", scan).resident).toEqual([...upTo(capacity - 1), 99]);
  expect(run("toss", scan).resident).toEqual([...upTo(capacity - 1), 99]);
  expect(run("lru", scan).resident).toEqual(scan.slice(-capacity));
});

test("a hit condemns a page under MRU and saves it under toss-immediately", () => {
  const filledThenHit = [...upTo(capacity), capacity - 3];
  const hitThenScan = [...filledThenHit, 1_000];
  expect(run("mru", hitThenScan).resident).not.toContain(capacity - 3);
  expect(run("toss", hitThenScan).resident).toContain(capacity - 3);
  // Toss-immediately gives the page admitted last, although another was referenced after it.
  expect(run("toss", hitThenScan).resident).not.toContain(capacity - 1);
  // Repeated references without another page between them are one use, and do not save a page.
  expect(run("toss", [...upTo(capacity), capacity - 1, capacity - 1, 1_000]).resident).not.toContain(capacity - 1);
});

test("a scan does not push out what 2Q, LRU-2, ARC, S3-FIFO and SIEVE found to be hot; LRU forgets it all", () => {
  const hot = upTo(5);
  // Asked for twice, with enough other pages between to leave 2Q's first queue.
  const warmUp = [...hot, ...hot, ...Array.from({ length: capacity + 2 }, (_, index) => 100 + index), ...hot, ...hot];
  const scan = Array.from({ length: 25 }, (_, index) => 500 + index);
  const survivors = (name: string) => run(name, [...warmUp, ...scan]).resident.filter((page) => page < 5).length;
  for (const name of ["2q", "lru-k", "arc", "s3-fifo", "sieve"]) expect(survivors(name), name).toBe(5);
  expect(survivors("lru")).toBe(0);
});

test("with a scan running through hot pages, the scan-resistant policies miss less than LRU and Clock", () => {
  const references = hotWithScan(18, pages, 2, 20_000, 7);
  for (const name of ["2q", "lru-k", "arc"]) {
    expect(misses(name, references), name).toBeLessThan(0.9 * misses("lru", references));
    expect(misses(name, references), name).toBeLessThan(0.9 * misses("clock", references));
  }
});

test("ARC adapts: it comes near LRU where recency counts and near LRU-2 where frequency does", () => {
  // Recency: a window that moves on, so that what was frequent is soon worthless.
  const recent = uniform(15, 20_000, 8).map((page, index) => page + Math.floor(index / 20));
  expect(misses("arc", recent)).toBeLessThan(1.1 * misses("lru", recent));
  // Frequency: hot pages and a scan.
  const frequent = hotWithScan(15, pages, 2, 20_000, 9);
  expect(misses("arc", frequent)).toBeLessThan(1.1 * misses("lru-k", frequent));
  expect(misses("arc", frequent)).toBeLessThan(0.9 * misses("lru", frequent));
});

test("a page that was replaced is remembered when it comes back, one that was dropped with its file is not", () => {
  for (const name of ["2q", "lru-k", "arc", "s3-fifo"]) {
    const victimAfter = (replaced: boolean) => {
      const policy = policies.get(name)?.({ capacity: 4, pages, pinned: new Uint8Array(4) });
      policy?.admit(0, 7, PageKind.any);
      policy?.remove(0, replaced);
      policy?.admit(0, 7, PageKind.any);
      for (const slot of [1, 2, 3]) policy?.admit(slot, slot, PageKind.any);
      return policy?.victim(100);
    };
    expect(victimAfter(true), name).toBe(1);
    expect(victimAfter(false), name).toBe(0);
  }
});

test("with every page pinned there is no victim, and with one unpinned it is that one", () => {
  for (const name of policies.keys()) {
    const pool = run(name, upTo(capacity));
    for (const page of upTo(capacity)) pool.setPinned(page, true);
    pool.hit(500);
    expect(pool.refused, name).toBe(1);
    pool.setPinned(13, false);
    pool.hit(501);
    expect(pool.resident, name).toEqual([...upTo(capacity).filter((page) => page !== 13), 501]);
  }
});

test("a pool that removes what is not there, or admits twice, is stopped and not followed into disorder", () => {
  for (const [name, factory] of policies) {
    const policy = factory({ capacity: 2, pages: 9, pinned: new Uint8Array(2) });
    policy.admit(0, 5, 0);
    expect(() => policy.admit(0, 6, 0), name).toThrow(expect.objectContaining({ code: "RSP_INVARIANT" }));
    expect(() => policy.remove(1, true), name).toThrow(expect.objectContaining({ code: "RSP_INVARIANT" }));
    policy.remove(0, false);
    expect(() => policy.remove(0, false), name).toThrow(expect.objectContaining({ code: "RSP_INVARIANT" }));
  }
});
