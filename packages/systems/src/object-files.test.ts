import { BufferManager, MappedPages } from "@respin/buffer-manager";
import { Kernel } from "@respin/core";
import { alphaAxp3000400, Machine } from "@respin/hardware";
import { expect, test } from "vitest";
import { objectFile, trustedCompilers } from "./object-files.js";
import { prepareDisk } from "./prepare.js";
import { systemCosts } from "./profile.js";

function bootKernel(trusted = trustedCompilers()): Kernel {
  const platter = prepareDisk(alphaAxp3000400, [{ name: "data", pages: 8 }]);
  const machine = new Machine(alphaAxp3000400, { frames: 16, platter, systemCosts: systemCosts.spin });
  return new Kernel(machine, { trusted });
}

function load(kernel: Kernel) {
  const { extensions, storage, translation } = kernel;
  const client = storage.createClient("db", 8);
  const context = translation.create();
  const extension = extensions.load(objectFile("@respin/buffer-manager"), {
    grant: { clients: [client], contexts: [context] },
    imports: [extensions.volumeDomain(kernel.store.service(storage))],
  });
  const pages = extensions.clientOf(extension, MappedPages);
  const setting = {
    application: "db",
    client,
    capacity: 8,
    pageBytes: kernel.machine.memory.frameBytes,
    blocks: kernel.store.blocks,
    policy: "lru",
    kinds: undefined,
    log: undefined,
    delayed: false,
    overwritesAtOnce: false,
  } as const;
  return { extension, pages, manager: extensions.clientOf(extension, BufferManager), setting, client };
}

test("the buffer manager is linked against public interfaces and the volume, and manages one application's pages", () => {
  const kernel = bootKernel();
  const { pages, manager, setting } = load(kernel);
  expect(() => pages.Counts()).toThrow(expect.objectContaining({ code: "RSP_NOT_STARTED" }));
  pages.Start(setting);
  expect(() => pages.Start(setting)).toThrow(expect.objectContaining({ code: "RSP_STARTED" }));
  let opened: unknown;
  kernel.strands.startKernel(
    "program",
    (function* () {
      const file = yield* manager.Open("data");
      for (let page = 0; page < 3; page++) yield* manager.Bring(file.reference, page);
      opened = file;
    })(),
  );
  kernel.strands.runUntil(() => opened !== undefined);
  expect(opened).toMatchObject({ pages: 8, size: 0, exists: false });
  expect(pages.Counts()).toMatchObject({ fresh: 3, misses: 0 });
  expect(kernel.machine.count(kernel.machine.costs.named("operation"))).toBeGreaterThan(100);
});

test("when it is unloaded its frames are free, its handlers gone, and calls of it say so", () => {
  const kernel = bootKernel();
  const { storage, translation, dispatcher, extensions } = kernel;
  const before = storage.free;
  const { extension, pages, manager, setting } = load(kernel);
  const handlers = (): number =>
    [translation.events.PageNotPresent, storage.events.Reclaim, storage.events.Repossess].reduce(
      (sum, event) => sum + dispatcher.handlers(event).length,
      0,
    );
  const withoutIt = handlers();
  pages.Start(setting);
  expect(handlers()).toBe(withoutIt + 3);
  let isDone = false;
  kernel.strands.startKernel(
    "program",
    (function* () {
      const { reference } = yield* manager.Open("data");
      yield* manager.Bring(reference, 0);
      isDone = true;
    })(),
  );
  kernel.strands.runUntil(() => isDone);
  expect(storage.free).toBe(before - 1);
  extensions.unload(extension);
  expect([storage.free, handlers(), extension.state]).toEqual([before, withoutIt, "unloaded"]);
  expect(() => pages.Counts()).toThrow(expect.objectContaining({ code: "RSP_DOMAIN_GONE" }));
});

test("without a volume it cannot be loaded, and nothing of it is left", () => {
  const kernel = bootKernel();
  const before = kernel.storage.free;
  const client = kernel.storage.createClient("db", 8);
  expect(() => kernel.extensions.load(objectFile("@respin/buffer-manager"), { grant: { clients: [client] } })).toThrow(
    expect.objectContaining({ code: "RSP_UNRESOLVED", message: expect.stringContaining("Volume.") }),
  );
  expect([kernel.storage.free, kernel.extensions.running]).toEqual([before, []]);
});

test("what has not been built says how to", () => {
  expect(() => objectFile("@respin/hardware")).toThrow(
    expect.objectContaining({ code: "RSP_SYSTEM_UNBUILT", message: expect.stringContaining("run `pnpm build` first") }),
  );
});
