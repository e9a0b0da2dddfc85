import { allow, deny } from "@respin/dispatcher";
import { anything, defineInterface, nothing, operation, procedure } from "@respin/linker";
import { beforeEach, expect, test } from "vitest";
import { Console, PhysAddr, Translation, Volume, type MemoryClient, type Page } from "../interfaces.js";
import type { Kernel } from "../kernel.js";
import { run } from "../testing/boot.js";
import { bootKernel, extensionFile, thrown } from "../testing/extensions.js";
import { Dispatcher } from "./dispatcher-interface.js";

const Disk = defineInterface("Disk", {
  Lookup: operation([anything], anything),
  Read: operation([anything, anything], anything),
});
const Watching = defineInterface("Watching", { For: procedure([anything], nothing) });

const procedures = `{ *Lookup(name) { return yield* Volume_Lookup.raise(name); },
  *Read(block, page) { yield* Volume_Read.raise(block, page); } }`;

/** It says which events it sees. */
const watch = `const console = Console_Open.raise();
  const says = (what) => () => Console_Write.raise(console, what);
  Dispatcher_Install.raise(Translation_PageNotPresent, says("a fault"));
  Dispatcher_Install.raise(PhysAddr_Reclaim, (page) => { Console_Write.raise(console, "a reclaim"); return page; });
  Dispatcher_Install.raise(PhysAddr_Repossess, says("a repossession"));`;

const watcher = (name: string): Uint8Array =>
  extensionFile({ name, imports: [Console, Dispatcher, PhysAddr, Translation], body: watch });
const reader = (name: string): Uint8Array => extensionFile({ name, imports: [Volume], exports: [[Disk, procedures]] });

const privileged = { driver: true, imports: ["SpinPrivate"] } as const;

let kernel: Kernel;
let mine: MemoryClient;
let page: Page;

beforeEach(() => {
  const files = [
    { name: "mine", pages: 2 },
    { name: "theirs", pages: 2 },
  ];
  ({ kernel } = bootKernel({ frames: 16, files }));
  mine = kernel.storage.createClient("mine", 2);
  const theirs = kernel.storage.createClient("theirs", 2);
  page = run(kernel.strands, kernel.storage.allocate(theirs));
});

const { lines, reclaim, handlers } = {
  lines: (): readonly string[] => kernel.console.lines,
  reclaim: (): void => {
    kernel.storage.events.Reclaim.raise(page);
    kernel.storage.events.Repossess.raise(page);
  },
  handlers: (): number => kernel.dispatcher.handlers(kernel.storage.events.Reclaim).length,
};

test("SpinPrivate is for the kernel's own drivers: who is none is refused it by name, and has nothing of it", () => {
  const { extensions } = kernel;
  for (const driver of [undefined, false]) {
    const refused = thrown(() =>
      extensions.load(reader("anybody"), { ...(driver === undefined ? {} : { driver }), imports: ["SpinPrivate"] }),
    );
    expect(refused).toEqual({
      code: "RSP_NAME_REFUSED",
      message: expect.stringMatching(/^anybody may not import SpinPrivate: it is for the kernel's own drivers/),
    });
  }
  expect(thrown(() => extensions.load(reader("anybody"), { imports: ["SpinPriate"] }))).toEqual({
    code: "RSP_NAME_UNKNOWN",
    message: expect.stringContaining("did you mean SpinPrivate"),
  });
  // One who is a driver and does not ask for it does not have it either.
  expect(thrown(() => extensions.load(reader("driver"), { driver: true })).code).toBe("RSP_UNRESOLVED");
  expect(extensions.running).toEqual([]);
});

test("a name is no proof: who is called as a driver is called is refused", () => {
  const { extensions } = kernel;
  const driver = extensions.load(watcher("observer"), privileged);
  expect(thrown(() => extensions.load(watcher("observer"), { imports: ["SpinPrivate"] })).code).toBe(
    "RSP_NAME_REFUSED",
  );
  extensions.unload(driver);
  expect(thrown(() => extensions.load(watcher("observer"), { imports: ["SpinPrivate"] })).code).toBe(
    "RSP_NAME_REFUSED",
  );
});

test("a driver sees everybody's events, in the place of the Dispatcher that sees only its own; its end ends that", () => {
  const { extensions, translation, strands } = kernel;
  extensions.load(watcher("ordinary"), { grant: { clients: [mine] } });
  reclaim();
  expect(lines()).toEqual([]);
  const driver = extensions.load(watcher("observer"), privileged);
  reclaim();
  const strand = strands.startKernel(
    "somebody",
    (function* () {
      yield;
    })(),
  );
  const fault = { context: translation.create(), address: 4711, write: false, strand: strand.capability };
  // The kernel's own procedure still fails: nobody has handled the fault.
  expect(thrown(() => translation.events.PageNotPresent.raise(fault)).code).toBe("RSP_PAGE_NOT_PRESENT");
  expect(lines()).toEqual(["a reclaim", "a repossession"]);
  expect(driver.balance().handlers).toBe(3);
  const before = handlers();
  extensions.unload(driver);
  reclaim();
  expect([lines().length, handlers(), driver.balance().handlers]).toEqual([2, before - 1, 0]);
});

test("what no extension handles, no driver handles", () => {
  const nosy = extensionFile({
    imports: [Console, Dispatcher],
    body: "Dispatcher_Install.raise(Console_Write, () => {});",
  });
  expect(thrown(() => kernel.extensions.load(nosy, privileged)).code).toBe("RSP_DISPATCH_AUTHORITY");
});

test("a driver has every file, and blocks that it has not looked up; no block that is of no file", () => {
  const { extensions, strands, storage, store } = kernel;
  const client = extensions.clientOf(
    extensions.load(reader("driver"), { ...privileged, grant: { files: ["mine"] } }),
    Disk,
  );
  const into = run(strands, storage.allocate(mine));
  const { firstBlock } = store.file("theirs");
  run(strands, client.Read(firstBlock, into));
  expect(run(strands, client.Lookup("theirs"))).toMatchObject({ firstBlock });
  expect(thrown(() => run(strands, client.Read(0, into))).code).toBe("RSP_VOLUME_BLOCK");
});

test("what it has it passes on by exporting it again, to whom its authorizer allows, for their own account", () => {
  const { extensions } = kernel;
  const driver = extensions.load(watcher("observer"), privileged);
  // To be linked to the driver is not to have what the driver has.
  expect(thrown(() => extensions.load(reader("friend"), { imports: [driver.domain] })).code).toBe("RSP_UNRESOLVED");
  const again = extensions.linker.reexport(driver.domain, "Dispatcher");
  const owner = kernel.modules.create("the owner of the driver");
  extensions.names.register("EverybodysEvents", again, owner, ({ importer }) =>
    importer.name === "friend" ? allow() : deny("it is no friend"),
  );
  expect(thrown(() => extensions.load(watcher("stranger"), { imports: ["EverybodysEvents"] })).code).toBe(
    "RSP_NAME_REFUSED",
  );
  const friend = extensions.create(watcher("friend"));
  extensions.linker.resolve(
    extensions.names.lookup("EverybodysEvents", kernel.modules.create("friend")),
    friend.domain,
  );
  extensions.linker.resolve(extensions.spinPublic, friend.domain);
  extensions.run(friend);
  expect([friend.balance().handlers, driver.balance().handlers]).toEqual([3, 3]);
  reclaim();
  expect(lines().filter((each) => each === "a reclaim")).toHaveLength(2);
  // It was the driver's, and goes with it; what the friend has installed is its own.
  extensions.unload(driver);
  expect(thrown(() => extensions.names.lookup("EverybodysEvents", owner)).code).toBe("RSP_NAME_UNKNOWN");
  extensions.unload(friend);
  expect(handlers()).toBe(1);
});

test("who calls a driver has it act in its own name: what is installed is the driver's, and goes with it", () => {
  const { extensions } = kernel;
  const driver = extensions.load(
    extensionFile({
      name: "deputy",
      imports: [Dispatcher, PhysAddr],
      exports: [[Watching, "{ For(handler) { Dispatcher_Install.raise(PhysAddr_Reclaim, handler); } }"]],
    }),
    privileged,
  );
  const caller = extensions.load(
    extensionFile({ name: "caller", imports: [Watching], body: "Watching_For.raise((page) => page);" }),
    { imports: [driver.domain] },
  );
  expect([caller.balance().handlers, driver.balance().handlers]).toEqual([0, 1]);
  extensions.unload(driver);
  expect(handlers()).toBe(1);
});

test("what takes a driver's place has what the driver had, and nobody has who takes an ordinary one's", () => {
  const { extensions } = kernel;
  const driver = extensions.load(watcher("observer"), privileged);
  const next = extensions.replace(driver, watcher("observer"));
  reclaim();
  expect(lines()).toEqual(["a reclaim", "a repossession"]);
  const ordinary = extensions.load(watcher("ordinary"), { grant: { clients: [mine] } });
  expect(thrown(() => extensions.replace(ordinary, watcher("ordinary"), { imports: ["SpinPrivate"] })).code).toBe(
    "RSP_NAME_REFUSED",
  );
  extensions.replace(ordinary, watcher("ordinary"));
  reclaim();
  expect(lines()).toHaveLength(4);
  extensions.eject(next, "enough");
  reclaim();
  expect(lines()).toHaveLength(4);
});
