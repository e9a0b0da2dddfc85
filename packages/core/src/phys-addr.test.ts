import { Protection } from "@respin/hardware";
import type { Waiting } from "@respin/linker";
import { beforeEach, expect, test } from "vitest";
import type { MemoryClient, Page } from "./interfaces.js";
import type { MemoryUse } from "./phys-addr.js";
import { bootMemory, run } from "./testing/boot.js";
import { lookAlikes } from "./testing/look-alikes.js";

let memory: ReturnType<typeof bootMemory>;
let client: MemoryClient;

beforeEach(() => {
  memory = bootMemory(8);
  client = memory.storage.createClient("db", 3);
});

const coded = (code: string, message = ""): unknown =>
  expect.objectContaining({ code, message: expect.stringContaining(message) });
const allocate = (who = client): Page => run(memory.strands, memory.storage.allocate(who));
const use = (who = client): MemoryUse => memory.storage.use(who);
const frameOf = (page: Page): number => memory.storage.frameOf(page, "test");
const install = (event: "Reclaim" | "Repossess", handler: (page: Page) => Page): void => {
  const { dispatcher, modules, storage } = memory;
  const db = modules.create("db");
  if (event === "Reclaim") dispatcher.installHandler(db, storage.events.Reclaim, handler);
  else dispatcher.installHandler(db, storage.events.Repossess, (page) => void handler(page));
};

/** Map a page in a space of its own; use it when told to. */
function map(page: Page): { use: () => number; address: number; asn: number } {
  const { translation, addresses, spaces, machine } = memory;
  const context = translation.create();
  const region = addresses.allocate(context, 1);
  translation.addMapping(region, 0, page, Protection.readWrite);
  const asn = spaces.asnOf(context, "test");
  const { address } = addresses.extent(region);
  return { use: () => machine.mmu.store(asn, address, 1), address, asn };
}

test("a client that holds its share pays for a new page with its own, however many are free", () => {
  const pages = [allocate(), allocate(), allocate()];
  expect([use().held, memory.storage.free]).toEqual([3, 5]);
  const fourth = allocate();
  expect([use().held, memory.storage.free]).toEqual([3, 5]);
  expect(frameOf(fourth)).toBe(0);
  expect(() => frameOf(pages[0])).toThrowError(coded("RSP_PAGE"));
  expect(pages.slice(1).map(frameOf)).toEqual([1, 2]);
  expect(memory.storage.allocateFree(client)).toBeUndefined();
});

test("a page that was used since the hand came by has a second chance", () => {
  const pages = [allocate(), allocate(), allocate()];
  map(pages[0]).use();
  map(pages[2]).use();
  allocate();
  expect(() => frameOf(pages[1])).toThrowError(coded("RSP_PAGE"));
  expect([frameOf(pages[0]), frameOf(pages[2])]).toEqual([0, 2]);
  // Two frames looked at: the first had its chance, the second was taken.
  expect(memory.machine.count(memory.machine.costs.named("reclaim.step"))).toBe(2);
});

test("a handler may name another page to be taken, if its client owns it", () => {
  const pages = [allocate(), allocate(), allocate()];
  const asked: Page[] = [];
  install("Reclaim", (candidate) => (asked.push(candidate), pages[2]));
  allocate();
  expect(asked).toEqual([pages[0]]);
  expect([frameOf(pages[0]), frameOf(pages[1])]).toEqual([0, 1]);
  expect(use().refusedNominations).toBe(0);
});

test("a page that may not be taken is refused, the candidate is taken, and the client that pays is accounted", () => {
  const other = memory.storage.createClient("other", 2);
  const foreign = allocate(other);
  const stale = allocate();
  memory.storage.deallocate(stale);
  const pages = [allocate(), allocate(), allocate()];
  const elsewhere = bootMemory(8);
  const foreignMachine = elsewhere.storage.allocateFree(elsewhere.storage.createClient("db", 3));
  memory.storage.pin(pages[2]);
  const gone = allocate(other);
  memory.storage.deallocate(gone);
  const answers: unknown[] = [
    foreign,
    pages[2],
    gone,
    // Each of these was of a frame that the client holds, by another page.
    stale,
    foreignMachine,
    ...lookAlikes(pages[1]).map(([, lookAlike]) => lookAlike),
    client,
    null,
    undefined,
    7,
  ];
  for (const [n, answer] of answers.entries()) {
    install("Reclaim", () => answer as Page);
    allocate();
    expect(use().refusedNominations).toBe(n + 1);
  }
  expect([frameOf(foreign), frameOf(pages[2])]).toEqual([0, 3]);
  expect([use(other).refusedNominations, use(other).held, use().held]).toEqual([0, 1, 3]);
});

test("a handler that pins the candidate keeps it, and the next page is taken unasked", () => {
  const pages = [allocate(), allocate(), allocate()];
  let asked = 0;
  install("Reclaim", (candidate) => {
    asked++;
    memory.storage.pin(candidate);
    return candidate;
  });
  allocate();
  expect([asked, use().refusedNominations]).toEqual([1, 1]);
  expect([frameOf(pages[0]), frameOf(pages[2])]).toEqual([0, 2]);
  expect(() => frameOf(pages[1])).toThrowError(coded("RSP_PAGE"));
});

test("a handler that gives the candidate back has made room: nothing is taken", () => {
  const pages = [allocate(), allocate(), allocate()];
  let repossessed = 0;
  install("Reclaim", (candidate) => {
    memory.storage.deallocate(candidate);
    return candidate;
  });
  install("Repossess", (page) => (repossessed++, page));
  allocate();
  expect([use().held, repossessed, use().refusedNominations]).toEqual([3, 0, 1]);
  expect(pages.slice(1).map(frameOf)).toEqual([1, 2]);
});

test("a page that was taken is not used again until it is written back, and the allocation waits for that", () => {
  const pages = [allocate(), allocate(), allocate()];
  const mapped = map(pages[0]);
  const { storage, strands, machine } = memory;
  storage.view(pages[0]).fill(9);
  let written: number | undefined;
  install("Repossess", (page) => {
    expect(mapped.use()).toBe(-1);
    storage.pin(page);
    strands.startKernel(
      "write back",
      (function* (): Waiting {
        yield* strands.await((done) => machine.events.post(machine.cycles + 10_000, done));
        written = storage.view(page)[0];
        expect(storage.inspect(0)).toMatchObject({ state: "reclaimed", owner: "db", pins: 1 });
        storage.unpin(page);
      })(),
    );
    return page;
  });
  const fourth = allocate();
  expect([written, frameOf(fourth)]).toEqual([9, 0]);
  expect(machine.cycles).toBeGreaterThan(10_000);
});

test("a page that was taken cannot be given back or mapped by who had it", () => {
  const { storage, translation, addresses } = memory;
  const region = addresses.allocate(translation.create(), 1);
  for (const misuse of [
    (page: Page) => storage.deallocate(page),
    (page: Page) => translation.addMapping(region, 0, page, Protection.read),
  ]) {
    const pages = [allocate(), allocate(), allocate()];
    const seen: unknown[] = [];
    memory.dispatcher.installHandler(memory.modules.create("db"), storage.events.Repossess, (page) => {
      try {
        misuse(page);
      } catch (error) {
        seen.push(error);
      }
    });
    allocate();
    expect(seen.at(-1)).toEqual(coded("RSP_PAGE", "was taken"));
    expect([use().held, storage.free]).toEqual([3, 5]);
    expect(pages.length).toBe(3);
  }
});

test("when Repossess fails the page stays its owner's, with what it holds", () => {
  const pages = [allocate(), allocate(), allocate()];
  memory.storage.view(pages[0]).fill(5);
  const db = memory.modules.create("db");
  const failing = memory.dispatcher.installHandler(db, memory.storage.events.Repossess, () => {
    throw new Error("cannot write it back");
  });
  expect(() => allocate()).toThrowError("cannot write it back");
  expect(memory.storage.inspect(0)).toEqual({ state: "active", owner: "db", pins: 0 });
  expect(memory.storage.view(pages[0])[0]).toBe(5);
  memory.dispatcher.uninstall(db, failing);
  for (let n = 0; n < 3; n++) allocate();
  expect(use().held).toBe(3);
});

test("a page says whether it was modified, through any mapping, standing or gone, and a new page was not", () => {
  const [page] = [allocate(), allocate(), allocate()];
  const { Modified, Clean } = memory.storage.events;
  const [one, two] = [map(page), map(page)];
  memory.machine.mmu.load(one.asn, one.address);
  expect(Modified.raise(page)).toBe(false);
  two.use();
  expect(Modified.raise(page)).toBe(true);
  memory.storage.unmap(page);
  expect([Modified.raise(page), two.use()]).toEqual([true, -1]);
  Clean.raise(page);
  expect(Modified.raise(page)).toBe(false);
  map(page).use();
  memory.storage.deallocate(page);
  const next = allocate();
  expect([frameOf(next), Modified.raise(next)]).toEqual([0, false]);
});

test("when every page of a client is pinned it gets no more, and is told to pin fewer", () => {
  const pages = [allocate(), allocate(), allocate()];
  for (const page of pages) memory.storage.pin(page);
  expect(() => allocate()).toThrowError(coded("RSP_MEMORY_EXHAUSTED", "db holds 3 of its 3 frames"));
  memory.storage.unpin(pages[1]);
  expect(frameOf(allocate())).toBe(1);
});

test.each([0, -1, 6, 1.5, Number.NaN])("%d frames are no share beside three of eight", (share) => {
  expect(() => memory.storage.createClient("late", share)).toThrowError(coded("RSP_MEMORY_SHARES", "3 of 8"));
});

test("a client's use of memory says what it was given, and is of the moment", () => {
  const before = use();
  allocate();
  expect(before).toEqual({ name: "db", share: 3, held: 0, refusedNominations: 0 });
  expect(use()).toEqual({ name: "db", share: 3, held: 1, refusedNominations: 0 });
});

test("pins are counted", () => {
  const page = allocate();
  expect(() => memory.storage.unpin(page)).toThrowError(coded("RSP_UNPINNED", "a page of db"));
  memory.storage.pin(page);
  expect(() => memory.storage.deallocate(page)).toThrowError(
    coded("RSP_PAGE_PINNED", "a page of db is pinned 1 times"),
  );
  expect(memory.storage.inspect(frameOf(page))).toEqual({ state: "active", owner: "db", pins: 1 });
  expect(memory.storage.ownerOf(page)).toBe(client);
  memory.storage.unpin(page);
  memory.storage.deallocate(page);
  expect(() => memory.storage.ownerOf(page)).toThrowError(coded("RSP_PAGE", "PhysAddr.Owner"));
});

test("a census says who has how many frames, and in which state: they add up to all of them", () => {
  const { storage } = memory;
  const other = storage.createClient("other", 2);
  const page = allocate();
  allocate();
  storage.pin(page);
  allocate(other);
  const census = (): readonly string[] =>
    storage
      .census()
      .filter(({ frames }) => frames > 0)
      .map(({ owner, state, frames }) => `${owner ?? "nobody"} ${state} ${frames}`);
  expect(census()).toEqual(["db active 1", "db pinned 1", "other active 1", "nobody free 5"]);
  // Its device uses it still.
  storage.closeClient(client);
  expect(census()).toEqual(["db reclaimed 1", "other active 1", "nobody free 6"]);
  storage.unpin(page);
  expect(census()).toEqual(["other active 1", "nobody free 7"]);
});
