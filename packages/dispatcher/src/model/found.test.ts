import { describe, expect, test } from "vitest";
import {
  argumentIs,
  change,
  Dispatcher,
  integer,
  Modules,
  nothing,
  openToAll,
  parameter,
  signature,
  type Binding,
  type Module,
  type Reference,
  type Strategy,
} from "../index.js";

/** What random histories have found, each as the smallest example of it. */

const modules = new Modules();
const kernel: Module = modules.create("kernel");

const strategies: readonly Strategy[] = ["interpreted", "compiled", "indexed", "adaptive", "ungenerated"];
describe.each(strategies)("dispatched by %s", (strategy) => {
  test("a match behind a filter sees what the filter put there, not what was raised", () => {
    const log: string[] = [];
    const dispatcher = new Dispatcher({ modules, strategy });
    const event = dispatcher.define(kernel, "E", signature([parameter("a", integer)], nothing), () => {});
    // Enough values for an index to be made wherever one is.
    for (let value = 1; value <= 8; value++) {
      dispatcher.installHandler(kernel, event, () => void log.push(`ahead ${value}`), {
        guards: [argumentIs("a", value)],
      });
    }
    const setsTo2 = (a: Reference<number>): void => void (a.value = 2);
    dispatcher.installHandler(kernel, event, setsTo2, { filter: ["a"] });
    for (const value of [1, 2]) {
      dispatcher.installHandler(kernel, event, () => void log.push(`behind ${value}`), {
        guards: [argumentIs("a", value)],
      });
    }

    event.raise(1);

    expect(log).toEqual(["ahead 1", "behind 2"]);
  });

  test("a guard behind a filter waits for the handlers ahead of it, whether the filter fires or not", () => {
    let isSet = false;
    const log: string[] = [];
    const dispatcher = new Dispatcher({ modules, strategy });
    const sets = (): void => void (isSet = true);
    const event = dispatcher.define(kernel, "E", signature([parameter("a", integer)], nothing), sets);
    for (let value = 1; value <= 8; value++) {
      dispatcher.installHandler(kernel, event, () => void log.push(`ahead ${value}`), {
        guards: [argumentIs("a", value)],
      });
    }
    dispatcher.installHandler(kernel, event, (_a: Reference<number>) => void log.push("filter"), {
      filter: ["a"],
      guards: [argumentIs("a", 9)],
    });
    dispatcher.installHandler(kernel, event, () => void log.push("behind"), { guards: [() => isSet] });

    event.raise(0);

    expect(log).toEqual(["behind"]);
  });

  test.each([0, 1, 2, 3, 4, 5])("a handler of an event of %i parameters is given so many arguments", (count) => {
    const given: number[] = [];
    const dispatcher = new Dispatcher({ modules, strategy });
    const parameters = Array.from({ length: count }, (_, n) => parameter(`a${n}`, integer));
    const event = dispatcher.define(kernel, "E", signature(parameters, integer), () => 0);
    // With another behind it that it keeps from running.
    const options = { order: "first", cancel: true } as const;
    const counts = (...args: number[]): number => given.push(args.length);
    dispatcher.installHandler<number[], number, `a${number}`[]>(kernel, event, counts, options);

    for (let n = 0; n < 12; n++) event.raise(...parameters.keys());

    expect(new Set(given)).toEqual(new Set([count]));
  });

  test("who keeps an old raise and calls it after a change does not bring the old list back", () => {
    const log: string[] = [];
    const dispatcher = new Dispatcher({ modules, strategy });
    const event = dispatcher.define(kernel, "E", signature([], nothing), () => {});
    const old = dispatcher.installHandler(kernel, event, () => void log.push("old"), { guards: [() => true] });
    event.raise();
    const { raise } = event;
    dispatcher.uninstall(kernel, old);
    dispatcher.installHandler(kernel, event, () => void log.push("new"), { guards: [() => true] });
    // Often enough for code to be generated.
    for (let n = 0; n < 12; n++) raise();
    log.length = 0;

    event.raise();

    expect(log).toEqual(["new"]);
  });
});

interface List {
  readonly dispatcher: Dispatcher;
  /** The intrinsic handler a, then b and c. */
  readonly bindings: readonly [a: Binding, b: Binding, c: Binding];
  create(): Binding;
  order(): readonly Binding[];
}

function list(): List {
  const dispatcher = new Dispatcher({ modules });
  const event = dispatcher.define(kernel, "E", signature([], nothing), () => {});
  const create = (): Binding => dispatcher.create(kernel, event, () => {});
  const bindings = [dispatcher.intrinsic(event), create(), create()] as const;
  for (const binding of bindings.slice(1)) dispatcher.install(kernel, binding);
  return { dispatcher, bindings, create, order: () => dispatcher.handlers(event) };
}

test("a binding that replaces another is moved if its constraints ask, and the others stay", () => {
  const {
    dispatcher,
    bindings: [a, b, c],
    create,
    order,
  } = list();
  const d = create();
  dispatcher.reorder(kernel, d, { after: c });

  dispatcher.swap(kernel, [change.replace(a, d)]);

  expect(order().map((each) => [b, c, d].indexOf(each))).toEqual([0, 1, 2]);
});

test("a binding that a failed swap had taken out and put back elsewhere keeps its old constraints", () => {
  const {
    dispatcher,
    bindings: [a, b, c],
    create,
    order,
  } = list();
  const refused = (): void =>
    dispatcher.swap(kernel, [
      change.uninstall(c),
      change.reorder(c, "last"),
      change.install(c),
      change.uninstall(create()),
    ]);

  expect(refused).toThrow(expect.objectContaining({ code: "RSP_DISPATCH_UNINSTALLED" }));

  const d = create();
  dispatcher.install(kernel, d);
  expect(order().map((each) => [a, b, c, d].indexOf(each))).toEqual([0, 1, 2, 3]);
});

test("an event that is open to all leaves all else to its authority, which may do it", () => {
  const dispatcher = new Dispatcher({ modules });
  const event = dispatcher.define(kernel, "E", signature([], integer), () => 1, { authorizer: openToAll });
  const stranger = modules.create("stranger");
  const binding = dispatcher.installHandler(stranger, event, () => 2);

  dispatcher.impose(kernel, binding, [() => false]);
  dispatcher.setResultHandler(kernel, event, (result, previous) => result + previous);

  expect(event.raise()).toBe(1);
  expect(() => dispatcher.impose(stranger, binding, [() => false])).toThrow(
    expect.objectContaining({ code: "RSP_DISPATCH_AUTHORITY" }),
  );
});
