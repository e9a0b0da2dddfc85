import { describe, expect, test } from "vitest";
import {
  allow,
  argumentIs,
  change,
  Declarations,
  deny,
  integer,
  openToAll,
  parameter,
  signature,
  type Authorizer,
  type Operation,
  type Request,
  type Verdict,
} from "../../index.js";
import { codeOf, often, refusal, worldOf, type World } from "../../testing/strategies.js";

const givesNumber = signature([parameter("a", integer)], integer);

/** An event of `core`, a binding of `extension` on it, installed, and a guard that is imposed on it. */
function opened() {
  const world = worldOf("adaptive");
  const { dispatcher, core, extension } = world;
  const event = dispatcher.define(core, "Syscall", givesNumber, (a) => a, { authorizer: () => allow() });
  const theirs = (a: number): number => a;
  const binding = dispatcher.installHandler(extension, event, theirs);
  const created = dispatcher.create(extension, event, theirs);
  const imposed = dispatcher.impose(core, binding, [() => true]);
  return { ...world, event, binding, created, imposed };
}

/** Every operation on what `opened` gives, by a module. */
const operations: readonly [Operation, (of: ReturnType<typeof opened>, by: World["core"], key: object) => unknown][] = [
  ["install", ({ dispatcher, created }, by, key) => dispatcher.install(by, created, key)],
  ["uninstall", ({ dispatcher, binding }, by, key) => dispatcher.uninstall(by, binding, key)],
  ["reorder", ({ dispatcher, binding }, by, key) => dispatcher.reorder(by, binding, "first", key)],
  ["guard", ({ dispatcher, binding }, by, key) => dispatcher.setGuards(by, binding, [], key)],
  ["impose", ({ dispatcher, binding }, by, key) => dispatcher.impose(by, binding, [() => true], { key })],
  ["withdraw", ({ dispatcher, imposed }, by, key) => dispatcher.withdraw(by, imposed, key)],
  ["result handler", ({ dispatcher, event }, by, key) => dispatcher.setResultHandler(by, event, (a) => a, key)],
  ["default handler", ({ dispatcher, event }, by, key) => dispatcher.setDefaultHandler(by, event, (a) => a, key)],
  ["mode", ({ dispatcher, event }, by, key) => dispatcher.setMode(by, event, "asynchronous", key)],
  ["exceptions", ({ dispatcher, event }, by, key) => dispatcher.setExceptions(by, event, "contained", key)],
  ["intercept", ({ dispatcher, event }, by, key) => dispatcher.intercept(by, event, {}, key)],
];

describe.each(operations)("%s", (operation, make) => {
  test("the authorizer is asked, with operation, requester, binding, and a key that it alone looks at", () => {
    const of = opened();
    const asked: Request[] = [];
    of.dispatcher.setAuthorizer(of.core, of.event, (request) => {
      asked.push(request);
      return allow();
    });
    const key = Object.freeze({ secret: 1 });
    make(of, of.extension, key);
    const concerned = operation === "install" ? of.created : of.binding;
    const ofBinding = ["install", "uninstall", "reorder", "guard", "impose", "withdraw"].includes(operation);
    expect(asked).toMatchObject([
      {
        operation,
        event: "Syscall",
        requester: { name: "extension" },
        fromAuthority: false,
        binding: ofBinding ? concerned : undefined,
        key,
      },
    ]);
    expect(asked[0].requester).toBe(of.dispatcher.requester(of.extension));
    expect(asked[0].key).toBe(key);
    if (ofBinding) expect(asked[0].binding).toBe(concerned);
  });

  test("it is asked when the event's own module requests it, too, and may deny it", () => {
    const of = opened();
    of.dispatcher.setAuthorizer(of.core, of.event, () => deny("it is closed"));
    for (const by of [of.core, of.extension]) {
      const { code, message } = refusal(() => make(of, by, {}));
      expect(code).toBe("RSP_DISPATCH_AUTHORITY");
      expect(message).toContain("core says: it is closed");
    }
    expect(of.dispatcher.handlers(of.event)).toEqual([of.dispatcher.intrinsic(of.event), of.binding]);
    expect(of.event.raise(3)).toBe(3);
  });

  test("without an authorizer, only the event's own module may; a binding's maker may take it out", () => {
    const of = opened();
    of.dispatcher.setAuthorizer(of.core, of.event, undefined);
    expect(codeOf(() => make(of, of.rival, {}))).toBe("RSP_DISPATCH_AUTHORITY");
    if (operation === "uninstall") make(of, of.extension, {});
    else {
      expect(codeOf(() => make(of, of.extension, {}))).toBe("RSP_DISPATCH_AUTHORITY");
      make(of, of.core, {});
    }
  });

  test("an authorizer that throws, or gives no verdict, refuses it, and nothing has changed", () => {
    const of = opened();
    const broken = [undefined, null, 5, "yes", true, {}, { allowed: "yes" }, { allowed: 1, terms: {} }] as never[];
    const authorizers: Authorizer[] = broken.map((verdict) => () => verdict);
    const error = new Error("mine");
    authorizers.push(() => {
      throw error;
    });
    for (const authorizer of authorizers) {
      of.dispatcher.setAuthorizer(of.core, of.event, authorizer);
      expect(codeOf(() => make(of, of.extension, {}))).toBe("RSP_DISPATCH_AUTHORIZER");
    }
    expect(refusal(() => make(of, of.extension, {})).cause).toBe(error);
    expect(of.dispatcher.handlers(of.event)).toEqual([of.dispatcher.intrinsic(of.event), of.binding]);
    expect(of.created.installed).toBe(false);
    of.dispatcher.setAuthorizer(of.core, of.event, () => allow());
    make(of, of.extension, {});
  });

  test("a verdict of allowed without terms is no verdict, or one without terms", () => {
    const of = opened();
    of.dispatcher.setAuthorizer(of.core, of.event, () => ({ allowed: true }) as Verdict);
    try {
      make(of, of.extension, {});
    } catch (error) {
      expect(error).toMatchObject({ code: "RSP_DISPATCH_AUTHORIZER" });
    }
  });

  test("what is no module's descriptor is refused", () => {
    const of = opened();
    const forged = [{}, Object.create(of.core), { ...of.core }, new Proxy(of.core, {}), "core", null, undefined, 5];
    for (const by of forged) expect(codeOf(() => make(of, by as never, {}))).toBe("RSP_DISPATCH_MODULE");
    const elsewhere = worldOf("adaptive").core;
    expect(codeOf(() => make(of, elsewhere, {}))).toBe("RSP_DISPATCH_MODULE");
  });

  test("events and bindings of another dispatcher, copies and forgeries are refused", () => {
    const of = opened();
    const foreign = opened();
    expect(codeOf(() => make({ ...foreign, dispatcher: of.dispatcher }, of.core, {}))).toBe("RSP_DISPATCH_FOREIGN");
    const forge: readonly ((real: object) => unknown)[] = [
      (real) => ({ ...real }),
      (real) => Object.create(real),
      (real) => new Proxy(real, {}),
      (real) => Object.create(Object.getPrototypeOf(real) as object),
      () => undefined,
      () => null,
      () => "binding",
      () => () => {},
      () => Object.create(null),
    ];
    for (const each of forge) {
      const { event, binding, created, imposed } = of;
      const forged = {
        ...of,
        event: each(event) as typeof event,
        binding: each(binding) as typeof binding,
        created: each(created) as typeof created,
        imposed: each(imposed) as typeof imposed,
      };
      expect(codeOf(() => make(forged, of.core, {}))).toBe("RSP_DISPATCH_FOREIGN");
    }
  });
});

test("only its maker and the event's authority may install, take out, reorder and guard a binding, whatever the authorizer says", () => {
  for (const [operation, make] of operations.slice(0, 4)) {
    const of = opened();
    const { message } = refusal(() => make(of, of.rival, {}));
    expect(message).toContain("neither its maker nor the event's authority");
    make(of, operation === "reorder" ? of.extension : of.core, {});
  }
});

test("an open event: all may install and manage their own, and all else is its authority's", () => {
  for (const [n, [operation, make]] of operations.entries()) {
    const of = opened();
    of.dispatcher.setAuthorizer(of.core, of.event, openToAll);
    if (n < 4) make(of, of.extension, {});
    else
      expect(
        codeOf(() => make(of, of.extension, {})),
        operation,
      ).toBe("RSP_DISPATCH_AUTHORITY");
  }
});

test.each(operations)("an open event's own module may, too: %s", (_, make) => {
  const of = opened();
  of.dispatcher.setAuthorizer(of.core, of.event, openToAll);
  make(of, of.core, {});
});

test("who is asked, and what is imposed, only the event's own module may say and see", () => {
  const { dispatcher, core, extension, event, binding } = opened();
  expect(codeOf(() => dispatcher.setAuthorizer(extension, event, openToAll))).toBe("RSP_DISPATCH_AUTHORITY");
  expect(codeOf(() => dispatcher.imposed(extension, binding))).toBe("RSP_DISPATCH_AUTHORITY");
  expect(dispatcher.imposed(core, binding)).toHaveLength(1);
});

test("terms: order, bound, mode, guards and post-guards", () => {
  const proof = new Declarations();
  const { dispatcher, core, extension, strands } = worldOf("adaptive", { proof });
  const event = dispatcher.define(core, "E", givesNumber, (a) => a);
  const handler = proof.declare((a: number) => a * 10, { ephemeral: true });
  const terms = { order: "first", bound: 5, guards: [argumentIs("a", 1)], postGuards: [argumentIs("a", 2)] } as const;
  dispatcher.setAuthorizer(core, event, () => allow(terms));
  const binding = dispatcher.installHandler(extension, event, handler, { bound: 9 });
  expect(binding).toMatchObject({ order: ["first"], bound: 5, mode: "synchronous", installed: true });
  expect(dispatcher.handlers(event)).toEqual([binding, dispatcher.intrinsic(event)]);
  expect(dispatcher.imposed(core, binding)).toHaveLength(1);
  dispatcher.setAuthorizer(core, event, () => allow());
  dispatcher.uninstall(core, dispatcher.intrinsic(event));
  expect(codeOf(() => event.raise(1))).toBe("RSP_DISPATCH_NO_HANDLER");
  dispatcher.uninstall(extension, binding);
  expect(binding).toMatchObject({ order: [], bound: 9, mode: "synchronous", installed: false });
  dispatcher.setAuthorizer(core, event, () => allow({ mode: "asynchronous", bound: 100 }));
  dispatcher.install(extension, binding);
  expect(binding).toMatchObject({ order: [], bound: 9, mode: "asynchronous" });
  dispatcher.setDefaultHandler(core, event, () => -1);
  expect(event.raise(1)).toBe(-1);
  expect(strands.waiting).toBe(1);
});

test("an authorizer may change the event itself while it is asked", () => {
  const { dispatcher, core, extension, event, binding } = opened();
  const mine = dispatcher.create(core, event, (a) => a * 2);
  let busy = false;
  dispatcher.setAuthorizer(core, event, () => {
    if (!busy) {
      busy = true;
      dispatcher.uninstall(core, binding);
      dispatcher.install(core, mine);
      dispatcher.setResultHandler(core, event, (a, b) => a + b);
      event.raise(1);
      busy = false;
    }
    return allow();
  });
  const late = dispatcher.create(extension, event, (a) => a * 100);
  dispatcher.install(extension, late);
  expect(dispatcher.handlers(event)).toEqual([dispatcher.intrinsic(event), mine, late]);
  often(() => expect(event.raise(1)).toBe(103));
});

test("an authorizer that makes the very change it is asked for: it cannot be made twice", () => {
  const { dispatcher, core, extension, event, created } = opened();
  let busy = false;
  dispatcher.setAuthorizer(core, event, () => {
    if (!busy) {
      busy = true;
      dispatcher.install(core, created);
    }
    return allow();
  });
  expect(codeOf(() => dispatcher.install(extension, created))).toBe("RSP_DISPATCH_INSTALLED");
  expect(created.installed).toBe(true);
  expect(dispatcher.handlers(event)).toHaveLength(3);
});

test("one that closes the event while it is asked: what it said stands", () => {
  const { dispatcher, core, extension, event, created } = opened();
  dispatcher.setAuthorizer(core, event, () => {
    dispatcher.setAuthorizer(core, event, undefined);
    return allow();
  });
  dispatcher.install(extension, created);
  expect(created.installed).toBe(true);
  expect(codeOf(() => dispatcher.reorder(extension, created, "first"))).toBe("RSP_DISPATCH_AUTHORITY");
});

test("nothing on a reference leads to what is behind it", () => {
  const { event, binding, imposed } = opened();
  for (const handle of [event, binding, imposed, change.install(binding)] as object[]) {
    expect(Object.isFrozen(handle)).toBe(true);
    expect(Object.isFrozen(Object.getPrototypeOf(handle))).toBe(true);
    // By the class of one, others could be made.
    expect(Reflect.get(handle, "constructor")).toBe(Object);
  }
});

test("a change that is forged is refused", () => {
  const { dispatcher, core, created } = opened();
  const real = change.install(created);
  const forgeries = [{}, Object.create(real), { ...real }, new Proxy(real, {}), null, undefined, 5, "change"];
  for (const forged of forgeries) {
    expect(codeOf(() => dispatcher.swap(core, [forged as never]))).toBe("RSP_DISPATCH_FOREIGN");
  }
  for (const forged of [{}, null, undefined, 5] as never[]) {
    expect(codeOf(() => change.install(forged))).toBe("RSP_DISPATCH_FOREIGN");
  }
});

test("what was given to one module's name is not given to another of the same name", () => {
  const { dispatcher, modules, core, event, binding } = opened();
  const impostor = modules.create("extension");
  expect(codeOf(() => dispatcher.uninstall(impostor, binding))).toBe("RSP_DISPATCH_AUTHORITY");
  const second = modules.create("core");
  expect(codeOf(() => dispatcher.setAuthorizer(second, event, undefined))).toBe("RSP_DISPATCH_AUTHORITY");
  dispatcher.setAuthorizer(core, event, undefined);
});
