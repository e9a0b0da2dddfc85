import { describe, expect, test } from "vitest";
import { change, integer, nothing, openToAll, parameter, signature } from "../../index.js";
import { codeOf, often, range, refusal, strategies, worldOf } from "../../testing/strategies.js";

const takesNumber = signature([parameter("a", integer)], nothing);

test("an event has so many handlers, and no more until one goes", () => {
  const { dispatcher, core } = worldOf("adaptive", { limits: { handlersPerEvent: 3 } });
  const event = dispatcher.define(core, "E", takesNumber, () => {});
  const binding = dispatcher.installHandler(core, event, () => {});
  dispatcher.installHandler(core, event, () => {});
  const extra = dispatcher.create(core, event, () => {});
  for (let n = 0; n < 3; n++) {
    const { code, message } = refusal(() => dispatcher.install(core, extra));
    expect(code).toBe("RSP_DISPATCH_FULL");
    expect(message).toContain("E has 3 handlers");
    expect(extra.installed).toBe(false);
    dispatcher.uninstall(core, binding);
    dispatcher.install(core, extra);
    expect(codeOf(() => dispatcher.install(core, binding))).toBe("RSP_DISPATCH_FULL");
    dispatcher.swap(core, [change.uninstall(extra), change.install(binding)]);
  }
  expect(dispatcher.handlers(event)).toHaveLength(3);
  dispatcher.swap(core, [change.replace(binding, extra)]);
  expect(dispatcher.handlers(event)).toHaveLength(3);
});

test("a module has so many on all events together, whoever installs them", () => {
  const { dispatcher, core, extension } = worldOf("adaptive", { limits: { handlersPerModule: 2 } });
  const events = ["One", "Two"].map((name) =>
    dispatcher.define(core, name, takesNumber, () => {}, { authorizer: openToAll }),
  );
  expect(codeOf(() => dispatcher.define(core, "Three", takesNumber, () => {}))).toBe("RSP_DISPATCH_FULL");
  const [one, two] = events.map((event) => dispatcher.installHandler(extension, event, () => {}));
  const extra = dispatcher.create(extension, events[0], () => {});
  for (const by of [extension, core]) {
    const { code, message } = refusal(() => dispatcher.install(by, extra));
    expect(code).toBe("RSP_DISPATCH_FULL");
    expect(message).toContain("extension has 2 handlers");
  }
  dispatcher.uninstall(core, two);
  dispatcher.install(core, extra);
  expect(codeOf(() => dispatcher.install(extension, two))).toBe("RSP_DISPATCH_FULL");
  dispatcher.swap(extension, [
    change.replace(
      extra,
      dispatcher.create(extension, events[0], () => {}),
    ),
  ]);
  expect(codeOf(() => dispatcher.install(extension, two))).toBe("RSP_DISPATCH_FULL");
  dispatcher.uninstall(extension, one);
  dispatcher.install(extension, two);
});

test("a swap that fails leaves the numbers as they were", () => {
  const { dispatcher, core, extension } = worldOf("adaptive", {
    limits: { handlersPerModule: 3, handlersPerEvent: 4 },
  });
  const event = dispatcher.define(core, "E", takesNumber, () => {}, { authorizer: openToAll });
  const [a, b, c, d] = range(4).map(() => dispatcher.create(extension, event, () => {}));
  dispatcher.install(extension, a);
  dispatcher.install(extension, b);
  const failing = [
    [change.install(c), change.install(d)],
    [change.uninstall(a), change.uninstall(b), change.uninstall(c)],
    [change.replace(a, c), change.install(a), change.install(d)],
    [change.uninstall(a), change.install(c), change.reorder(b, { after: b })],
    [change.replace(a, b)],
    [change.install(c), change.replace(d, a)],
  ];
  for (const changes of failing) {
    for (let n = 0; n < 3; n++)
      expect(codeOf(() => dispatcher.swap(extension, changes))).toMatch(/FULL|CYCLE|INSTALLED/);
    expect(dispatcher.handlers(event).slice(1)).toEqual([a, b]);
  }
  dispatcher.install(extension, c);
  expect(codeOf(() => dispatcher.install(extension, d))).toBe("RSP_DISPATCH_FULL");
  for (const each of [a, b, c]) dispatcher.uninstall(extension, each);
  for (const each of [d, c, a]) dispatcher.install(extension, each);
  expect(codeOf(() => dispatcher.install(extension, b))).toBe("RSP_DISPATCH_FULL");
});

test("nothing is installed while memory is low; what is there stays and can go", () => {
  let low = false;
  const { dispatcher, core, note, noted } = worldOf("adaptive", { memory: { isLow: () => low } });
  const event = dispatcher.define(core, "E", takesNumber, () => note("intrinsic"));
  const binding = dispatcher.create(core, event, () => note("handler"));
  low = true;
  for (let n = 0; n < 2; n++) expect(codeOf(() => dispatcher.install(core, binding))).toBe("RSP_DISPATCH_MEMORY");
  expect(codeOf(() => dispatcher.define(core, "Other", takesNumber, () => {}))).toBe("RSP_DISPATCH_MEMORY");
  expect(codeOf(() => dispatcher.swap(core, [change.replace(dispatcher.intrinsic(event), binding)]))).toBe(
    "RSP_DISPATCH_MEMORY",
  );
  event.raise(1);
  expect(noted()).toEqual(["intrinsic"]);
  dispatcher.uninstall(core, dispatcher.intrinsic(event));
  low = false;
  dispatcher.install(core, binding);
  event.raise(1);
  expect(noted()).toEqual(["handler"]);
});

test("who is asked whether memory is low may free some, by taking handlers out", () => {
  const victims: (() => void)[] = [];
  const isLow = (): boolean => {
    victims.pop()?.();
    return false;
  };
  const { dispatcher, core } = worldOf("adaptive", { memory: { isLow } });
  const event = dispatcher.define(core, "E", takesNumber, () => {});
  const [a, b, c] = range(3).map(() => dispatcher.installHandler(core, event, () => {}));
  const bad = dispatcher.create(core, event, () => {});
  victims.push(() => dispatcher.uninstall(core, a));
  // The second change takes `a` out on its way; the third fails, so the first is undone.
  const changes = [change.uninstall(b), change.install(bad), change.uninstall(b)];
  expect(codeOf(() => dispatcher.swap(core, changes))).toBe("RSP_DISPATCH_UNINSTALLED");
  expect(dispatcher.handlers(event)).toEqual([dispatcher.intrinsic(event), b, c]);
  expect(a.installed).toBe(false);
});

describe.each(strategies)("%s", (strategy) => {
  test("more handlers than code is generated for", () => {
    const { dispatcher, core } = worldOf(strategy);
    let ran = 0;
    const event = dispatcher.define(core, "E", takesNumber, () => {});
    for (const n of range(2100)) dispatcher.installHandler(core, event, () => void ran++, { guards: [(a) => a !== n] });
    often((n) => {
      ran = 0;
      event.raise(n);
      expect(ran).toBe(2099);
    });
  });
});
