import { describe, expect, test } from "vitest";
import {
  allow,
  argumentIs,
  deny,
  integer,
  nothing,
  openToAll,
  parameter,
  signature,
  withClosure,
} from "../../index.js";
import { codeOf, lengths, often, range, strategies, worldOf } from "../../testing/strategies.js";

const takesNumber = signature([parameter("a", integer)], nothing);

describe.each(strategies)("%s", (strategy) => {
  test("what the event's authority imposes has to hold beside the handler's own guards", () => {
    const { dispatcher, core, extension, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "Syscall", takesNumber, () => {}, { authorizer: openToAll });
    const binding = dispatcher.installHandler(extension, event, (a) => note(`${a}`), { guards: [(a) => a > 1] });
    const imposed = dispatcher.impose(core, binding, [(a: number) => a < 4]);
    const run = (): readonly string[] => {
      for (const a of range(6)) event.raise(a);
      return noted();
    };
    often(() => expect(run()).toEqual(["2", "3"]));
    dispatcher.withdraw(core, imposed);
    often(() => expect(run()).toEqual(["2", "3", "4", "5"]));
  });

  test("the terms of an authorizer impose guards on what it lets in", () => {
    const { dispatcher, core, extension, note, noted } = worldOf(strategy);
    const owner = { of: 3 };
    const guards = [withClosure(owner, ({ of }, a: number) => a === of) as never];
    const event = dispatcher.define(core, "Syscall", takesNumber, () => {}, { authorizer: () => allow({ guards }) });
    dispatcher.installHandler(extension, event, (a) => note(`${a}`));
    often(() => {
      for (const a of range(6)) event.raise(a);
      expect(noted()).toEqual(["3"]);
    });
  });

  test("declared matches can be imposed", () => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", takesNumber, () => {});
    for (const n of range(20)) {
      const binding = dispatcher.installHandler(core, event, () => note(`${n}`));
      dispatcher.impose(core, binding, [argumentIs("a", n)]);
    }
    often(() => {
      for (const a of [0, 7, 19, 20]) event.raise(a);
      expect(noted()).toEqual(["0", "7", "19"]);
    });
  });

  test.each(lengths)("on each of %i bindings", (length) => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", takesNumber, () => {});
    const all = range(length).map((n) => {
      const binding = dispatcher.installHandler(core, event, () => note(`${n}`));
      return dispatcher.impose(core, binding, [(a: number) => a !== n]);
    });
    const without = (a: number): readonly string[] =>
      range(length)
        .filter((n) => n !== a)
        .map(String);
    for (const a of [0, 28, 29, 30, 59, 60, 99]) {
      event.raise(a);
      expect(noted()).toEqual(without(a));
    }
    for (const imposed of all) dispatcher.withdraw(core, imposed);
    event.raise(0);
    expect(noted()).toEqual(without(-1));
  });

  test("imposed and withdrawn while a raise is in progress, they hold from the next raise on", () => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", takesNumber, () => change());
    const binding = dispatcher.installHandler(core, event, () => note("handler"), { guards: [() => true] });
    let change: () => void = () => {};
    for (let n = 0; n < 3; n++) {
      often(() => event.raise(1));
      noted();
      let imposed = dispatcher.impose(core, binding, []);
      change = () => void (imposed = dispatcher.impose(core, binding, [() => false]));
      event.raise(1);
      expect(noted()).toEqual(["handler"]);
      change = () => {};
      often(() => event.raise(1));
      expect(noted()).toEqual([]);
      change = () => dispatcher.withdraw(core, imposed);
      event.raise(1);
      expect(noted()).toEqual([]);
      change = () => {};
      event.raise(1);
      expect(noted()).toEqual(["handler"]);
    }
  });

  test("reinstalled, a binding keeps what was imposed since, and has new terms", () => {
    const { dispatcher, core, extension, note, noted } = worldOf(strategy);
    let least = 0;
    const event = dispatcher.define(core, "E", takesNumber, () => {}, {
      authorizer: ({ operation }) => {
        const from = least;
        return operation === "install" ? allow({ guards: [(a: number) => a >= from] }) : allow();
      },
    });
    const binding = dispatcher.installHandler(extension, event, (a) => note(`${a}`));
    dispatcher.impose(core, binding, [(a: number) => a < 5]);
    const run = (): readonly string[] => {
      for (const a of range(7)) event.raise(a);
      return noted();
    };
    often(() => expect(run()).toEqual(["0", "1", "2", "3", "4"]));
    expect(dispatcher.imposed(core, binding)).toHaveLength(2);
    dispatcher.uninstall(extension, binding);
    expect(dispatcher.imposed(core, binding)).toHaveLength(1);
    least = 3;
    dispatcher.install(extension, binding);
    often(() => expect(run()).toEqual(["3", "4"]));
  });

  test("on a binding that is not installed, they hold when it is", () => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", takesNumber, () => {});
    const binding = dispatcher.create(core, event, (a) => note(`${a}`));
    dispatcher.impose(core, binding, [(a: number) => a === 2]);
    dispatcher.install(core, binding);
    often(() => {
      for (const a of range(4)) event.raise(a);
      expect(noted()).toEqual(["2"]);
    });
  });

  test("on the intrinsic handler", () => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", takesNumber, (a) => note(`${a}`));
    const imposed = dispatcher.impose(core, dispatcher.intrinsic(event), [(a: number) => a === 2]);
    often(() => {
      for (const a of range(4)) event.raise(a);
      expect(noted()).toEqual(["2"]);
    });
    dispatcher.withdraw(core, imposed);
    event.raise(1);
    expect(noted()).toEqual(["1"]);
  });
});

describe("the imposed-upon", () => {
  const deniesExtension = ({ operation, requester }: { operation: string; requester: { readonly name: string } }) =>
    operation === "install" || operation === "guard" || operation === "uninstall"
      ? allow(operation === "install" ? { guards: [(a: number) => a === 1], postGuards: [() => true] } : {})
      : requester.name === "core"
        ? allow()
        : deny("it is not core");

  test("sees nothing of what is imposed on it", () => {
    const { dispatcher, core, extension } = worldOf("adaptive");
    const event = dispatcher.define(core, "E", takesNumber, () => {}, { authorizer: deniesExtension });
    const handler = (): void => {};
    const bare = dispatcher.create(extension, event, handler);
    const look = (binding: object): unknown => [
      Reflect.ownKeys(binding),
      Reflect.ownKeys(Object.getPrototypeOf(binding) as object).map((key) => [key, Reflect.get(binding, key)]),
    ];
    const before = look(bare);
    dispatcher.impose(core, bare, [() => false], { postGuards: [() => false] });
    expect(look(bare)).toEqual(before);
    expect(codeOf(() => dispatcher.imposed(extension, bare))).toBe("RSP_DISPATCH_AUTHORITY");
  });

  test("cannot remove it: with other guards of its own, it still holds", () => {
    const { dispatcher, core, extension, note, noted } = worldOf("adaptive");
    const event = dispatcher.define(core, "E", takesNumber, () => {}, { authorizer: deniesExtension });
    const binding = dispatcher.installHandler(extension, event, (a) => note(`${a}`), { guards: [() => false] });
    dispatcher.setGuards(extension, binding, []);
    for (const a of range(4)) event.raise(a);
    expect(noted()).toEqual(["1"]);
    const [imposed] = dispatcher.imposed(core, binding);
    expect(imposed.binding).toBe(binding);
    expect(codeOf(() => dispatcher.withdraw(extension, imposed))).toBe("RSP_DISPATCH_AUTHORITY");
    expect(codeOf(() => dispatcher.impose(extension, binding, [() => true]))).toBe("RSP_DISPATCH_AUTHORITY");
    dispatcher.withdraw(core, imposed);
    event.raise(2);
    expect(noted()).toEqual(["2"]);
  });
});

test("what was withdrawn, or went with its installation, cannot be withdrawn", () => {
  const { dispatcher, core } = worldOf("adaptive");
  const event = dispatcher.define(core, "E", takesNumber, () => {}, {
    authorizer: ({ operation }) => allow(operation === "install" ? { guards: [() => true] } : {}),
  });
  const binding = dispatcher.installHandler(core, event, () => {});
  const imposed = dispatcher.impose(core, binding, [() => true]);
  const [terms] = dispatcher.imposed(core, binding);
  dispatcher.withdraw(core, imposed);
  expect(codeOf(() => dispatcher.withdraw(core, imposed))).toBe("RSP_DISPATCH_WITHDRAWN");
  dispatcher.uninstall(core, binding);
  expect(codeOf(() => dispatcher.withdraw(core, terms))).toBe("RSP_DISPATCH_WITHDRAWN");
  dispatcher.install(core, binding);
  expect(codeOf(() => dispatcher.withdraw(core, terms))).toBe("RSP_DISPATCH_WITHDRAWN");
});

test("guards that do not suit the event cannot be imposed, by terms neither", () => {
  const { dispatcher, core } = worldOf("adaptive");
  let guards: readonly never[] = [];
  const event = dispatcher.define(core, "E", takesNumber, () => {}, { authorizer: () => allow({ guards }) });
  const binding = dispatcher.installHandler(core, event, () => {});
  expect(codeOf(() => dispatcher.impose(core, binding, [argumentIs("b", 1)]))).toBe("RSP_DISPATCH_MATCH");
  expect(codeOf(() => dispatcher.impose(core, binding, [5 as never]))).toBe("RSP_DISPATCH_PROCEDURE");
  expect(codeOf(() => dispatcher.impose(core, binding, [(_a: number, _b: number) => true] as never))).toBe(
    "RSP_DISPATCH_TYPE",
  );
  expect(dispatcher.imposed(core, binding)).toEqual([]);
  guards = [argumentIs("b", 1) as never];
  expect(codeOf(() => dispatcher.installHandler(core, event, () => {}))).toBe("RSP_DISPATCH_MATCH");
  expect(dispatcher.handlers(event)).toHaveLength(2);
});
