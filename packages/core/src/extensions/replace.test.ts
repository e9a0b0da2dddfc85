import { openToAll, signature } from "@respin/dispatcher";
import { defineInterface, integer, procedure } from "@respin/linker";
import { beforeEach, expect, test } from "vitest";
import { Translation } from "../interfaces.js";
import { run } from "../testing/boot.js";
import { extensionFile, thrown } from "../testing/extensions.js";
import {
  User,
  boot,
  client,
  counter,
  file,
  handlers,
  kernel,
  lines,
  load,
  reclaim,
  user,
  v1Handler,
} from "../testing/versions.js";

beforeEach(boot);

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

test("spaces pass on to a replacement, whatever it imports, and those of one that fails go with it", () => {
  const { extensions, translation } = kernel;
  const free = (): unknown => {
    const context = translation.create();
    const asn = kernel.spaces.asnOf(context, "test");
    translation.destroy(context);
    return asn;
  };
  const before = free();
  const make = `Translation_Create.raise();`;
  const old = load(1, { body: make, imports: [Translation] });
  const failing = file(2, {
    body: `for (let n = 0; n < 15; n++) ${make} throw new RespinError("RSP_OWN", "no");`,
    imports: [Translation],
  });
  expect(thrown(() => extensions.replace(old, failing)).code).toBe("RSP_OWN");
  expect(old.balance().spaces).toBe(1);
  const next = extensions.replace(old, file(3));
  expect([old.balance().spaces, next.balance().spaces]).toEqual([0, 1]);
  extensions.unload(next);
  expect(free()).toBe(before);
});
