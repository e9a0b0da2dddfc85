import { beforeEach, expect, test } from "vitest";
import { CostTable, Fault, Mmu, PhysicalMemory, Protection } from "./index.js";

const costs = new CostTable({
  "tlb.miss": { cycles: 30, unit: "miss", group: "memory", origin: "assumed", source: "an example" },
});

let memory: PhysicalMemory;
let mmu: Mmu;
let spent: number;

beforeEach(() => {
  spent = 0;
  memory = new PhysicalMemory(4, 512);
  mmu = new Mmu(memory, { tlbEntries: 4 }, costs.named("tlb.miss"), (cost, n) => (spent += cost.cycles * n));
});

/** Words in a page of this machine, and in all pages that a space can have. */
const pageWords = 128;
const spaceWords = pageWords * 2 ** 20;

test("a page that is mapped is read and written through its frame", () => {
  const space = mmu.createSpace();
  expect(mmu.pageWords).toBe(pageWords);
  mmu.allocate(space, 5);
  mmu.map(space, 5, 2, Protection.readWrite);
  expect(mmu.store(space, 5 * pageWords + 7, 42)).toBe(2 * pageWords + 7);
  expect(memory.words[2 * pageWords + 7]).toBe(42);
  expect(mmu.load(space, 5 * pageWords + 7)).toBe(2 * pageWords + 7);
  expect(mmu.loaded).toBe(42);
});

test("two spaces have the same address for different frames, or different addresses for one", () => {
  const [a, b] = [mmu.createSpace(), mmu.createSpace()];
  mmu.allocate(a, 1);
  mmu.allocate(b, 1);
  mmu.allocate(b, 2);
  mmu.map(a, 1, 0, Protection.readWrite);
  mmu.map(b, 1, 3, Protection.readWrite);
  mmu.map(b, 2, 0, Protection.read);
  mmu.store(a, pageWords, 11);
  mmu.store(b, pageWords, 22);
  expect([mmu.load(a, pageWords), mmu.loaded]).toEqual([0, 11]);
  expect([mmu.load(b, 2 * pageWords), mmu.loaded]).toEqual([0, 11]);
  expect(memory.words[3 * pageWords]).toBe(22);
});

test("an access says why it does not go through, and changes nothing", () => {
  const space = mmu.createSpace();
  mmu.allocate(space, 1);
  mmu.allocate(space, 2);
  mmu.map(space, 2, 0, Protection.read);
  expect(mmu.load(space, pageWords)).toBe(Fault.pageNotPresent);
  expect(mmu.store(space, pageWords, 1)).toBe(Fault.pageNotPresent);
  expect(mmu.load(space, 3 * pageWords)).toBe(Fault.badAddress);
  expect(mmu.store(space, 2 * pageWords, 9)).toBe(Fault.protection);
  expect(mmu.load(space, 2 * pageWords)).toBe(0);
  // Also when the entry is in the translation buffer by then.
  expect(mmu.store(space, 2 * pageWords, 9)).toBe(Fault.protection);
  expect(mmu.isDirty(space, 2)).toBe(false);
  expect(memory.words[0]).toBe(0);
});

test.each([-1, -pageWords, 0.5, Number.NaN, Infinity, spaceWords, 2 ** 31, 2 ** 32, 2 ** 32 + 1, 2 ** 53])(
  "word %d is a bad address, in whatever space the buffer has entries of",
  (address) => {
    const spaces = Array.from({ length: 3 }, () => mmu.createSpace());
    for (const [frame, space] of spaces.entries()) {
      for (const page of [0, 2 ** 20 - 1]) {
        mmu.allocate(space, page);
        mmu.map(space, page, frame, Protection.readWrite);
      }
      mmu.store(space, 0, 1);
    }
    for (const space of [...spaces, -1, 7]) {
      expect(mmu.load(space, address)).toBe(Fault.badAddress);
      expect(mmu.store(space, address, 1)).toBe(Fault.badAddress);
    }
  },
);

test("an address too big for its space is not one of the next space", () => {
  const [first, second] = [mmu.createSpace(), mmu.createSpace()];
  mmu.allocate(second, 1);
  mmu.map(second, 1, 0, Protection.readWrite);
  expect(mmu.store(second, pageWords, 5)).toBe(0);
  expect(mmu.load(first, spaceWords + pageWords)).toBe(Fault.badAddress);
  expect(mmu.store(first, spaceWords + pageWords, 6)).toBe(Fault.badAddress);
  expect(memory.words[0]).toBe(5);
});

test("a slot that was emptied answers nobody, not even the kernel's own number", () => {
  const space = mmu.createSpace();
  const last = 2 ** 20 - 1;
  mmu.allocate(space, last);
  mmu.map(space, last, 0, Protection.readWrite);
  mmu.store(space, last * pageWords, 5);
  mmu.unmap(space, last);
  expect(mmu.load(-1, last * pageWords)).toBe(Fault.badAddress);
});

test("what a page allows can be changed and taken away", () => {
  const space = mmu.createSpace();
  mmu.allocate(space, 0);
  expect(mmu.protectionOf(space, 0)).toBe(Protection.none);
  mmu.map(space, 0, 1, Protection.readWrite);
  mmu.store(space, 3, 33);
  mmu.protect(space, 0, Protection.read);
  expect([mmu.store(space, 3, 1), mmu.load(space, 3)]).toEqual([Fault.protection, pageWords + 3]);
  expect(mmu.protectionOf(space, 0)).toBe(Protection.read);
  expect(mmu.isDirty(space, 0)).toBe(true);
  mmu.protect(space, 0, Protection.none);
  expect(mmu.load(space, 3)).toBe(Fault.protection);
  expect(mmu.unmap(space, 0)).toBe(true);
  expect([mmu.load(space, 3), mmu.frameOf(space, 0)]).toEqual([Fault.pageNotPresent, -1]);
  mmu.deallocate(space, 0);
  expect(mmu.load(space, 3)).toBe(Fault.badAddress);
});

test("a load marks a page referenced, a store dirty too, each until it is taken back", () => {
  const space = mmu.createSpace();
  mmu.allocate(space, 0);
  mmu.map(space, 0, 0, Protection.readWrite);
  expect([mmu.takeReferenced(space, 0), mmu.isDirty(space, 0)]).toEqual([false, false]);
  mmu.load(space, 0);
  expect([mmu.takeReferenced(space, 0), mmu.takeReferenced(space, 0), mmu.isDirty(space, 0)]).toEqual([
    true,
    false,
    false,
  ]);
  mmu.store(space, 0, 1);
  expect([mmu.isDirty(space, 0), mmu.takeReferenced(space, 0), mmu.isDirty(space, 0)]).toEqual([true, true, true]);
  mmu.clearDirty(space, 0);
  expect(mmu.isDirty(space, 0)).toBe(false);
  mmu.load(space, 0);
  expect(mmu.isDirty(space, 0)).toBe(false);
  mmu.store(space, 0, 2);
  expect(mmu.isDirty(space, 0)).toBe(true);
});

test("only what is not in the buffer costs a miss; pages of one slot drive each other out", () => {
  const space = mmu.createSpace();
  for (const page of [0, 1, 4]) {
    mmu.allocate(space, page);
    mmu.map(space, page, page & 3, Protection.readWrite);
  }
  for (const page of [0, 1, 0, 1, 0]) mmu.load(space, page * pageWords);
  expect([mmu.tlbMisses, spent]).toEqual([2, 60]);
  mmu.store(space, 0, 1);
  expect(mmu.tlbMisses).toBe(2);
  mmu.load(space, 4 * pageWords);
  mmu.load(space, 0);
  expect(mmu.tlbMisses).toBe(4);
  mmu.load(space, 9 * pageWords);
  expect(mmu.tlbMisses).toBe(4);
});

test("a space is destroyed after its mappings, and its number is used again for an empty one", () => {
  const space = mmu.createSpace();
  mmu.allocate(space, 0);
  mmu.map(space, 0, 0, Protection.readWrite);
  mmu.load(space, 0);
  expect(() => mmu.destroySpace(space)).toThrowError(expect.objectContaining({ code: "RSP_INVARIANT" }));
  mmu.unmap(space, 0);
  mmu.destroySpace(space);
  expect(mmu.load(space, 0)).toBe(Fault.badAddress);
  expect(mmu.createSpace()).toBe(space);
  expect(mmu.load(space, 0)).toBe(Fault.badAddress);
});

test("there are 2047 spaces and no more", () => {
  for (let n = 0; n < 2047; n++) mmu.createSpace();
  expect(() => mmu.createSpace()).toThrowError(expect.objectContaining({ code: "RSP_SPACES_FULL" }));
  mmu.destroySpace(1234);
  expect(mmu.createSpace()).toBe(1234);
});

test("what would break the tables is refused", () => {
  const space = mmu.createSpace();
  mmu.allocate(space, 0);
  mmu.map(space, 0, 0, Protection.read);
  const broken: (() => void)[] = [
    () => mmu.allocate(space, 0),
    () => mmu.deallocate(space, 0),
    () => mmu.map(space, 0, 1, Protection.read),
    () => mmu.map(space, 1, 1, Protection.read),
    () => mmu.map(space, 0, 4, Protection.read),
    () => mmu.map(space, 0, -1, Protection.read),
    () => mmu.unmap(space, 1),
    () => mmu.protect(space, 1, Protection.read),
    () => mmu.allocate(space, 2 ** 20),
    () => mmu.allocate(space, -1),
    () => mmu.allocate(space + 1, 0),
    () => new Mmu(memory, { tlbEntries: 3 }, costs.named("tlb.miss"), () => {}),
  ];
  for (const act of broken)
    expect(act, act.toString()).toThrowError(expect.objectContaining({ code: "RSP_INVARIANT" }));
  expect(mmu.frameOf(space, 0)).toBe(0);
});
