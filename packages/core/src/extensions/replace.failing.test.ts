import { declarationOf, defineInterface, integer, procedure } from "@respin/linker";
import { beforeEach, expect, test } from "vitest";
import { run } from "../testing/boot.js";
import { extensionFile, thrown } from "../testing/extensions.js";
import { Handover } from "./handover.js";
import {
  Counter,
  Slow,
  User,
  boot,
  call,
  client,
  counter,
  ejected,
  file,
  kernel,
  lines,
  load,
  reclaim,
  settle,
  user,
} from "../testing/versions.js";

beforeEach(boot);

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
