import { describe, expect, test } from "vitest";
import { argumentIs, integer, nothing, parameter, propertyIs, reference, signature } from "../../index.js";
import { codeOf, lengths, often, range, refusal, strategies, worldOf } from "../../testing/strategies.js";

const takesNumber = signature([parameter("a", integer)], nothing);
interface Packet {
  kind: number;
}
const packet = reference<Packet>("Packet", () => true);

describe.each(strategies)("%s", (strategy) => {
  test("all guards are evaluated before the first handler runs: no handler can sway another's guard", () => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    let open = true;
    const event = dispatcher.define(core, "E", takesNumber, () => {
      open = false;
      note("shuts");
    });
    const isOpen = (): boolean => {
      note("guard");
      return open;
    };
    dispatcher.installHandler(core, event, () => note("handler"), { guards: [isOpen] });
    often(() => {
      open = true;
      event.raise(1);
      expect(noted()).toEqual(["guard", "shuts", "handler"]);
    });
  });

  test.each(lengths)("so it is with %i handlers", (length) => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", takesNumber, () => note("intrinsic"));
    for (const n of range(length)) {
      const guard = (): boolean => (note(`guard ${n}`), true);
      dispatcher.installHandler(core, event, () => note(`handler ${n}`), { guards: [guard] });
    }
    const expected = [
      ...range(length).map((n) => `guard ${n}`),
      "intrinsic",
      ...range(length).map((n) => `handler ${n}`),
    ];
    often(() => {
      event.raise(1);
      expect(noted()).toEqual(expected);
    });
  });

  test("only guards ordered after a filter wait for it", () => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", takesNumber, (a) => note(`intrinsic ${a}`));
    const guard = (name: string) => (a: number) => (note(`guard ${name} ${a}`), true);
    dispatcher.installHandler(core, event, (a) => note(`ahead ${a}`), { guards: [guard("ahead")] });
    dispatcher.installHandler(core, event, (a: { value: number }) => (note("filter"), void (a.value = 7)), {
      filter: ["a"],
      guards: [guard("filter")],
    });
    dispatcher.installHandler(core, event, (a) => note(`behind ${a}`), { guards: [guard("behind")] });
    often(() => {
      event.raise(1);
      expect(noted()).toEqual([
        "guard ahead 1",
        "guard filter 1",
        "intrinsic 1",
        "ahead 1",
        "filter",
        "guard behind 7",
        "behind 7",
      ]);
    });
  });

  test.each([
    ["a predicate", (a: number) => a === 99],
    ["a declared match", argumentIs("a", 99)],
  ])("behind a filter that %s keeps from running, guards are evaluated as if it ran", (_, guard) => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    let open = false;
    const event = dispatcher.define(core, "E", takesNumber, () => void (open = true));
    dispatcher.installHandler(core, event, (a: { value: number }) => void a.value++, {
      filter: ["a"],
      guards: [guard],
    });
    dispatcher.installHandler(core, event, () => note("behind"), { guards: [() => open] });
    often(() => {
      open = false;
      event.raise(1);
      expect(noted()).toEqual(["behind"]);
    });
  });

  test("matches behind a filter that does not run see what handlers ahead of it did to an object", () => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", signature([parameter("p", packet)], nothing), (p) => void (p.kind = 5));
    dispatcher.installHandler(core, event, () => expect.unreachable(), {
      filter: ["p"],
      guards: [propertyIs("p", "kind", 99)],
    });
    for (const kind of range(10)) {
      dispatcher.installHandler(core, event, () => note(`${kind}`), { guards: [propertyIs("p", "kind", kind)] });
    }
    often(() => {
      event.raise({ kind: 1 });
      expect(noted()).toEqual(["5"]);
    });
  });

  test("declared matches are evaluated before the first handler runs, too", () => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", signature([parameter("p", packet)], nothing), (p) => void (p.kind = 5));
    for (const kind of range(10)) {
      dispatcher.installHandler(core, event, () => note(`${kind}`), { guards: [propertyIs("p", "kind", kind)] });
    }
    often(() => {
      event.raise({ kind: 1 });
      expect(noted()).toEqual(["1"]);
    });
  });

  test("a guard that throws fails the raise with an error that names it, and no handler has run", () => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", takesNumber, () => note("intrinsic"));
    const error = new Error("mine");
    const throwsAtOne = (a: number): boolean => {
      if (a === 1) throw error;
      return true;
    };
    dispatcher.installHandler(core, event, () => note("handler"), { guards: [() => true, throwsAtOne] });
    dispatcher.installHandler(core, event, () => note("behind"), { guards: [(a) => a > 0] });
    often(() => {
      const { code, message, cause } = refusal(() => event.raise(1));
      expect(code).toBe("RSP_DISPATCH_GUARD");
      expect(message).toContain("guard of core.handler throwsAtOne");
      expect(cause).toBe(error);
      expect(noted()).toEqual([]);
      event.raise(2);
      expect(noted()).toEqual(["intrinsic", "handler", "behind"]);
    });
  });

  test.each(lengths)("the guard of the last of %i that throws", (length) => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", takesNumber, () => note("intrinsic"));
    for (const n of range(length - 1)) {
      dispatcher.installHandler(core, event, () => note(`${n}`), { guards: [argumentIs("a", 1), (a) => a > 0] });
    }
    const theLast = (): boolean => {
      throw new Error("mine");
    };
    dispatcher.installHandler(core, event, () => note("last"), { guards: [argumentIs("a", 1), theLast] });
    often(() => {
      expect(refusal(() => event.raise(1)).message).toContain("theLast");
      expect(noted()).toEqual([]);
      event.raise(2);
      expect(noted()).toEqual(["intrinsic"]);
    });
  });

  test("a guard behind a filter that throws: what is ahead of it has run, nothing behind", () => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", takesNumber, () => note("intrinsic"));
    dispatcher.installHandler(core, event, () => note("filter"), { filter: ["a"] });
    dispatcher.installHandler(core, event, () => note("behind"));
    const bad = (): boolean => {
      throw new Error("mine");
    };
    dispatcher.installHandler(core, event, () => note("guarded"), { guards: [bad] });
    often(() => {
      expect(codeOf(() => event.raise(1))).toBe("RSP_DISPATCH_GUARD");
      expect(noted()).toEqual(["intrinsic", "filter"]);
    });
  });

  test("a guard's exception is not contained with those of handlers", () => {
    const { dispatcher, core, failures } = worldOf(strategy);
    const event = dispatcher.define(core, "E", takesNumber, () => {}, { exceptions: "contained" });
    const bad = (): boolean => {
      throw new Error("mine");
    };
    dispatcher.installHandler(core, event, () => {}, { guards: [bad] });
    often(() => expect(codeOf(() => event.raise(1))).toBe("RSP_DISPATCH_GUARD"));
    expect(failures).toEqual([]);
  });

  test("only true lets a handler run", () => {
    const { dispatcher, core } = worldOf(strategy);
    const event = dispatcher.define(core, "E", takesNumber, () => {});
    for (const answer of [1, "true", {}, [], undefined, null, false, Promise.resolve(true)]) {
      dispatcher.installHandler(core, event, () => expect.unreachable(), { guards: [() => answer as boolean] });
    }
    often(() => event.raise(1));
  });

  test("stacked guards: matches first, then imposed predicates, then its own, up to the first that does not hold", () => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", takesNumber, () => {});
    const guard = (name: string, below: number) => (a: number) => (note(name), a < below);
    const binding = dispatcher.installHandler(core, event, () => note("handler"), {
      guards: [guard("own 1", 3), guard("own 2", 2), argumentIs("a", 1)],
    });
    dispatcher.impose(core, binding, [guard("imposed 1", 5), guard("imposed 2", 4)]);
    const all = ["imposed 1", "imposed 2", "own 1", "own 2"];
    often(() => {
      event.raise(0);
      expect(noted()).toEqual([]);
      event.raise(1);
      expect(noted()).toEqual([...all, "handler"]);
    });
    dispatcher.setGuards(core, binding, [guard("own 1", 3), guard("own 2", 2)]);
    often(() => {
      for (const [a, count] of [
        [5, 1],
        [4, 2],
        [3, 3],
        [2, 4],
      ]) {
        event.raise(a);
        expect(noted()).toEqual(all.slice(0, count));
      }
      event.raise(1);
      expect(noted()).toEqual([...all, "handler"]);
    });
  });

  test("two matches on one thing with different values never hold", () => {
    const { dispatcher, core } = worldOf(strategy);
    const event = dispatcher.define(core, "E", takesNumber, () => {});
    const guards = [argumentIs("a", 1), argumentIs("a", 2)];
    dispatcher.installHandler(core, event, () => expect.unreachable(), { guards });
    often(() => range(4).forEach((a) => event.raise(a)));
  });

  test("a guard may raise events, its own included", () => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    const isSmall = dispatcher.define(core, "IsSmall", takesNumber, () => {});
    const event = dispatcher.define(core, "E", takesNumber, (a) => note(`intrinsic ${a}`));
    const guard = (a: number): boolean => {
      isSmall.raise(a);
      if (a > 0) event.raise(a - 1);
      return a > 0;
    };
    dispatcher.installHandler(core, event, (a) => note(`handler ${a}`), { guards: [guard] });
    often(() => {
      event.raise(2);
      expect(noted()).toEqual(["intrinsic 0", "intrinsic 1", "handler 1", "intrinsic 2", "handler 2"]);
    });
  });
});

describe("development mode", () => {
  const anyObject = reference<object>("object", () => true);
  const takesObject = signature([parameter("object", anyObject)], nothing);
  const check = (value: object, guard: (object: never) => unknown): string | undefined => {
    const { dispatcher, core } = worldOf("adaptive", { development: true });
    const event = dispatcher.define(core, "E", takesObject, () => {});
    dispatcher.installHandler(core, event, () => {}, { guards: [guard as (object: object) => boolean] });
    try {
      event.raise(value);
      return undefined;
    } catch (error) {
      return String((error as { code?: unknown }).code);
    }
  };
  const changes: readonly [string, object, (object: never) => unknown][] = [
    ["sets a property", { a: 1 }, (o: { a: number }) => ((o.a = 2), true)],
    ["adds a property", {}, (o: { a?: number }) => ((o.a = 2), true)],
    ["deletes a property", { a: 1 }, (o: { a?: number }) => (delete o.a, true)],
    ["sets a property deep within", { a: { b: { c: 1 } } }, (o: { a: { b: { c: number } } }) => ((o.a.b.c = 2), true)],
    ["pushes to an array", [1], (o: number[]) => (o.push(2), true)],
    ["reverses an array", [1, 2], (o: number[]) => (o.push(o.shift() ?? 0), true)],
    ["sets in a map", new Map([[1, 1]]), (o: Map<number, number>) => (o.set(1, 2), true)],
    ["adds to a set", new Set([1]), (o: Set<number>) => (o.add(2), true)],
    ["writes to a packet", new Uint8Array(4), (o: Uint8Array) => ((o[3] = 1), true)],
    ["sets NaN to 0", { a: Number.NaN }, (o: { a: number }) => ((o.a = 0), true)],
    [
      "sets what a symbol names",
      { [Symbol.for("s")]: 1 },
      (o: Record<symbol, number>) => ((o[Symbol.for("s")] = 2), true),
    ],
  ];
  test.each(changes)("detects a guard that %s", (_, value, guard) => {
    expect(check(value, guard)).toBe("RSP_DISPATCH_FUNCTIONAL");
  });

  test("detects one that returns no boolean", () => {
    expect(check({}, () => 1)).toBe("RSP_DISPATCH_FUNCTIONAL");
    expect(check({}, () => undefined)).toBe("RSP_DISPATCH_FUNCTIONAL");
  });

  test("says nothing of one that only looks, at a cycle too, and runs no getter", () => {
    const cycle: { self?: object; readonly trap: number } = {
      get trap(): number {
        throw new Error("looked at");
      },
    };
    cycle.self = cycle;
    expect(check(cycle, () => true)).toBeUndefined();
    expect(check(new Map([[{}, [1]]]), (o: Map<object, unknown>) => o.size > 0)).toBeUndefined();
  });

  test("names the guard and the argument", () => {
    const { dispatcher, core } = worldOf("compiled", { development: true });
    const event = dispatcher.define(core, "E", takesObject, () => expect.unreachable());
    const spoils = (object: object): boolean => Reflect.set(object, "spoilt", true);
    dispatcher.installHandler(core, event, () => {}, { guards: [spoils] });
    often(() => {
      const { message } = refusal(() => event.raise({}));
      expect(message).toContain("spoils");
      expect(message).toContain("object");
    });
  });

  test("a post-guard and an imposed guard are held to it, too", () => {
    const { dispatcher, core } = worldOf("adaptive", { development: true });
    const event = dispatcher.define(core, "E", takesObject, () => {});
    const spoils = (object: object): boolean => Reflect.set(object, "spoilt", true);
    for (const [guards, postGuards] of [
      [[spoils], []],
      [[], [spoils]],
    ]) {
      const imposed = dispatcher.impose(core, dispatcher.intrinsic(event), guards, { postGuards });
      expect(codeOf(() => event.raise({}))).toBe("RSP_DISPATCH_FUNCTIONAL");
      dispatcher.withdraw(core, imposed);
    }
  });
});
