import { openToAll, signature, type Type } from "@respin/dispatcher";
import { Fault } from "@respin/hardware";
import { anything, defineInterface, integer, nothing, procedure } from "@respin/linker";
import { beforeEach, expect, test } from "vitest";
import {
  Console,
  PhysAddr,
  Strand,
  Translation,
  VirtAddr,
  type Context,
  type MemoryClient,
  type Page,
} from "../interfaces.js";
import type { Kernel } from "../kernel.js";
import { Strand as KernelStrand } from "../strand.js";
import { run } from "../testing/boot.js";
import { bootKernel, extensionFile, thrown } from "../testing/extensions.js";
import { Dispatcher } from "./dispatcher-interface.js";
import type { Extension } from "./loaded.js";

/** How a test asks an extension: a text that it runs with what it is given. */
const Ask = defineInterface("Ask", {
  Install: procedure([anything], anything),
  Uninstall: procedure([anything], nothing),
  Seen: procedure([], integer),
});

const plain: Type<unknown> = { name: "nothing", reference: false, includes: (_value): _value is unknown => true };

let kernel: Kernel;
let ejected: string[];
let client: MemoryClient;

beforeEach(() => {
  ({ kernel, ejected } = bootKernel({ frames: 16 }));
  client = kernel.storage.createClient("db", 2);
});

/** An extension whose Ask.Install does what `install` says, with a counter `seen`. */
function load(
  install: string,
  options: { readonly name?: string; readonly limits?: object; readonly clients?: readonly MemoryClient[] } = {},
): Extension {
  const { name = "sample", limits = {}, clients = [client] } = options;
  return kernel.extensions.load(
    extensionFile({
      name,
      imports: [Dispatcher, PhysAddr, Translation, VirtAddr, Strand, Console],
      exports: [
        [
          Ask,
          `{ Install: (given) => { ${install} }, Uninstall: (b) => { Dispatcher_Uninstall.raise(b); }, Seen: () => seen }`,
        ],
      ],
      body: `let seen = 0; const see = (page) => { seen++; return page; };`,
    }),
    { limits, grant: { clients } },
  );
}

const ask = (extension: Extension) => kernel.extensions.clientOf(extension, Ask);
const page = (of = client): Page => run(kernel.strands, kernel.storage.allocate(of));
const handlers = (): number => kernel.dispatcher.handlers(kernel.storage.events.Reclaim).length;

test("an extension handles what is its own clients': the guard is imposed, and others' pages do not reach it", () => {
  const other = kernel.storage.createClient("other", 2);
  const extension = load(`return Dispatcher_Install.raise(PhysAddr_Reclaim, see);`);
  ask(extension).Install(undefined);
  const { Reclaim } = kernel.storage.events;
  const [mine, theirs] = [page(), page(other)];
  Reclaim.raise(theirs);
  expect(ask(extension).Seen()).toBe(0);
  Reclaim.raise(mine);
  expect(ask(extension).Seen()).toBe(1);
});

test("an extension handles the faults of its own spaces, and of no other's", () => {
  const { translation, addresses, extensions } = kernel;
  const [mine, theirs] = [translation.create(), translation.create()];
  const file = extensionFile({
    imports: [Dispatcher, Translation],
    exports: [[Ask, `{ Install: () => 0, Uninstall: () => {}, Seen: () => seen }`]],
    body: `let seen = 0;
      for (const event of [Translation_PageNotPresent, Translation_BadAddress, Translation_ProtectionFault])
        Dispatcher_Install.raise(event, () => { seen++; }, { order: "first", cancel: true });`,
  });
  const extension = extensions.load(file, { grant: { contexts: [mine] } });
  const strand = new KernelStrand("db", 0).capability;
  const faults = [Fault.pageNotPresent, Fault.badAddress, Fault.protection];
  for (const kind of faults) {
    const fault = { address: addresses.extent(addresses.allocate(theirs, 1)).address, write: false, strand };
    expect(thrown(() => translation.raise(kind, { ...fault, context: theirs })).code).toMatch(/^RSP_/);
    translation.raise(kind, { ...fault, context: mine });
  }
  expect(ask(extension).Seen()).toBe(3);
});

test("an extension handles the faults of spaces that it has made, and what replaces it does too", () => {
  const { translation, extensions } = kernel;
  const sample = (step: number): Uint8Array =>
    extensionFile({
      imports: [Dispatcher, Translation],
      exports: [
        [
          Ask,
          `{ Install: () => Translation_Create.raise(), Uninstall: (it) => Translation_Destroy.raise(it), Seen: () => seen }`,
        ],
      ],
      body: `let seen = 0;
        Dispatcher_Install.raise(Translation_BadAddress, () => { seen += ${step}; }, { order: "first", cancel: true });`,
    });
  const first = extensions.load(sample(1));
  const made = ask(first).Install(undefined) as Context;
  const theirs = translation.create();
  const strand = new KernelStrand("db", 0).capability;
  const fault = (context: Context): void =>
    translation.raise(Fault.badAddress, { context, address: 5, write: false, strand });
  fault(made);
  expect(ask(first).Seen()).toBe(1);
  expect(thrown(() => fault(theirs)).code).toBe("RSP_BAD_ADDRESS");
  const second = extensions.replace(first, sample(10));
  fault(made);
  expect(ask(second).Seen()).toBe(10);
  ask(second).Uninstall(made);
  // Whoever names a space that is gone meets nobody.
  expect(thrown(() => fault(made)).code).toBe("RSP_BAD_ADDRESS");
});

test("no handler is installed on what is the kernel's own business", () => {
  const extension = load(`return Dispatcher_Install.raise(given, see);`);
  const { storage, strands, translation, console, addresses } = kernel;
  for (const event of [
    storage.events.Clean,
    strands.events.Start,
    translation.events.AddMapping,
    console.events.Write,
    addresses.events.Extent,
  ]) {
    const refusal = thrown(() => ask(extension).Install(event));
    expect(refusal).toMatchObject({
      code: "RSP_DISPATCH_AUTHORITY",
      message: expect.stringContaining("no event that extensions handle"),
    });
  }
  for (const nothingOf of [undefined, null, 4711, {}, { raise: () => {} }, storage]) {
    expect(thrown(() => ask(extension).Install(nothingOf)).code).toMatch(/^RSP_DISPATCH_/);
  }
  expect(extension.balance().handlers).toBe(0);
});

test("nor on the procedures that another extension exports", () => {
  const other = load(`return 0;`, { name: "other", clients: [] });
  const extension = load(`return Dispatcher_Install.raise(given, () => 0);`);
  const { Seen } = kernel.extensions.linker.linksOf(other.domain, Ask);
  expect(thrown(() => ask(extension).Install(Seen)).code).toBe("RSP_DISPATCH_AUTHORITY");
});

test("an extension takes out its own handlers, once, and no other's", () => {
  const a = load(`return Dispatcher_Install.raise(PhysAddr_Reclaim, see);`);
  const b = load(`return Dispatcher_Install.raise(PhysAddr_Reclaim, see);`, { name: "b" });
  const binding = ask(a).Install(undefined);
  expect(handlers()).toBe(2);
  expect(thrown(() => ask(b).Uninstall(binding))).toEqual({
    code: "RSP_CAPABILITY",
    message: "Dispatcher.Uninstall: the binding is of sample, and b takes out only its own",
  });
  for (const none of [undefined, {}, kernel.dispatcher.handlers(kernel.storage.events.Reclaim)[1]]) {
    expect(thrown(() => ask(a).Uninstall(none)).code).toBe("RSP_CAPABILITY");
  }
  ask(a).Uninstall(binding);
  expect([handlers(), a.balance().handlers]).toEqual([1, 0]);
  expect(thrown(() => ask(a).Uninstall(binding)).code).toBe("RSP_CAPABILITY");
});

test("guards are functional, and at most so many; what is given instead of them is refused", () => {
  const extension = load(`return Dispatcher_Install.raise(PhysAddr_Reclaim, see, { guards: given });`);
  for (const guards of [[() => true], [undefined], "guards", {}, { length: 1 }]) {
    expect(thrown(() => ask(extension).Install(guards)).code).toBe("RSP_GUARD");
  }
  const many = load(
    `const guard = functional(() => true); const guards = []; for (let n = 0; n < given; n++) guards.push(guard);
     return Dispatcher_Install.raise(PhysAddr_Reclaim, see, { guards });`,
    { name: "many" },
  );
  expect(thrown(() => ask(many).Install(65)).code).toBe("RSP_GUARD");
  expect(handlers()).toBe(1);
  ask(many).Uninstall(ask(many).Install(64));
  const endless: unknown[] = [];
  endless.length = 2 ** 32 - 1;
  expect(thrown(() => ask(extension).Install(endless)).code).toBe("RSP_GUARD");
  expect([handlers(), extension.balance().handlers]).toEqual([1, 0]);
});

test("a guard that is functional guards", () => {
  const extension = load(`let holds = true; const guard = functional(() => holds);
    Dispatcher_Install.raise(PhysAddr_Reclaim, see, { guards: [guard] }); return { put: (value) => { holds = value; } };`);
  const { put } = ask(extension).Install(undefined) as { put: (value: unknown) => void };
  const mine = page();
  // Nothing but true is true: neither what could be turned into it.
  for (const value of [true, false, 1, "true"]) {
    put(value);
    kernel.storage.events.Reclaim.raise(mine);
  }
  expect(ask(extension).Seen()).toBe(1);
});

test("a guard that throws, or does not end, does not hold; its raise completes, and it is counted", () => {
  const extension = load(
    `const guard = functional(() => { if (given) throw new Error("no"); for (;;) pay(1); });
     return Dispatcher_Install.raise(PhysAddr_Reclaim, see, { guards: [guard] });`,
    { limits: { operations: 1000, faults: 3 } },
  );
  const mine = page();
  for (const throws of [true, false]) {
    ask(extension).Install(throws);
    expect(kernel.storage.events.Reclaim.raise(mine)).toBe(mine);
  }
  expect([ask(extension).Seen(), extension.balance().faults, extension.state]).toEqual([0, 3, "running"]);
  expect(kernel.storage.events.Reclaim.raise(mine)).toBe(mine);
  expect(extension.state).toBe("ejected");
  expect(ejected).toEqual([
    expect.stringMatching(/^RSP_EJECTED {2}sample was ejected from a guard: 4 of its runs failed, 3 may: /),
  ]);
});

test("a guard that hides that it was ended does not hold either", () => {
  const extension = load(
    `const guard = functional(() => { try { for (;;) pay(1); } catch {} return true; });
     return Dispatcher_Install.raise(PhysAddr_Reclaim, see, { guards: [guard] });`,
    { limits: { operations: 1000 } },
  );
  const mine = page();
  ask(extension).Install(undefined);
  expect(kernel.storage.events.Reclaim.raise(mine)).toBe(mine);
  expect([ask(extension).Seen(), extension.balance().faults, extension.balance().operations]).toEqual([0, 1, 1001]);
});

test("options are read once, before anything is counted; what there is not is refused", () => {
  const extension = load(`return Dispatcher_Install.raise(PhysAddr_Reclaim, see, given);`, { limits: { handlers: 2 } });
  for (const options of [{ order: "frist" }, { mode: "later" }, { cancel: 1 }, { order: { before: undefined } }]) {
    expect(thrown(() => ask(extension).Install(options)).code).toBe("RSP_HANDLER");
  }
  let reads = 0;
  const hostile = {
    get order(): unknown {
      reads++;
      if (reads <= 2) ask(extension).Install({ order: "last" });
      return reads < 2 ? "first" : "last";
    },
  };
  // Two were installed while the options of the third were read.
  expect(thrown(() => [ask(extension).Install(hostile), ask(extension).Install(hostile)]).code).toBe("RSP_LIMIT");
  expect([extension.balance().handlers, handlers()]).toEqual([2, 3]);
});

test("a handler is a procedure of the event's arguments", () => {
  const extension = load(`return Dispatcher_Install.raise(PhysAddr_Reclaim, given);`);
  for (const none of [undefined, null, 4711, {}, { call: () => {} }]) {
    expect(thrown(() => ask(extension).Install(none)).code).toBe("RSP_HANDLER");
  }
  expect(thrown(() => ask(extension).Install((_a: unknown, _b: unknown) => undefined)).code).toBe("RSP_DISPATCH_TYPE");
});

test("a handler past its limit of handlers is refused, and one that is taken out makes room", () => {
  const extension = load(`return Dispatcher_Install.raise(PhysAddr_Reclaim, see);`, { limits: { handlers: 2 } });
  const first = ask(extension).Install(undefined);
  ask(extension).Install(undefined);
  expect(thrown(() => ask(extension).Install(undefined))).toMatchObject({
    code: "RSP_LIMIT",
    message: expect.stringContaining("holds 2 handlers of 2"),
  });
  ask(extension).Uninstall(first);
  ask(extension).Install(undefined);
  expect(handlers()).toBe(3);
});

test("an endless handler is ended, named and ejected; the raise that met it completes with the candidate", () => {
  const extension = load(`return Dispatcher_Install.raise(PhysAddr_Reclaim, function wait() { for (;;) pay(1); });`, {
    limits: { operations: 10_000 },
  });
  const mine = page();
  ask(extension).Install(undefined);
  expect(kernel.storage.events.Reclaim.raise(mine)).toBe(mine);
  expect(ejected).toEqual([
    "RSP_EJECTED  sample was ejected from PhysAddr.Reclaim: 10,001 operations counted, 10,000 allowed; 1 handler, 1 frame returned; mend it and load it again",
  ]);
  expect(kernel.extensions.ejections).toEqual([
    {
      extension: "sample",
      where: "PhysAddr.Reclaim",
      limit: "operations",
      used: 10_001,
      allowed: 10_000,
      reason: "",
      operations: 10_001,
      returned: { handlers: 1, strands: 0, faults: 1, more: { frames: 1, pins: 0, spaces: 0 } },
    },
  ]);
  expect([extension.state, handlers(), kernel.storage.free]).toEqual(["ejected", 1, 16]);
});

test("an ephemeral handler lives on until its faults are too many; the same procedure is judged alike each time", () => {
  const endless = `const wait = given ? ephemeral(() => { for (;;) pay(1); }) : () => { for (;;) pay(1); };`;
  const twice = `Dispatcher_Install.raise(PhysAddr_Reclaim, wait); return Dispatcher_Install.raise(PhysAddr_Reclaim, wait);`;
  const limits = { operations: 100, faults: 4 };
  const mine = page();
  const extension = load(endless + twice, { limits });
  ask(extension).Install(true);
  for (let raise = 0; raise < 2; raise++) {
    expect(kernel.storage.events.Reclaim.raise(mine)).toBe(mine);
    expect([extension.state, extension.balance().faults]).toEqual(["running", 2 * (raise + 1)]);
  }
  expect(kernel.storage.events.Reclaim.raise(mine)).toBe(mine);
  expect([extension.state, kernel.extensions.ejections[0].limit]).toEqual(["ejected", "faults"]);
  // One that nobody says so of is the end, though it was installed before.
  const second = kernel.storage.createClient("rash", 2);
  const rash = load(endless + twice, { name: "rash", limits, clients: [second] });
  const own = page(second);
  ask(rash).Install(false);
  kernel.storage.events.Reclaim.raise(own);
  expect([rash.state, kernel.extensions.ejections[1].limit]).toEqual(["ejected", "operations"]);
});

test("an asynchronous handler runs on a strand of its own, bounded alike", () => {
  const extension = load(
    `return Dispatcher_Install.raise(PhysAddr_Repossess, () => { seen++; if (given) for (;;) pay(1); }, { mode: "asynchronous" });`,
    {
      limits: { operations: 100 },
    },
  );
  const mine = page();
  ask(extension).Install(false);
  kernel.storage.events.Repossess.raise(mine);
  expect(ask(extension).Seen()).toBe(0);
  const { Seen } = ask(extension);
  kernel.strands.runUntil(() => Seen() === 1);
  ask(extension).Install(true);
  kernel.storage.events.Repossess.raise(mine);
  kernel.strands.runUntil(() => extension.state !== "running");
  expect(kernel.extensions.ejections[0]).toMatchObject({ where: "PhysAddr.Repossess", limit: "operations" });
});

test("an innocent handler is not ended for what its raiser has spent", () => {
  const innocent = load(
    `return Dispatcher_Install.raise(PhysAddr_Reclaim, (page) => { pay(900); seen++; return page; });`,
    {
      limits: { operations: 1000 },
    },
  );
  ask(innocent).Install(undefined);
  const mine = page();
  // The raiser has ten operations left of its own bound, and hides that it is out afterwards.
  const raiser = load(`pay(990); try { PhysAddr_Reclaim.raise(given); } catch {} return 0;`, {
    name: "raiser",
    limits: { operations: 1000 },
    clients: [],
  });
  expect(thrown(() => ask(raiser).Install(mine)).code).toBe("RSP_OPERATIONS");
  expect([ask(innocent).Seen(), innocent.state, innocent.balance().faults]).toEqual([1, "running", 0]);
  expect([raiser.balance().operations, innocent.balance().operations]).toEqual([990, 900]);
});

test("where an event contains exceptions, a handler that throws is counted, and one that could not begin is not", () => {
  const { dispatcher, modules } = kernel;
  const contained = dispatcher.define(modules.create("own"), "Own.Event", signature([], plain), () => 0, {
    authorizer: openToAll,
    exceptions: "contained",
  });
  const extension = load(
    `Dispatcher_Install.raise(given.event, () => { seen++; if (given.deep) given.event.raise(); else throw new RespinError("RSP_BOUND_DEPTH", "forged"); return 1; });`,
  );
  ask(extension).Install({ event: contained, deep: false });
  contained.raise();
  expect([ask(extension).Seen(), extension.balance().faults]).toEqual([1, 1]);
  const deep = load(
    `Dispatcher_Install.raise(given, () => { seen++; given.raise(); return 1; }, { order: "first", cancel: true });`,
    { name: "deep" },
  );
  ask(deep).Install(contained);
  contained.raise();
  expect([ask(deep).Seen(), deep.balance().faults, deep.state]).toEqual([32, 0, "running"]);
});

test("a handler whose exception reaches the raiser is counted; one time too many is its extension's end, and reaches it too", () => {
  const extension = load(
    `return Dispatcher_Install.raise(PhysAddr_Reclaim, () => { throw new RespinError("RSP_MINE", "it failed"); });`,
    { limits: { faults: 2 } },
  );
  const mine = page();
  ask(extension).Install(undefined);
  const { Reclaim } = kernel.storage.events;
  for (let raise = 1; raise <= 2; raise++) {
    expect(thrown(() => Reclaim.raise(mine)).code).toBe("RSP_MINE");
    expect([extension.state, extension.balance().faults]).toEqual(["running", raise]);
  }
  expect(thrown(() => Reclaim.raise(mine)).code).toBe("RSP_MINE");
  expect(extension.state).toBe("ejected");
  expect(ejected).toEqual([
    expect.stringContaining(
      "sample was ejected from PhysAddr.Reclaim: 3 of its runs failed, 2 may: the last one with RSP_MINE",
    ),
  ]);
  expect(handlers()).toBe(1);
});

test("a handler that another's fails is counted for both, unless it catches that", () => {
  const inner = load(`return Dispatcher_Install.raise(PhysAddr_Repossess, () => { throw new Error("inner"); });`);
  ask(inner).Install(undefined);
  const mine = page();
  const outer = (name: string, text: string): Extension => {
    const extension = load(`return Dispatcher_Install.raise(PhysAddr_Reclaim, (page) => { ${text} return page; });`, {
      name,
    });
    ask(extension).Install(undefined);
    return extension;
  };
  const careful = outer("careful", "try { PhysAddr_Repossess.raise(page); } catch {}");
  kernel.storage.events.Reclaim.raise(mine);
  expect([inner.balance().faults, careful.balance().faults]).toEqual([1, 0]);
  const careless = outer("careless", "PhysAddr_Repossess.raise(page);");
  expect(thrown(() => kernel.storage.events.Reclaim.raise(mine)).message).toBe("inner");
  expect([inner.balance().faults, careful.balance().faults, careless.balance().faults]).toEqual([3, 0, 1]);
});
