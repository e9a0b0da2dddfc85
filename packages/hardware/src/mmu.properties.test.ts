import fc from "fast-check";
import { expect, test } from "vitest";
import { alphaAxp3000400, CostTable, Fault, Mmu, PhysicalMemory, Protection } from "./index.js";

/** RESPIN_DEEP=1 tries more histories. */
const deep = process.env["RESPIN_DEEP"] === "1";
const timeoutMs = deep ? 900_000 : 60_000;
const frames = 6;
const pages = 12;
const spaces = 3;
const tlbMiss = new CostTable(alphaAxp3000400.costs).named("tlb.miss");

interface Mapped {
  frame: number;
  protection: Protection;
  referenced: boolean;
  dirty: boolean;
}

/** What is true of a page of a space: nothing, that it is allocated, or where it is mapped. */
type Model = Map<number, Mapped | "allocated">[];

const protections = [Protection.none, Protection.read, Protection.readWrite];
const kinds = ["allocate", "deallocate", "map", "unmap", "protect", "read", "write", "referenced", "clean"] as const;

const step = fc.record({
  kind: fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom(...kinds) },
    { weight: 3, arbitrary: fc.constantFrom("read", "write", "map", "allocate") },
  ),
  space: fc.nat(spaces - 1),
  page: fc.oneof({ weight: 8, arbitrary: fc.nat(pages - 1) }, fc.constantFrom(2 ** 20 - 1, 1000)),
  offset: fc.nat(127),
  /** Pages beyond the right one: addresses that may look like another's. */
  beyond: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, fc.constantFrom(2 ** 20, 2 ** 21, 2 ** 25, -(2 ** 20))),
  frame: fc.nat(frames - 1),
  protection: fc.constantFrom(...protections),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** What an access of the model gives, and the bits that it sets. */
function access(model: Model, { space, page, offset, beyond }: Step, write: boolean): number {
  const mapped = beyond === 0 ? model[space].get(page) : undefined;
  if (mapped === undefined) return Fault.badAddress;
  if (mapped === "allocated") return Fault.pageNotPresent;
  if (mapped.protection === Protection.none || (write && mapped.protection === Protection.read)) {
    return Fault.protection;
  }
  mapped.referenced = true;
  if (write) mapped.dirty = true;
  return mapped.frame * 128 + offset;
}

/** Do one step on both; `turn` is a value that no other step stores. */
function apply(mmu: Mmu, words: Int32Array, model: Model, each: Step, turn: number): void {
  const { kind, space, page, offset, beyond, frame, protection } = each;
  const here = model[space].get(page);
  const address = (page + beyond) * 128 + offset;
  switch (kind) {
    case "allocate":
      if (here !== undefined) return;
      mmu.allocate(space, page);
      model[space].set(page, "allocated");
      return;
    case "deallocate":
      if (here !== "allocated") return;
      mmu.deallocate(space, page);
      model[space].delete(page);
      return;
    case "map":
      if (here !== "allocated") return;
      mmu.map(space, page, frame, protection);
      model[space].set(page, { frame, protection, referenced: false, dirty: false });
      return;
    case "read": {
      const expected = access(model, each, false);
      expect(mmu.load(space, address)).toBe(expected);
      if (expected >= 0) expect(mmu.loaded).toBe(words[expected]);
      return;
    }
    case "write": {
      const expected = access(model, each, true);
      const before = words.slice();
      if (expected >= 0) before[expected] = turn;
      expect(mmu.store(space, address, turn)).toBe(expected);
      expect(Buffer.compare(Buffer.from(words.buffer), Buffer.from(before.buffer))).toBe(0);
      return;
    }
    case "clean":
      mmu.clearDirty(space, page);
      if (typeof here === "object") here.dirty = false;
      return;
    case "referenced":
      expect(mmu.takeReferenced(space, page)).toBe(typeof here === "object" && here.referenced);
      if (typeof here === "object") here.referenced = false;
      return;
    case "unmap":
      if (typeof here !== "object") return;
      expect(mmu.unmap(space, page)).toBe(here.dirty);
      model[space].set(page, "allocated");
      return;
    case "protect":
      if (typeof here !== "object") return;
      mmu.protect(space, page, protection);
      here.protection = protection;
  }
}

/** Invariant T1, and that the tables say what the model says. */
function check(mmu: Mmu, model: Model, { space, page }: Step): void {
  for (const { asn, vpn, cached, table } of mmu.cached()) {
    if (cached !== table) expect.fail(`space ${asn}, page ${vpn}: the buffer has ${cached}, the table ${table}`);
  }
  const here = model[space].get(page);
  const mapped = typeof here === "object" ? here : undefined;
  expect(mmu.frameOf(space, page)).toBe(mapped?.frame ?? -1);
  expect(mmu.protectionOf(space, page)).toBe(mapped?.protection ?? Protection.none);
  expect(mmu.isDirty(space, page)).toBe(mapped?.dirty ?? false);
}

test(
  "after any history every access gives what plain maps give, and the buffer equals the tables (T1, T2)",
  () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 50, maxLength: 400, size: "max" }), (history) => {
        const memory = new PhysicalMemory(frames, 512);
        const mmu = new Mmu(memory, { tlbEntries: 4 }, tlbMiss, () => {});
        const model: Model = Array.from({ length: spaces }, () => new Map());
        for (let space = 0; space < spaces; space++) mmu.createSpace();
        for (const [turn, each] of history.entries()) {
          apply(mmu, memory.words, model, each, turn + 1);
          check(mmu, model, each);
        }
      }),
      { numRuns: deep ? 5000 : 150 },
    );
  },
  timeoutMs,
);
