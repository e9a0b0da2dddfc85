import { Protection } from "@respin/hardware";
import type { Waiting } from "@respin/linker";
import { beforeEach, expect, test } from "vitest";
import type { MemoryClient, Page } from "./interfaces.js";
import { bootMemory, run } from "./testing/boot.js";

let memory: ReturnType<typeof bootMemory>;
let client: MemoryClient;
let other: MemoryClient;

beforeEach(() => {
  memory = bootMemory(4);
  client = memory.storage.createClient("ends", 2);
  other = memory.storage.createClient("other", 2);
});

const coded = (code: string, message = ""): unknown =>
  expect.objectContaining({ code, message: expect.stringContaining(message) });
const allocate = (who = client): Page => run(memory.strands, memory.storage.allocate(who));

/** Every frame is free or somebody's, and as many are each one's as it is said to hold (P1, P2). */
function checkFrames(free: number, others: number): void {
  const { storage } = memory;
  const all = Array.from({ length: storage.frames }, (_, frame) => storage.inspect(frame));
  expect(all.filter(({ state }) => state === "free")).toHaveLength(free);
  expect(all.every(({ state, owner }) => (state === "free") === (owner === undefined))).toBe(true);
  expect(all.filter(({ owner }) => owner === "other")).toHaveLength(others);
  expect([storage.free, storage.use(other).held]).toEqual([free, others]);
}

test("the end of a client frees its pages, mapped and modified, and takes nothing from another", () => {
  const { storage, translation, addresses } = memory;
  const [page, foreign] = [allocate(), allocate(other)];
  allocate();
  const region = addresses.allocate(translation.create(), 2);
  translation.addMapping(region, 0, page, Protection.readWrite);
  translation.addMapping(region, 1, foreign, Protection.readWrite);
  storage.write(page, 0, Int32Array.of(1));
  storage.closeClient(client);
  checkFrames(3, 1);
  expect([0, 1].map((index) => translation.examineMapping(region, index))).toEqual([
    Protection.none,
    Protection.readWrite,
  ]);
  expect(() => storage.frameOf(page, "test")).toThrowError(coded("RSP_PAGE"));
  for (const act of [
    () => storage.use(client),
    () => storage.allocateFree(client),
    () => allocate(),
    () => storage.closeClient(client),
  ]) {
    expect(act).toThrowError(coded("RSP_CAPABILITY", "PhysAddr.Client, not one that was revoked"));
  }
  // What it was promised can be promised again.
  storage.createClient("next", 2);
});

test("a page that a device uses is free when it no longer does, and is promised to nobody until then", () => {
  const { storage, translation, addresses } = memory;
  const page = allocate();
  storage.pin(page);
  storage.closeClient(client);
  checkFrames(3, 0);
  expect(() => storage.createClient("next", 2)).toThrowError(coded("RSP_MEMORY_SHARES", "3 of 4"));
  // Who still has the page can do nothing with it that would outlast the device's use.
  const region = addresses.allocate(translation.create(), 1);
  expect(() => translation.addMapping(region, 0, page, Protection.read)).toThrowError(coded("RSP_PAGE"));
  expect(() => storage.deallocate(page)).toThrowError(coded("RSP_PAGE"));
  storage.unpin(page);
  checkFrames(4, 0);
  storage.createClient("next", 2);
});

/** An allocation that waits for the page that it takes to be let go: what is running, and what it ended with. */
function waitingAllocation(): { readonly taken: Page; readonly ended: () => unknown } {
  const { storage, strands, dispatcher, modules } = memory;
  let taken: Page | undefined;
  let outcome: unknown;
  dispatcher.installHandler(modules.create("keeps"), storage.events.Repossess, (page) => {
    storage.pin(page);
    taken = page;
  });
  for (let n = 0; n < 2; n++) allocate();
  strands.startKernel(
    "allocation",
    (function* (): Waiting {
      try {
        yield* storage.allocate(client);
        outcome = "a page";
      } catch (error) {
        outcome = error;
      }
    })(),
  );
  strands.runUntil(() => taken !== undefined);
  if (taken === undefined) throw new Error("the allocation takes a page");
  return {
    taken,
    ended: () => {
      strands.runUntil(() => outcome !== undefined);
      return outcome;
    },
  };
}

test("an allocation that waits when its client ends is refused, and its page is freed once", () => {
  const { storage } = memory;
  const { taken, ended } = waitingAllocation();
  storage.closeClient(client);
  checkFrames(3, 0);
  storage.unpin(taken);
  expect(ended()).toEqual(coded("RSP_CAPABILITY", "PhysAddr.Allocate"));
  checkFrames(4, 0);
});

test.each([
  ["let go of", "its client ends"],
  ["kept until its client ends, then let go of", "another has it"],
])("a page %s before the allocation goes on is another's by then, and stays so: %s", (order) => {
  const { storage } = memory;
  const { taken, ended } = waitingAllocation();
  if (order === "let go of") {
    storage.unpin(taken);
    storage.closeClient(client);
  } else {
    storage.closeClient(client);
    storage.unpin(taken);
  }
  // The frame that was freed last is given first.
  const pages = [storage.allocateFree(other), storage.allocateFree(other)];
  expect(ended()).toEqual(coded("RSP_CAPABILITY"));
  checkFrames(2, 2);
  for (const page of pages) {
    expect(page !== undefined && storage.ownerOf(page)).toBe(other);
  }
});

test.each(["Reclaim", "Repossess"] as const)(
  "a handler of %s that is the end of its client leaves every frame whole",
  (name) => {
    for (const throws of [false, true]) {
      memory = bootMemory(4);
      const { storage, dispatcher, modules } = memory;
      client = storage.createClient("ends", 2);
      other = storage.createClient("other", 2);
      let asked = 0;
      const end = (): void => {
        if (asked++ > 0) return;
        storage.closeClient(client);
        if (throws) throw new Error("ejected");
      };
      const module = modules.create("ejected");
      if (name === "Reclaim") dispatcher.installHandler(module, storage.events.Reclaim, (page) => (end(), page));
      else dispatcher.installHandler(module, storage.events.Repossess, end);
      for (let n = 0; n < 2; n++) allocate();
      expect(() => allocate()).toThrowError(throws ? "ejected" : coded("RSP_CAPABILITY", "PhysAddr.Allocate"));
      checkFrames(4, 0);
      for (let n = 0; n < 3; n++) allocate(other);
      checkFrames(2, 2);
    }
  },
);
