import { anything, defineInterface, integer, nothing, operation, procedure } from "@respin/linker";
import { beforeEach, expect, test } from "vitest";
import { Console, PhysAddr, Strand } from "../interfaces.js";
import type { Kernel } from "../kernel.js";
import { run } from "../testing/boot.js";
import { bootKernel, extensionFile, thrown } from "../testing/extensions.js";
import { Dispatcher } from "./dispatcher-interface.js";
import type { Extension } from "./loaded.js";

const Adder = defineInterface("Adder", { Add: procedure([integer, integer], integer), Count: procedure([], integer) });
const Missing = defineInterface("Missing", { Find: procedure([], anything) });
const Waits = defineInterface("Waits", { Wait: operation([], integer), Go: procedure([], nothing) });

const adder = {
  exports: [[Adder, `{ Add: (a, b) => { calls++; return a + b; }, Count: () => calls }`]],
  body: `let calls = 0;`,
} as const;

let kernel: Kernel;
let ejected: string[];

beforeEach(() => ({ kernel, ejected } = bootKernel()));

test("an extension is loaded, linked to the public interfaces, run, called, and unloaded", () => {
  const { extensions } = kernel;
  const file = extensionFile({
    ...adder,
    imports: [Console],
    body: `let calls = 0; const console = Console_Open.raise(); Console_Write.raise(console, "hello");`,
  });
  const extension = extensions.load(file);
  expect(extension).toMatchObject({ name: "sample", state: "running" });
  expect([kernel.console.lines, extensions.running]).toEqual([["hello"], [extension]]);
  const client = extensions.clientOf(extension, Adder);
  expect([client.Add(2, 3), client.Count()]).toEqual([5, 1]);
  extensions.unload(extension);
  expect([extension.state, extensions.running, extensions.ejections]).toEqual(["unloaded", [], []]);
  expect(thrown(() => client.Count())).toMatchObject({
    code: "RSP_DOMAIN_GONE",
    message: expect.stringContaining("Adder.Count was called, and sample is gone: it was unloaded"),
  });
});

test("one object file may be loaded many times, each with its own name and state", () => {
  const file = extensionFile(adder);
  const [a, b] = ["a", "b"].map((name) => kernel.extensions.load(file, { name }));
  kernel.extensions.clientOf(a, Adder).Add(1, 1);
  expect([a, b].map((each) => kernel.extensions.clientOf(each, Adder).Count())).toEqual([1, 0]);
  expect([a.name, b.name]).toEqual(["a", "b"]);
});

test("a file is refused that nobody trusted signed, that was altered, or that was not checked", () => {
  const good = extensionFile(adder);
  const altered = good.slice();
  altered[good.length >> 1] ^= 1;
  const refused: readonly (readonly [Uint8Array, string])[] = [
    [extensionFile({ ...adder, foreign: true }), "RSP_OBJECT_SIGNER"],
    [altered, "RSP_OBJECT_SIGNATURE"],
    [new Uint8Array(10), "RSP_OBJECT_FORMAT"],
    [extensionFile({ ...adder, checked: false }), "RSP_OBJECT_UNCHECKED"],
  ];
  for (const [bytes, code] of refused) expect(thrown(() => kernel.extensions.load(bytes)).code).toBe(code);
  expect(kernel.extensions.running).toEqual([]);
});

test.each([
  ["a name that nothing is linked to", { imports: [Missing] }, "RSP_UNRESOLVED"],
  ["an export that it does not implement", { exports: [[Adder, `{ Add: (a, b) => a + b }`]] }, "RSP_EXPORT"],
  [
    "a procedure of too many arguments",
    { exports: [[Adder, `{ Add: (a, b, c) => a, Count: () => 0 }`]] },
    "RSP_DISPATCH_TYPE",
  ],
  ["an initialization that throws", { body: `throw new RespinError("RSP_OWN", "its own");` }, "RSP_OWN"],
  ["one that throws no error", { body: `throw undefined;` }, "undefined"],
  ["one that does not end", { body: `for (;;) pay(1);` }, "RSP_OPERATIONS"],
  ["one that hides that it is to end", { body: `try { for (;;) pay(1); } catch {}` }, "RSP_OPERATIONS"],
] as const)("load is all or nothing: %s", (_what, written, code) => {
  const { extensions, storage, dispatcher } = kernel;
  const client = storage.createClient("db", 4);
  run(kernel.strands, storage.allocate(client));
  const file = extensionFile({
    exports: [],
    ...written,
    imports: [PhysAddr, Strand, Dispatcher, ...("imports" in written ? written.imports : [])],
    body: `
      Dispatcher_Install.raise(PhysAddr_Reclaim, (page) => page);
      Strand_Start.raise("never", (function* () { throw new Error("it ran"); })());
      ${"body" in written ? written.body : ""}`,
  });
  expect(thrown(() => extensions.load(file, { grant: { clients: [client] } })).code).toBe(code);
  expect(dispatcher.handlers(storage.events.Reclaim).length).toBe(1);
  expect([extensions.running, extensions.ejections, ejected]).toEqual([[], [], []]);
  // The client is as it was, and may be given to another.
  expect(storage.use(client).held).toBe(1);
  const next = extensions.load(extensionFile(adder), { grant: { clients: [client] } });
  run(kernel.strands, storage.allocate(client));
  expect(next.balance().frames).toBe(2);
});

test("an extension may be made, linked and run by hand; until all is linked it does not run, and stays", () => {
  const { extensions } = kernel;
  const provider = extensions.load(
    extensionFile({ name: "provider", exports: [[Missing, `{ Find: () => "found" }`]] }),
  );
  const made = extensions.create(
    extensionFile({ ...adder, imports: [Missing], body: `let calls = Missing_Find.raise().length;` }),
  );
  expect(made.state).toBe("loaded");
  expect(thrown(() => extensions.run(made)).code).toBe("RSP_UNRESOLVED");
  expect(made.state).toBe("loaded");
  extensions.linker.resolve(provider.domain, made.domain);
  extensions.run(made);
  extensions.run(made);
  expect([made.state, extensions.clientOf(made, Adder).Count()]).toEqual(["running", 5]);
});

test("the grant is freed at the end of what ran, and not of what never did", () => {
  const { extensions, storage } = kernel;
  const client = storage.createClient("db", 2);
  run(kernel.strands, storage.allocate(client));
  const made = extensions.create(extensionFile(adder), { grant: { clients: [client] } });
  extensions.unload(made);
  expect([made.state, storage.use(client).held]).toEqual(["unloaded", 1]);
  const extension = extensions.load(extensionFile(adder), { grant: { clients: [client] } });
  expect(extension.balance().frames).toBe(1);
  extensions.unload(extension);
  expect([storage.free, extension.balance().frames]).toEqual([storage.frames, 0]);
  expect(thrown(() => storage.use(client)).code).toBe("RSP_CAPABILITY");
});

test("a client that is gone already, or works for two, is no obstacle to an end", () => {
  const { extensions, storage } = kernel;
  const client = storage.createClient("db", 2);
  const [a, b] = ["a", "b"].map((name) =>
    extensions.load(extensionFile(adder), { name, grant: { clients: [client] } }),
  );
  extensions.unload(a);
  expect(b.balance().frames).toBe(0);
  extensions.unload(b);
  expect([a.state, b.state]).toEqual(["unloaded", "unloaded"]);
});

test.each(["unload", "eject"] as const)(
  "what has ended (%s) is told so, with why, by whatever is asked of it",
  (end) => {
    const { extensions } = kernel;
    const extension = extensions.load(extensionFile(adder));
    if (end === "unload") extensions.unload(extension);
    else extensions.eject(extension, "it is no longer wanted");
    const why = end === "unload" ? "it was unloaded" : "it was ejected from the kernel";
    const asked: readonly (readonly [string, () => unknown])[] = [
      ["unloaded", () => extensions.unload(extension)],
      ["ejected", () => extensions.eject(extension, "again")],
      ["run", () => extensions.run(extension)],
      ["called", () => extensions.clientOf(extension, Adder)],
      ["called", () => extensions.within(extension, () => 0)],
      ["replaced", () => extensions.replace(extension, extensionFile(adder))],
    ];
    for (const [what, ask] of asked) {
      expect(thrown(ask)).toEqual({
        code: "RSP_EXTENSION_ENDED",
        message: `sample cannot be ${what}: ${why}; load it again`,
      });
    }
    expect(extensions.ejections.length).toBe(end === "eject" ? 1 : 0);
    expect(extensions.load(extensionFile(adder)).state).toBe("running");
  },
);

test("an extension of another kernel, or what only looks like one, is refused", () => {
  const other = bootKernel().kernel;
  const foreign = other.extensions.load(extensionFile(adder));
  for (const each of [foreign, { ...foreign }, Object.create(foreign) as Extension, {} as Extension]) {
    for (const ask of [
      () => kernel.extensions.unload(each),
      () => kernel.extensions.eject(each, "no"),
      () => kernel.extensions.run(each),
      () => kernel.extensions.clientOf(each, Adder),
      () => kernel.extensions.replace(each, extensionFile(adder)),
    ]) {
      expect(thrown(ask).code).toBe("RSP_EXTENSION");
    }
  }
  expect(foreign.state).toBe("running");
});

test("an interface is called only where it is exported, and in its shape", () => {
  const { extensions } = kernel;
  const extension = extensions.load(extensionFile(adder));
  expect(thrown(() => extensions.clientOf(extension, Missing)).code).toBe("RSP_UNRESOLVED");
  const other = defineInterface("Adder", { Add: procedure([integer], integer) });
  expect(thrown(() => extensions.clientOf(extension, other)).code).toBe("RSP_LINK_FINGERPRINT");
});

test("a call is bounded by the extension's limit, whether or not it hides that; the next one has all of it", () => {
  const { extensions } = kernel;
  const file = extensionFile({
    exports: [
      [Adder, `{ Add: (a, hides) => { if (!hides) pay(a); else try { pay(a); } catch {} return a; }, Count: () => 0 }`],
    ],
  });
  const extension = extensions.load(file, { limits: { operations: 100 } });
  const { Add } = extensions.clientOf(extension, Adder);
  for (const hides of [0, 1]) {
    expect(Add(100, hides)).toBe(100);
    expect(thrown(() => Add(101, hides)).code).toBe("RSP_OPERATIONS");
  }
  expect([extension.state, extension.limits.operations, extension.balance().operations]).toEqual(["running", 100, 402]);
});

test("who waits in an extension when it ends is woken and told; the kernel's own strands go on", () => {
  const { extensions, strands } = kernel;
  const extension = extensions.load(
    extensionFile({
      imports: [Strand],
      exports: [
        [
          Waits,
          `{ *Wait() { Strand_Block.raise(waiting = Strand_Current.raise()); yield; return 1; }, Go: () => Strand_Unblock.raise(waiting) }`,
        ],
      ],
      body: `let waiting;`,
    }),
  );
  const { Wait, Go } = extensions.clientOf(extension, Waits);
  const outcome: unknown[] = [];
  const waiter = (function* () {
    try {
      outcome.push(yield* Wait());
    } catch (error) {
      outcome.push(error);
    }
  })();
  strands.startKernel("one", waiter);
  expect(() => strands.runUntil(() => outcome.length > 0)).toThrow("nobody will unblock them");
  Go();
  strands.runUntil(() => outcome.length > 0);
  expect(outcome).toEqual([1]);
  outcome.length = 0;
  expect(() => run(strands, Wait())).toThrow("nobody will unblock them");
  extensions.unload(extension);
  expect(() => strands.runUntil(() => false)).toThrow("sample was unloaded while it was at work for you");
});
