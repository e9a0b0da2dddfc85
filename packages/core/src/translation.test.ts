import { Fault, Protection } from "@respin/hardware";
import { beforeEach, expect, test } from "vitest";
import type { Context, MemoryFault, Page, Region } from "./interfaces.js";
import { Strand } from "./strand.js";
import { bootMemory } from "./testing/boot.js";

let memory: ReturnType<typeof bootMemory>;
let context: Context;
let page: Page;

beforeEach(() => {
  memory = bootMemory(4);
  context = memory.translation.create();
  const free = memory.storage.allocateFree(memory.storage.createClient("db", 4));
  if (free === undefined) throw new Error("a new machine has free frames");
  page = free;
});

const coded = (code: string, message = ""): unknown =>
  expect.objectContaining({ code, message: expect.stringContaining(message) });
const addressOf = (region: Region): number => memory.addresses.extent(region).address;
const asn = (): number => memory.spaces.asnOf(context, "test");

test("a page of a region is mapped, examined and unmapped, and each is paid for", () => {
  const { translation, addresses, machine, mappings } = memory;
  const region = addresses.allocate(context, 3);
  const { AddMapping, ExamineMapping, RemoveMapping } = translation.events;
  AddMapping.raise(region, 1, page, Protection.read);
  const address = addressOf(region) + machine.mmu.pageWords;
  expect(machine.mmu.load(asn(), address)).toBe(0);
  expect(machine.mmu.store(asn(), address, 1)).toBe(Fault.protection);
  expect([0, 1, 2].map((index) => ExamineMapping.raise(region, index))).toEqual([0, Protection.read, 0]);
  expect(mappings.count(0)).toBe(1);
  RemoveMapping.raise(region, 1);
  RemoveMapping.raise(region, 1);
  expect(machine.mmu.load(asn(), address)).toBe(Fault.pageNotPresent);
  expect(Object.fromEntries(machine.counts())).toMatchObject({
    "translation.map": 1,
    "translation.unmap": 2,
    "translation.examine": 3,
  });
});

test("mapped pages of a region are protected together, or not at all", () => {
  const { translation, addresses, machine } = memory;
  const region = addresses.allocate(context, 3);
  translation.addMapping(region, 0, page, Protection.readWrite);
  translation.addMapping(region, 1, page, Protection.readWrite);
  const address = addressOf(region);
  const protect = translation.events.Protect.raise;
  const allowed = (): readonly number[] =>
    [0, 1, 2].map((index) => machine.mmu.protectionOf(asn(), index + address / machine.mmu.pageWords));
  machine.mmu.store(asn(), address, 1);
  const before = machine.cycles;
  protect(region, 0, 2, Protection.read);
  expect(machine.cycles - before).toBe(5000 + 2 * 50);
  expect(allowed()).toEqual([Protection.read, Protection.read, Protection.none]);
  expect(machine.mmu.store(asn(), address, 1)).toBe(Fault.protection);
  protect(region, 1, 1, Protection.none);
  expect(machine.mmu.load(asn(), address + machine.mmu.pageWords)).toBe(Fault.protection);
  protect(region, 0, 2, Protection.readWrite);
  expect(machine.mmu.store(asn(), address, 1)).toBeGreaterThanOrEqual(0);
  const after = machine.cycles;
  expect(() => protect(region, 0, 3, Protection.read)).toThrowError(coded("RSP_MAPPED", "page 2"));
  expect(() => protect(region, 1, 3, Protection.read)).toThrowError(coded("RSP_REGION"));
  expect(() => protect(region, 0, 0, Protection.read)).toThrowError(coded("RSP_REGION"));
  expect(() => protect(region, 0, 1.5, Protection.read)).toThrowError(coded("RSP_REGION"));
  expect(() => protect(region, 0, 1, 1)).toThrowError(coded("RSP_PROTECTION", "1 is no protection"));
  expect(allowed()).toEqual([Protection.readWrite, Protection.readWrite, Protection.none]);
  expect(machine.cycles).toBe(after);
});

test("each mapping that goes with its page is paid for", () => {
  const { translation, addresses, machine, storage } = memory;
  for (let n = 0; n < 3; n++) translation.addMapping(addresses.allocate(context, 1), 0, page, Protection.readWrite);
  storage.deallocate(page);
  expect(machine.count(machine.costs.named("translation.unmap"))).toBe(3);
});

test("what cannot be mapped is refused, and nothing is changed or charged", () => {
  const { translation, addresses, machine, storage } = memory;
  const region = addresses.allocate(context, 2);
  translation.addMapping(region, 0, page, Protection.read);
  const before = machine.cycles;
  const stale = addresses.allocate(context, 1);
  addresses.deallocate(stale);
  const add = translation.events.AddMapping.raise;
  expect(() => add(region, 0, page, Protection.read)).toThrowError(coded("RSP_MAPPED", "page 0"));
  expect(() => add(region, 1, page, 5)).toThrowError(coded("RSP_PROTECTION"));
  expect(() => add(region, 1, page, Protection.none)).toThrowError(coded("RSP_PROTECTION"));
  for (const index of [-1, 2, 0.5, Number.NaN]) {
    expect(() => add(region, index, page, Protection.read)).toThrowError(coded("RSP_REGION", `page ${index}`));
  }
  expect(() => add(stale, 0, page, Protection.read)).toThrowError(coded("RSP_CAPABILITY", "revoked"));
  expect(() => add({ ...region }, 1, page, Protection.read)).toThrowError(coded("RSP_CAPABILITY"));
  expect(() => add(region, 1, { ...page }, Protection.read)).toThrowError(coded("RSP_PAGE"));
  expect([machine.cycles, memory.mappings.count(0)]).toEqual([before, 1]);
  storage.deallocate(page);
  expect(() => add(region, 1, page, Protection.read)).toThrowError(coded("RSP_PAGE"));
});

test("a region is given back once nothing is mapped in it, whole or not at all", () => {
  const { translation, addresses, machine } = memory;
  const region = addresses.allocate(context, 2);
  translation.addMapping(region, 1, page, Protection.read);
  expect(() => addresses.deallocate(region)).toThrowError(coded("RSP_MAPPED", "page 1"));
  const address = addressOf(region);
  expect(machine.mmu.load(asn(), address)).toBe(Fault.pageNotPresent);
  translation.removeMapping(region, 1);
  memory.addresses.events.Deallocate.raise(region);
  expect(machine.mmu.load(asn(), address)).toBe(Fault.badAddress);
  expect(() => addresses.deallocate(region)).toThrowError(coded("RSP_CAPABILITY", "VirtAddr.Deallocate"));
});

test("regions of a context never overlap, and what is given back is used again", () => {
  const { addresses } = memory;
  const { pageWords } = memory.machine.mmu;
  const regions = [2, 3, 1].map((pages) => addresses.allocate(context, pages));
  const firstPages = (some: readonly Region[]): number[] => some.map((region) => addressOf(region) / pageWords);
  expect(firstPages(regions)).toEqual([1, 3, 6]);
  addresses.deallocate(regions[1]);
  expect(firstPages([2, 1, 1].map((pages) => addresses.allocate(context, pages)))).toEqual([3, 5, 7]);
  // Another context has the same addresses for itself.
  expect(firstPages([addresses.allocate(memory.translation.create(), 1)])).toEqual([1]);
});

test("VirtAddr.Extent tells where a region is, for nothing, to whoever holds it and cannot change it", () => {
  const { addresses, machine } = memory;
  const { Allocate, Deallocate, Extent } = addresses.events;
  const [first, second] = [Allocate.raise(context, 2), Allocate.raise(context, 3)];
  const { pageWords } = machine.mmu;
  expect(Extent.raise(first)).toEqual({ address: pageWords, pages: 2 });
  expect(Extent.raise(second)).toEqual({ address: 3 * pageWords, pages: 3 });
  expect(Object.isFrozen(Extent.raise(first))).toBe(true);
  expect(machine.cycles).toBe(0);
  Deallocate.raise(first);
  expect(() => Extent.raise(first)).toThrowError(coded("RSP_CAPABILITY", "VirtAddr.Extent"));
  // Who has its addresses next has them by a capability of its own.
  const next = Allocate.raise(context, 2);
  expect(Extent.raise(next)).toEqual({ address: pageWords, pages: 2 });
  expect(() => Extent.raise(first)).toThrowError(coded("RSP_CAPABILITY"));
});

test.each([0, -1, 1.5, Number.NaN, 2 ** 20])("a region of %d pages cannot be", (pages) => {
  expect(() => memory.addresses.allocate(context, pages)).toThrowError(coded("RSP_ADDRESSES_EXHAUSTED"));
});

test("a context that was destroyed is refused", () => {
  const { translation, addresses } = memory;
  const region = addresses.allocate(context, 1);
  translation.addMapping(region, 0, page, Protection.read);
  expect(() => translation.destroy(context)).toThrowError(coded("RSP_MAPPED", "Translation.Destroy: 1 pages"));
  expect(translation.examineMapping(region, 0)).toBe(Protection.read);
  translation.removeMapping(region, 0);
  translation.events.Destroy.raise(context);
  expect(() => translation.destroy(context)).toThrowError(coded("RSP_CAPABILITY", "Translation.Destroy"));
  expect(() => addresses.allocate(context, 1)).toThrowError(coded("RSP_CAPABILITY", "VirtAddr.Allocate"));
  // Its regions are of no use any more.
  expect(() => translation.addMapping(region, 0, page, Protection.read)).toThrowError(
    coded("RSP_CAPABILITY", "Translation.AddMapping: expected a capability Translation.T, not one that was revoked"),
  );
  expect(() => addresses.deallocate(region)).toThrowError(coded("RSP_CAPABILITY", "VirtAddr.Deallocate"));
});

test("a fault raises its event; without a handler it names the strand, the access and the event", () => {
  const { translation, dispatcher, modules } = memory;
  const strand = new Strand("client 3", asn());
  const fault = (write: boolean): MemoryFault => ({ context, address: 4711, write, strand: strand.capability });
  expect(() => translation.raise(Fault.pageNotPresent, fault(false))).toThrowError(
    coded(
      "RSP_PAGE_NOT_PRESENT",
      "client 3: a load from word 4711 met no handler; install one on Translation.PageNotPresent",
    ),
  );
  expect(() => translation.raise(Fault.badAddress, fault(true))).toThrowError(coded("RSP_BAD_ADDRESS", "a store to"));
  expect(() => translation.raise(Fault.protection, fault(true))).toThrowError(
    coded("RSP_PROTECTION_FAULT", "Translation.ProtectionFault"),
  );
  expect(translation.faults).toEqual({ pageNotPresent: 1, badAddress: 1, protection: 1 });
  const handled: MemoryFault[] = [];
  dispatcher.installHandler(
    modules.create("db"),
    translation.events.PageNotPresent,
    (each) => void handled.push(each),
    {
      order: "first",
      cancel: true,
      guards: [(each) => each.context === context],
    },
  );
  const mine = fault(true);
  translation.raise(Fault.pageNotPresent, mine);
  expect(handled).toEqual([mine]);
  expect(() => translation.raise(Fault.pageNotPresent, { ...mine, context: translation.create() })).toThrowError(
    coded("RSP_PAGE_NOT_PRESENT"),
  );
});
