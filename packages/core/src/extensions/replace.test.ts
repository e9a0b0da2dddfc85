import { openToAll, signature } from "@respin/dispatcher";
import { RespinError } from "@respin/hardware";
import { anything, declarationOf, defineInterface, integer, operation, procedure } from "@respin/linker";
import { beforeEach, expect, test } from "vitest";
import { Console, PhysAddr, Strand, type MemoryClient } from "../interfaces.js";
import type { Kernel } from "../kernel.js";
import type { Strand as KernelStrand } from "../strand.js";
import { run } from "../testing/boot.js";
import { bootKernel, extensionFile, thrown, type Written } from "../testing/extensions.js";
import { Dispatcher } from "./dispatcher-interface.js";
import { Handover } from "./handover.js";
import type { Extension } from "./loaded.js";

const Counter = defineInterface("Counter", {
  Version: procedure([], integer),
  Count: procedure([], integer),
  Do: procedure([anything], anything),
});
const Slow = defineInterface("Slow", { Wait: operation([], integer) });
const User = defineInterface("User", { Ask: procedure([], integer), Wait: operation([], integer) });

let kernel: Kernel;
let ejected: string[];
let client: MemoryClient;

beforeEach(() => {
  ({ kernel, ejected } = bootKernel({ frames: 16 }));
  client = kernel.storage.createClient("db", 4);
});

interface Version {
  readonly body?: string;
  readonly Do?: string;
  readonly Wait?: string;
  readonly Give?: string;
  readonly Take?: string;
  readonly imports?: Written["imports"];
  readonly exports?: Written["exports"];
}

/** A version of an extension that counts its calls, hands its count over, and handles reclaims by saying its version. */
function file(version: number, { body, Do = "", Wait, Give, Take, imports = [], exports }: Version = {}): Uint8Array {
  return extensionFile({
    name: `counter-${version}`,
    imports: [Dispatcher, PhysAddr, Strand, Console, ...imports],
    exports: exports ?? [
      [Counter, `{ Version: () => ${version}, Count: () => ++count, Do: (given) => { ${Do} } }`],
      [
        Slow,
        `{ *Wait() { ${Wait ?? `Strand_Block.raise(Strand_Current.raise()); yield; say("v${version} goes on"); return ${version};`} } }`,
      ],
      [
        Handover,
        `{ Give: () => { ${Give ?? "return { count };"} }, Take: (given) => { ${Take ?? "count = given.count;"} } }`,
      ],
    ],
    body: `let count = 0; const console = Console_Open.raise(); const say = (line) => Console_Write.raise(console, line);
      ${body ?? `Dispatcher_Install.raise(PhysAddr_Reclaim, (page) => { say("v${version} reclaims"); return page; });`}`,
  });
}

const v1Handler = `Dispatcher_Install.raise(PhysAddr_Reclaim, (page) => { say("v1 reclaims"); return page; });`;

const load = (version = 1, of: Version = {}): Extension =>
  kernel.extensions.load(file(version, of), { name: "counter", grant: { clients: [client] } });
const counter = (extension: Extension) => kernel.extensions.clientOf(extension, Counter);
const lines = (): readonly string[] => kernel.console.lines;
const reclaim = (): void =>
  void kernel.storage.events.Reclaim.raise(run(kernel.strands, kernel.storage.allocate(client)));
const settle = (): void => expect(thrown(() => kernel.strands.runUntil(() => false)).code).toBe("RSP_DEADLOCK");
const handlers = (): number => kernel.dispatcher.handlers(kernel.storage.events.Reclaim).length;

/** An extension that is linked to the counter. */
const user = (of: Extension): Extension =>
  kernel.extensions.load(
    extensionFile({
      name: "user",
      imports: [Counter, Slow],
      exports: [[User, `{ Ask: () => Counter_Version.raise(), *Wait() { return yield* Slow_Wait.raise(); } }`]],
    }),
    { imports: [of.domain] },
  );

test("the new one's handlers and exports stand where the old one's stood, and it has the old one's state", () => {
  const old = load();
  const held = counter(old);
  expect([held.Version(), held.Count(), held.Count()]).toEqual([1, 1, 2]);
  const next = kernel.extensions.replace(old, file(2));
  expect([old.state, next.state, next.name, kernel.extensions.running]).toEqual([
    "replaced",
    "running",
    "counter",
    [next],
  ]);
  // Who held a client of the old one has the new one's, with what the old one had counted.
  expect([held.Version(), held.Count(), counter(next).Count()]).toEqual([2, 3, 4]);
  reclaim();
  expect([lines(), handlers()]).toEqual([["v2 reclaims"], 2]);
});

test("who is linked to the old one calls the new one without being linked again, and may be linked later by its domain", () => {
  const old = load();
  const linked = user(old);
  const { Ask } = kernel.extensions.clientOf(linked, User);
  expect(Ask()).toBe(1);
  const next = kernel.extensions.replace(old, file(2));
  expect(Ask()).toBe(2);
  const later = user(old);
  const third = kernel.extensions.replace(next, file(3));
  expect([Ask(), kernel.extensions.clientOf(later, User).Ask(), old.domain.state]).toEqual([3, 3, "running"]);
  kernel.extensions.unload(third);
  expect(thrown(Ask)).toMatchObject({
    code: "RSP_DOMAIN_GONE",
    message: expect.stringContaining("counter is gone: it was unloaded"),
  });
  expect(old.domain.state).toBe("gone");
});

test("a handler of the same event and order stands in the very place of the old one's", () => {
  const old = load(1, {
    body: `Dispatcher_Install.raise(PhysAddr_Reclaim, (page) => page, { order: "last" }); Dispatcher_Install.raise(PhysAddr_Reclaim, (page) => page); Dispatcher_Install.raise(PhysAddr_Repossess, () => {});`,
  });
  const { dispatcher, modules, storage } = kernel;
  const behind = dispatcher.installHandler(modules.create("behind"), storage.events.Reclaim, (page) => page);
  const before = dispatcher.handlers(storage.events.Reclaim);
  kernel.extensions.replace(
    old,
    file(2, {
      body: `Dispatcher_Install.raise(PhysAddr_Reclaim, (page) => page, { order: "first" });
        Dispatcher_Install.raise(PhysAddr_Reclaim, (page) => page);
        Dispatcher_Install.raise(PhysAddr_Reclaim, (page) => page);`,
    }),
  );
  const after = dispatcher.handlers(storage.events.Reclaim);
  expect(after.map((binding) => [before.indexOf(binding), binding.order])).toEqual([
    [-1, ["first"]],
    [0, []],
    [-1, []],
    [before.indexOf(behind), []],
    [-1, []],
  ]);
  expect(dispatcher.handlers(storage.events.Repossess).length).toBe(1);
});

test("a handler of the old one's that an event's authority took out is no obstacle", () => {
  const { dispatcher, modules, extensions } = kernel;
  const module = modules.create("authority");
  const plain = { name: "nothing", reference: false, includes: (_value: unknown): _value is unknown => true };
  const event = dispatcher.define(module, "Own.Event", signature([], plain), () => {}, { authorizer: openToAll });
  const old = load(1, { Do: `Dispatcher_Install.raise(given, () => {});` });
  counter(old).Do(event);
  dispatcher.uninstall(module, dispatcher.handlers(event)[1]);
  expect([extensions.replace(old, file(2)).state, dispatcher.handlers(event).length]).toEqual(["running", 1]);
});

test("while the new one initializes, nothing of it is seen; the imposed guards are its own", () => {
  const other = kernel.storage.createClient("other", 2);
  const page = run(kernel.strands, kernel.storage.allocate(client));
  const old = load(1, { Give: "return { page };", Do: "page = given;", body: `let page; ${v1Handler}` });
  counter(old).Do(page);
  const next = kernel.extensions.replace(
    old,
    file(2, {
      body: `const spare = Dispatcher_Install.raise(PhysAddr_Reclaim, (page) => { say("spare"); return page; });
        Dispatcher_Install.raise(PhysAddr_Reclaim, (page) => { say("v2 reclaims"); return page; });`,
      Take: `PhysAddr_Reclaim.raise(given.page); Dispatcher_Uninstall.raise(spare); PhysAddr_Reclaim.raise(given.page);`,
    }),
  );
  // Both raises met the old one alone.
  expect(lines()).toEqual(["v1 reclaims", "v1 reclaims"]);
  reclaim();
  kernel.storage.events.Reclaim.raise(run(kernel.strands, kernel.storage.allocate(other)));
  kernel.storage.events.Reclaim.raise(page);
  expect([lines().slice(2), next.balance().handlers]).toEqual([["v2 reclaims", "v2 reclaims"], 1]);
});

/** Call Slow.Wait on a strand of its own; its result, or the code of its error, comes into the list. */
function call(of: Extension, results: unknown[], declared: typeof Slow | typeof User = Slow): KernelStrand {
  const { Wait } = kernel.extensions.clientOf(of, declared as typeof Slow);
  return kernel.strands.startKernel(
    "caller",
    (function* () {
      try {
        results.push(yield* Wait());
      } catch (error) {
        results.push(error instanceof RespinError ? error.code : error);
      }
    })(),
  );
}

/** An old version that has a page pinned until its end. */
function loadPinning(of: Version = {}): { readonly old: Extension; readonly pins: () => number } {
  const page = run(kernel.strands, kernel.storage.allocate(client));
  const old = load(1, { ...of, Do: `PhysAddr_Pin.raise(given);` });
  counter(old).Do(page);
  const frame = kernel.storage.frameOf(page, "test");
  return { old, pins: () => kernel.storage.inspect(frame).pins };
}

test("calls under way finish in the old one, which ends when the last has left it; its account is its own", () => {
  const { old, pins } = loadPinning({ body: `pay(100); ${v1Handler}` });
  const results: unknown[] = [];
  const callers = [call(old, results), call(user(old), results, User)];
  settle();
  const next = kernel.extensions.replace(old, file(2, { body: `pay(7); ${v1Handler}` }));
  expect([old.state, old.balance().operations, next.balance().operations, pins()]).toEqual(["replaced", 100, 7, 1]);
  expect([old.balance().handlers, next.balance().handlers]).toEqual([0, 1]);
  callers.push(call(next, results), call(next, results));
  settle();
  for (const [n, caller] of callers.entries()) {
    expect(pins()).toBe(n < 2 ? 1 : 0);
    kernel.strands.unblock(caller);
    settle();
  }
  expect([results, lines()]).toEqual([
    [1, 1, 2, 2],
    ["v1 goes on", "v1 goes on", "v2 goes on", "v2 goes on"],
  ]);
  expect([next.state, kernel.extensions.running.length]).toEqual(["running", 2]);
});

test("who calls the new one by the old one's client spends the new one's operations, within its limit", () => {
  const old = load(1, { Do: `pay(given);` });
  const held = counter(old);
  held.Do(5);
  const next = kernel.extensions.replace(old, file(2, { Do: `pay(given);` }), { limits: { operations: 100 } });
  held.Do(70);
  expect([old.balance().operations, next.balance().operations]).toEqual([5, 70]);
  expect(thrown(() => held.Do(101)).code).toBe("RSP_OPERATIONS");
});

test("an old one that nobody is in ends at once, and its frames are the new one's", () => {
  const { old, pins } = loadPinning();
  const next = kernel.extensions.replace(old, file(2));
  expect([pins(), old.balance().frames, next.balance().frames]).toEqual([0, 0, 1]);
  kernel.extensions.unload(next);
  expect([kernel.storage.free, handlers(), kernel.extensions.running]).toEqual([16, 1, []]);
});

test("an old one that is replaced in the middle of its own handler finishes that first", () => {
  const { old, pins } = loadPinning({
    body: `let meanwhile; Dispatcher_Install.raise(PhysAddr_Reclaim, (page) => { say("v1 begins"); meanwhile(); say("v1 ends"); return page; });`,
    Take: `meanwhile = given;`,
  });
  const { storage, strands, extensions } = kernel;
  // The kernel's procedure that it calls is one that replaces it.
  extensions.clientOf(old, Handover).Take(() => void extensions.replace(old, file(2, { Take: "count = 7;" })));
  run(
    strands,
    (function* () {
      storage.events.Reclaim.raise(yield* storage.allocate(client));
    })(),
  );
  expect([lines(), old.state]).toEqual([["v1 begins", "v1 ends"], "replaced"]);
  settle();
  expect(pins()).toBe(0);
  reclaim();
  expect(lines().at(-1)).toBe("v2 reclaims");
});

test("a call that has the old one replaced, and waits only then, finishes there", () => {
  const { old, pins } = loadPinning({
    body: `let meanwhile;`,
    Take: `meanwhile = given;`,
    Wait: `meanwhile(); yield; yield; say("v1 goes on"); return 1;`,
  });
  const { strands, extensions } = kernel;
  extensions.clientOf(old, Handover).Take(() => void extensions.replace(old, file(2, { Take: "count = 7;" })));
  const results: unknown[] = [];
  call(old, results);
  strands.runUntil(() => old.state === "replaced" && strands.ready === 1);
  expect([results, pins()]).toEqual([[], 1]);
  settle();
  expect([results, lines(), pins()]).toEqual([[1], ["v1 goes on"], 0]);
});

test.each([
  ["its file is not trusted", () => extensionFile({ foreign: true }), "RSP_OBJECT_SIGNER"],
  [
    "it exports something else",
    () => file(2, { exports: [[Counter, `{ Version: () => 2, Count: () => 0, Do: () => 0 }`]] }),
    "RSP_REPLACE",
  ],
  ["an import is not linked", () => file(2, { imports: [User] }), "RSP_UNRESOLVED"],
  ["its initialization throws", () => file(2, { body: `throw new RespinError("RSP_OWN", "no");` }), "RSP_OWN"],
  ["its initialization does not end", () => file(2, { body: `for (;;) pay(1);` }), "RSP_OPERATIONS"],
  [
    "it lacks what it exports",
    () =>
      extensionFile({
        exports: [
          [Counter, `{}`],
          [Slow, `{}`],
          [Handover, `{}`],
        ],
      }),
    "RSP_EXPORT",
  ],
  ["its Take throws", () => file(2, { Take: `throw new RespinError("RSP_OWN", "no");` }), "RSP_OWN"],
  [
    "it handles what it may not",
    () => file(2, { body: `Dispatcher_Install.raise(PhysAddr_Clean, () => {});` }),
    "RSP_DISPATCH_AUTHORITY",
  ],
  [
    "it handles too much",
    () => file(2, { body: `for (let n = 0; n < 4; n++) Dispatcher_Install.raise(PhysAddr_Reclaim, (page) => page);` }),
    "RSP_LIMIT",
  ],
] as const)("a replacement fails, and the old one runs on as it was: %s", (_what, made, code) => {
  const old = kernel.extensions.load(file(1), {
    name: "counter",
    grant: { clients: [client] },
    limits: { handlers: 3 },
  });
  const linked = user(old);
  const results: unknown[] = [];
  const caller = call(old, results);
  settle();
  counter(old).Count();
  const before = kernel.dispatcher.handlers(kernel.storage.events.Reclaim);
  expect(thrown(() => kernel.extensions.replace(old, made())).code).toBe(code);
  expect(kernel.dispatcher.handlers(kernel.storage.events.Reclaim)).toEqual(before);
  reclaim();
  kernel.strands.unblock(caller);
  settle();
  expect([old.state, kernel.extensions.running, old.domain.state]).toEqual(["running", [old, linked], "running"]);
  expect([counter(old).Count(), kernel.extensions.clientOf(linked, User).Ask(), results]).toEqual([2, 1, [1]]);
  expect([lines(), old.balance().frames, ejected]).toEqual([["v1 reclaims", "v1 goes on"], 1, []]);
  // And it can be replaced still.
  expect(counter(kernel.extensions.replace(old, file(3))).Count()).toBe(3);
});

test("a Give that fails, or gives what cannot be handed over, leaves the old one as it was", () => {
  for (const [Give, code] of [
    [`throw new RespinError("RSP_OWN", "no");`, "RSP_OWN"],
    [`for (;;) pay(1);`, "RSP_OPERATIONS"],
    [`return { count, ask: () => count };`, "RSP_HANDOVER"],
    [`return { get count() { return 4711; } };`, "RSP_HANDOVER"],
  ] as const) {
    const old = kernel.extensions.load(file(1, { Give }), { name: "giver" });
    expect(thrown(() => kernel.extensions.replace(old, file(2))).code).toBe(code);
    expect([old.state, counter(old).Version()]).toEqual(["running", 1]);
    kernel.extensions.unload(old);
  }
});

test("of a replacement that fails nothing is left: its strands do not run, and what it pinned is let go", () => {
  const page = run(kernel.strands, kernel.storage.allocate(client));
  const old = load(1, { body: `let page;`, Do: `page = given;`, Give: `return { page };` });
  counter(old).Do(page);
  const next = file(2, {
    body: `Strand_Start.raise("leak", (function* () { say("leaked"); })());`,
    Take: `PhysAddr_Pin.raise(given.page); throw new RespinError("RSP_OWN", "no");`,
  });
  expect(thrown(() => kernel.extensions.replace(old, next)).code).toBe("RSP_OWN");
  settle();
  expect([lines(), kernel.storage.inspect(kernel.storage.frameOf(page, "test")).pins]).toEqual([[], 0]);
});

test("what is to take the place shows both lists of exports when they differ", () => {
  const other = defineInterface("Counter", { Version: procedure([], integer) });
  const old = kernel.extensions.load(
    extensionFile({ exports: [[Counter, `{ Version: () => 1, Count: () => 0, Do: () => 0 }`]] }),
  );
  const { message } = thrown(() =>
    kernel.extensions.replace(old, extensionFile({ exports: [[other, `{ Version: () => 2 }`]] })),
  );
  expect(message).toMatch(
    /^sample exports Counter@[0-9a-f]{16}, and what is to take its place Counter@[0-9a-f]{16}; export the same/,
  );
  const same = declarationOf(Counter);
  const claims = [
    { name: "Counter", fingerprint: same.fingerprint, procedures: { ...same.shapes, Count: "(): text" } },
  ];
  expect(thrown(() => kernel.extensions.replace(old, extensionFile({ exports: [], claims }))).code).toBe("RSP_REPLACE");
});

test("one that has not run, or was replaced, cannot be replaced", () => {
  const { extensions } = kernel;
  const made = extensions.create(file(1));
  expect(thrown(() => extensions.replace(made, file(2)))).toEqual({
    code: "RSP_REPLACE",
    message: "counter-1 cannot be replaced before it has run; run it first",
  });
  const old = load();
  extensions.replace(old, file(2));
  for (const ask of [() => extensions.replace(old, file(3)), () => extensions.unload(old), () => counter(old)]) {
    expect(thrown(ask)).toMatchObject({
      code: "RSP_EXTENSION_ENDED",
      message: expect.stringMatching(/^counter cannot be \w+: another is in its place; use what replace returned$/),
    });
  }
});

test("the end of the new one is the end of calls that are still in the old one, too", () => {
  const { old, pins } = loadPinning();
  const results: unknown[] = [];
  call(old, results);
  settle();
  const next = kernel.extensions.replace(old, file(2));
  call(next, results);
  settle();
  const last = kernel.extensions.replace(next, file(3));
  settle();
  expect([results, pins()]).toEqual([[], 1]);
  kernel.extensions.unload(last);
  settle();
  expect([results, kernel.storage.free, pins()]).toEqual([["RSP_EJECTED", "RSP_EJECTED"], 16, 0]);
  expect(thrown(() => kernel.strands.runUntil(() => false)).message).toContain("0 strands are blocked");
});

test("an old one that does harm while it finishes is ejected, and the new one runs on", () => {
  const { old } = loadPinning({ Wait: `Strand_Block.raise(Strand_Current.raise()); yield; for (;;) pay(1);` });
  const results: unknown[] = [];
  const caller = call(old, results);
  settle();
  const next = kernel.extensions.replace(old, file(2));
  kernel.strands.unblock(caller);
  settle();
  expect([results, old.state, next.state, counter(next).Version()]).toEqual([["RSP_EJECTED"], "ejected", "running", 2]);
  expect(ejected).toEqual([expect.stringContaining("counter was ejected from a strand")]);
});

test("an old one's own strands go on until they end, and keep it", () => {
  const { old, pins } = loadPinning({
    body: `Strand_Start.raise("own", (function* () { Strand_Block.raise(strand = Strand_Current.raise()); yield; say("own ends"); })()); let strand;`,
    Give: `return { strand };`,
  });
  settle();
  const next = kernel.extensions.replace(
    old,
    file(2, { body: `let kept;`, Take: `kept = given.strand;`, Do: `Strand_Unblock.raise(kept);` }),
  );
  expect([old.balance().strands, pins()]).toEqual([1, 1]);
  counter(next).Do(undefined);
  settle();
  expect([lines(), old.balance().strands, pins()]).toEqual([["own ends"], 0, 0]);
});

test("an old one's strand that has not begun is one of them", () => {
  const { old, pins } = loadPinning({
    body: `const begin = () => Strand_Start.raise("own", (function* () { say("own ran"); })());`,
    Take: `begin();`,
  });
  kernel.extensions.clientOf(old, Handover).Take(undefined);
  kernel.extensions.replace(old, file(2, { Take: `` }));
  expect([old.balance().strands, pins()]).toEqual([1, 1]);
  settle();
  expect([lines(), old.balance().strands, pins()]).toEqual([["own ran"], 0, 0]);
});

test("a hundred replacements in a row leave the handlers, frames and strands of one", () => {
  let extension = load();
  for (let version = 2; version <= 101; version++) {
    extension = kernel.extensions.replace(extension, file(version));
    expect(counter(extension).Count()).toBe(version - 1);
  }
  reclaim();
  expect([lines(), handlers(), kernel.extensions.running]).toEqual([["v101 reclaims"], 2, [extension]]);
  expect(extension.balance()).toMatchObject({ handlers: 1, strands: 0, frames: 1 });
});

test("limits may be changed by a replacement, and are the old one's unless said; imports may be added", () => {
  const Extra = defineInterface("Extra", { Value: procedure([], integer) });
  const extra = kernel.extensions.load(extensionFile({ name: "extra", exports: [[Extra, `{ Value: () => 4711 }`]] }));
  const old = kernel.extensions.load(file(1), { limits: { operations: 1000, faults: 3 } });
  const next = kernel.extensions.replace(old, file(2, { imports: [Extra], Do: `return Extra_Value.raise();` }), {
    limits: { faults: 5 },
    imports: [extra.domain],
  });
  expect([next.limits.operations, next.limits.faults, counter(next).Do(undefined)]).toEqual([1000, 5, 4711]);
  // What the old one was linked to, the new one is without being told.
  const third = kernel.extensions.replace(next, file(3, { imports: [Extra], Do: `return Extra_Value.raise() + 1;` }));
  expect(counter(third).Do(undefined)).toBe(4712);
});
