import { anything, defineInterface, integer, operation, procedure } from "@respin/linker";
import { beforeEach, expect, test } from "vitest";
import { Console, PhysAddr, Strand, type MemoryClient } from "../interfaces.js";
import type { Kernel } from "../kernel.js";
import { run } from "../testing/boot.js";
import { bootKernel, extensionFile, thrown, type Written } from "../testing/extensions.js";
import { Dispatcher } from "./dispatcher-interface.js";
import type { LoadOptions } from "./extensions.js";
import type { Extension } from "./loaded.js";

const Work = defineInterface("Work", {
  Do: procedure([anything], anything),
  Wait: operation([anything], anything),
});
const Service = defineInterface("Service", { Serve: operation([], integer), Add: procedure([integer], integer) });

let kernel: Kernel;
let ejected: string[];
let client: MemoryClient;

beforeEach(() => {
  ({ kernel, ejected } = bootKernel({ frames: 16 }));
  client = kernel.storage.createClient("db", 4);
});

function load(
  text: { readonly Do?: string; readonly Wait?: string; readonly body?: string; readonly imports?: Written["imports"] },
  options: LoadOptions = {},
): Extension {
  return kernel.extensions.load(
    extensionFile({
      imports: [Dispatcher, PhysAddr, Strand, Console, ...(text.imports ?? [])],
      exports: [[Work, `{ Do: (given) => { ${text.Do ?? ""} }, *Wait(given) { ${text.Wait ?? ""} } }`]],
      body: `const console = Console_Open.raise(); const say = (line) => Console_Write.raise(console, line); ${text.body ?? ""}`,
    }),
    { grant: { clients: [client] }, ...options },
  );
}

const work = (extension: Extension) => kernel.extensions.clientOf(extension, Work);
const lines = (): readonly string[] => kernel.console.lines;
/** Run all strands until none is ready and no device is busy. */
const settle = (): void => {
  const quiet = thrown(() => kernel.strands.runUntil(() => false));
  expect(quiet.code).toBe("RSP_DEADLOCK");
};

test("a strand of an extension's own runs, may fail, and is counted; nobody else hears of its failure", () => {
  const extension = load({
    Do: `Strand_Start.raise("works", (function* () { say("one"); yield; say("two"); if (given) throw new Error("no"); })());`,
  });
  work(extension).Do(false);
  expect(extension.balance().strands).toBe(1);
  settle();
  expect([lines(), extension.balance().strands, extension.balance().faults]).toEqual([["one", "two"], 0, 0]);
  work(extension).Do(true);
  settle();
  expect(extension.balance()).toMatchObject({ strands: 0, faults: 1 });
  expect(ejected).toEqual([]);
});

test("an extension whose strands fail too often is ejected, with the last failure's code", () => {
  const extension = load(
    { Do: `Strand_Start.raise("fails", (function* () { throw new RespinError("RSP_OWN", "its own"); })());` },
    { limits: { faults: 2 } },
  );
  for (let n = 0; n < 3; n++) work(extension).Do(undefined);
  settle();
  expect(extension.state).toBe("ejected");
  expect(ejected).toEqual([
    "RSP_EJECTED  sample was ejected from sample: fails: 3 of its runs failed, 2 may: the last one with RSP_OWN; 1 strand returned; mend it and load it again",
  ]);
});

test("strands are limited, and one that has ended makes room", () => {
  const extension = load(
    { Do: `Strand_Start.raise("waits", (function* () { Strand_Block.raise(Strand_Current.raise()); yield; })());` },
    { limits: { strands: 2 } },
  );
  work(extension).Do(undefined);
  work(extension).Do(undefined);
  expect(thrown(() => work(extension).Do(undefined)).code).toBe("RSP_LIMIT");
  expect(extension.balance().strands).toBe(2);
});

test("a strand that does not yield is ended in its slice, with its extension; other strands go on", () => {
  const extension = load(
    { Do: `Strand_Start.raise("loops", (function* () { yield; for (;;) pay(1); })());` },
    { limits: { operations: 5000 } },
  );
  const other = load(
    { Do: `Strand_Start.raise("other", (function* () { yield; yield; say("other"); })());` },
    { name: "other", grant: {} },
  );
  work(extension).Do(undefined);
  work(other).Do(undefined);
  settle();
  expect([extension.state, other.state, lines()]).toEqual(["ejected", "running", ["other"]]);
  expect(kernel.extensions.ejections[0]).toMatchObject({
    where: "a strand",
    limit: "operations",
    used: 5001,
    allowed: 5000,
  });
});

test("at the end of an extension its strands run none of its code any more: ready, blocked, or not begun", () => {
  const extension = load({
    Do: `
      Strand_Start.raise("ready", (function* () { try { for (;;) { say("ready"); yield; } } finally { say("clean"); } })());
      Strand_Start.raise("blocked", (function* () { Strand_Block.raise(Strand_Current.raise()); yield; say("unblocked"); })());`,
  });
  work(extension).Do(undefined);
  kernel.strands.runUntil(() => lines().length === 3);
  work(extension).Do(undefined);
  const before = lines().length;
  kernel.extensions.unload(extension);
  settle();
  expect([lines().length, extension.balance().strands]).toEqual([before, 0]);
  expect(thrown(() => kernel.strands.runUntil(() => false)).message).toContain("0 strands are blocked");
});

test("what waits for a device in an extension when it ends is finished first; then its caller is told", () => {
  // All four frames are taken and pinned, so that the allocation waits for one of them to be let go.
  const extension = load({
    Wait: `const page = yield* PhysAddr_Allocate.raise(given.client); say("got"); return page;`,
  });
  const { storage, strands, extensions } = kernel;
  const pages = Array.from({ length: 4 }, () => run(strands, storage.allocate(client)));
  kernel.dispatcher.installHandler(kernel.modules.create("writer"), storage.events.Repossess, (page) =>
    storage.pin(page),
  );
  const outcome: unknown[] = [];
  strands.startKernel(
    "caller",
    (function* () {
      try {
        outcome.push(yield* work(extension).Wait({ client }));
      } catch (error) {
        outcome.push(
          thrown(() => {
            throw error;
          }).code,
        );
      }
    })(),
  );
  settle();
  expect(outcome).toEqual([]);
  extensions.unload(extension);
  settle();
  // Its write is under way still: the strand is in the kernel's work.
  expect(outcome).toEqual([]);
  expect([storage.free, storage.inspect(storage.frames - 1).state]).toEqual([15, expect.any(String)]);
  const pinned = pages.find((page) => thrown(() => storage.unpin(page)).code === "nothing");
  expect(pinned).toBeDefined();
  settle();
  expect([outcome, lines(), storage.free]).toEqual([["RSP_EJECTED"], [], 16]);
});

test("a caller of another extension's is told, too, when that ends; it may go on", () => {
  const served = kernel.extensions.load(
    extensionFile({
      name: "service",
      imports: [Strand],
      exports: [
        [Service, `{ *Serve() { Strand_Block.raise(Strand_Current.raise()); yield; return 1; }, Add: (n) => n + 1 }`],
      ],
    }),
  );
  const extension = load(
    {
      imports: [Service],
      Wait: `try { return yield* Service_Serve.raise(); } catch (error) { return error.code; }`,
      Do: `return Service_Add.raise(given);`,
    },
    { imports: [served.domain] },
  );
  expect(work(extension).Do(4)).toBe(5);
  const outcome: unknown[] = [];
  kernel.strands.startKernel(
    "caller",
    (function* () {
      outcome.push(yield* work(extension).Wait(undefined));
    })(),
  );
  settle();
  kernel.extensions.unload(served);
  settle();
  expect([outcome, extension.state]).toEqual([["RSP_EJECTED"], "running"]);
  expect(thrown(() => work(extension).Do(4))).toMatchObject({
    code: "RSP_DOMAIN_GONE",
    message: expect.stringContaining("sample calls Service.Add, and service is gone: it was unloaded"),
  });
});

test("the blame for a service that does not end is the service's, not that of the strand that asked for it", () => {
  const served = kernel.extensions.load(
    extensionFile({ name: "service", exports: [[Service, `{ *Serve() { for (;;) pay(1); }, Add: (n) => n }`]] }),
    { limits: { operations: 1000 } },
  );
  const extension = load(
    { imports: [Service], Wait: `try { yield* Service_Serve.raise(); } catch (error) { return error.code; }` },
    { imports: [served.domain] },
  );
  expect(run(kernel.strands, work(extension).Wait(undefined))).toBe("RSP_EJECTED");
  expect([served.state, extension.state]).toEqual(["ejected", "running"]);
});

test("code that is called in nobody's bound ends with its strand's slice, and its extension with it", () => {
  const extension = load({ Do: `pay(given);` });
  const { Do } = kernel.extensions.linker.linksOf(extension.domain, Work) as unknown as {
    Do: { raise: (n: number) => void };
  };
  const slice = kernel.strands.sliceOperations;
  const codes: string[] = [];
  kernel.strands.startKernel(
    "kernel",
    (function* () {
      codes.push(thrown(() => Do.raise(slice)).code);
      codes.push(thrown(() => Do.raise(1)).code);
    })(),
  );
  settle();
  expect([codes, extension.state]).toEqual([["nothing", "RSP_OPERATIONS"], "ejected"]);
  expect(kernel.extensions.ejections[0]).toMatchObject({ where: "a strand", allowed: slice });
});

test("an extension that is unloaded while its handler runs is cut off at its next call of the kernel", () => {
  const extension = load({
    Do: `Dispatcher_Install.raise(PhysAddr_Reclaim, (page) => { say("before"); given(); try { say("after"); } catch (error) { given(error.code); } return page; });`,
  });
  const { storage, extensions, strands } = kernel;
  const page = run(strands, storage.allocate(client));
  const told: unknown[] = [];
  work(extension).Do((code?: unknown) => {
    if (code === undefined) extensions.unload(extension);
    else told.push(code);
  });
  expect(storage.events.Reclaim.raise(page)).toBe(page);
  expect([lines(), told, extension.state, storage.free]).toEqual([["before"], ["RSP_DOMAIN_GONE"], "unloaded", 16]);
});

test("a handler that is cut off so, and says nothing, does not fail the raise", () => {
  const extension = load({
    Do: `Dispatcher_Install.raise(PhysAddr_Reclaim, (page) => { given(); say("after"); return page; });
      Dispatcher_Install.raise(PhysAddr_Reclaim, (page) => { say("never"); }, { guards: [functional(() => { given(); return true; })] });`,
  });
  const { storage, extensions, strands } = kernel;
  const page = run(strands, storage.allocate(client));
  let calls = 0;
  work(extension).Do(() => {
    if (++calls === 2) extensions.unload(extension);
  });
  expect(storage.events.Reclaim.raise(page)).toBe(page);
  expect([calls, lines(), extension.state, ejected]).toEqual([2, [], "unloaded", []]);
});

test("an extension that ends itself by one handler has none of its others run in the next raise", () => {
  const extension = load(
    {
      Do: `for (let n = 0; n < 3; n++) Dispatcher_Install.raise(PhysAddr_Reclaim, (page) => { say("ran"); for (;;) pay(1); });`,
    },
    { limits: { operations: 100 } },
  );
  const { storage, strands, dispatcher } = kernel;
  const page = run(strands, storage.allocate(client));
  work(extension).Do(undefined);
  // The raise that meets it keeps the list that it began with; what the first one's end took back is not there for the others.
  expect(storage.events.Reclaim.raise(page)).toBe(page);
  expect([ejected.length, lines(), dispatcher.handlers(storage.events.Reclaim).length]).toEqual([1, ["ran"], 1]);
});

test("what an extension pinned is let go at its end, and not what others pinned", () => {
  const { storage, strands, extensions } = kernel;
  const other = storage.createClient("other", 2);
  const page = run(strands, storage.allocate(other));
  const extension = load({ Do: `PhysAddr_Pin.raise(given); PhysAddr_Pin.raise(given);` });
  work(extension).Do(page);
  storage.pin(page);
  const frame = storage.frameOf(page, "test");
  expect([extension.balance().pins, storage.inspect(frame).pins]).toEqual([2, 3]);
  extensions.unload(extension);
  expect(storage.inspect(frame).pins).toBe(1);
});

test("an extension unpins what it has pinned, and no more", () => {
  const { storage, strands } = kernel;
  const page = run(strands, storage.allocate(client));
  const [a, b] = ["a", "b"].map((name) =>
    load({ Do: `if (given.pin) PhysAddr_Pin.raise(given.page); else PhysAddr_Unpin.raise(given.page);` }, { name }),
  );
  work(a).Do({ pin: true, page });
  expect(thrown(() => work(b).Do({ page }))).toMatchObject({
    code: "RSP_UNPINNED",
    message: expect.stringContaining("b has not pinned"),
  });
  work(a).Do({ page });
  expect(thrown(() => work(a).Do({ page })).code).toBe("RSP_UNPINNED");
  expect([a.balance().pins, storage.inspect(storage.frameOf(page, "test")).pins]).toEqual([0, 0]);
});

test("operations are in the account: of handlers, of strands, of calls; whoever is on the other side pays its own", () => {
  const extension = load({
    Do: `pay(10); if (given === "handle") Dispatcher_Install.raise(PhysAddr_Reclaim, (page) => { pay(100); return page; });
      if (given === "start") Strand_Start.raise("s", (function* () { pay(1000); yield; pay(1000); })());`,
    Wait: `pay(10000); yield; pay(10000); return 0;`,
    body: `pay(1);`,
  });
  const { storage, strands } = kernel;
  const spent = (): number => extension.balance().operations;
  expect(spent()).toBe(1);
  work(extension).Do("handle");
  const page = run(strands, storage.allocate(client));
  storage.events.Reclaim.raise(page);
  expect(spent()).toBe(1 + 10 + 100);
  work(extension).Do("start");
  settle();
  expect(spent()).toBe(111 + 10 + 2000);
  run(strands, work(extension).Wait(undefined));
  expect(spent()).toBe(2121 + 20_000);
  const other = load({ Do: `pay(5); PhysAddr_Reclaim.raise(given);` }, { name: "other", grant: {} });
  work(other).Do(page);
  expect([spent(), other.balance().operations]).toEqual([22_221, 5]);
  kernel.extensions.unload(extension);
  expect(extension.balance()).toEqual({
    operations: 22_221,
    handlers: 0,
    strands: 0,
    faults: 0,
    frames: 0,
    pins: 0,
    spaces: 0,
  });
});

test("after a hundred ejections in a row no frame, handler, strand or blocked strand is left", () => {
  const { storage, strands, dispatcher, extensions } = kernel;
  for (let n = 0; n < 100; n++) {
    const own = storage.createClient(`client ${n}`, 4);
    const extension = load(
      {
        Do: `Dispatcher_Install.raise(PhysAddr_Reclaim, (page) => { for (;;) pay(1); });
          PhysAddr_Pin.raise(given);
          Strand_Start.raise("waits", (function* () { Strand_Block.raise(Strand_Current.raise()); yield; })());`,
      },
      { name: `rash ${n}`, grant: { clients: [own] }, limits: { operations: 500 } },
    );
    const page = run(strands, storage.allocate(own));
    work(extension).Do(page);
    settle();
    expect(storage.events.Reclaim.raise(page)).toBe(page);
    expect(extension.state).toBe("ejected");
  }
  expect([storage.free, dispatcher.handlers(storage.events.Reclaim).length, extensions.running]).toEqual([16, 1, []]);
  expect(thrown(() => strands.runUntil(() => false)).message).toContain("0 strands are blocked");
  expect(ejected.length).toBe(100);
  expect(ejected[99]).toContain("1 handler, 1 strand, 1 frame, 1 pin returned");
});
