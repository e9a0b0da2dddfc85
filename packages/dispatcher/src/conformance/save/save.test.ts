import { describe, expect, test } from "vitest";
import { integer, parameter, reference, signature, withClosure, type Authorizer } from "../../index.js";
import { lengths, often, range, strategies, worldOf } from "../../testing/strategies.js";

const givesNumber = signature([parameter("a", integer)], integer);
type Cell = { value: number };

describe.each(strategies)("%s", (strategy) => {
  test("a filter changes what later handlers see, not what the raiser has", () => {
    const { dispatcher, core } = worldOf(strategy);
    const event = dispatcher.define(core, "E", givesNumber, (a) => a);
    const filter = (a: Cell): number => (a.value += 100);
    dispatcher.installHandler(core, event, filter, { filter: ["a"], order: "first" });
    let mine = 1;
    const args: [number] = [1];
    often(() => {
      expect(event.raise(mine)).toBe(101);
      expect(mine).toBe(1);
      expect(event.raise(...args)).toBe(101);
      expect(args).toEqual([1]);
    });
    mine = 2;
    expect(event.raise(mine)).toBe(102);
  });

  test("an object that a filter puts in the place of another leaves the raiser's as it was", () => {
    const { dispatcher, core } = worldOf(strategy);
    const object = reference<{ n: number }>("Object", () => true);
    const event = dispatcher.define(core, "E", signature([parameter("o", object)], integer), (o) => o.n);
    const filter = (o: { value: { n: number } }): number => (o.value = { n: 7 }).n;
    dispatcher.installHandler(core, event, filter, { filter: ["o"], order: "first" });
    const mine = { n: 1 };
    often(() => expect(event.raise(mine)).toBe(7));
    expect(mine).toEqual({ n: 1 });
  });

  test("raises of an event within its own handlers and filters keep their own values", () => {
    const { dispatcher, core } = worldOf(strategy);
    const event = dispatcher.define(core, "E", givesNumber, (a) => a);
    // Adds one, raises the same event with less, and only then adds ten more.
    const filter = (a: Cell): number => {
      a.value += 1;
      if (a.value > 2) event.raise(a.value - 2);
      a.value += 10;
      return 0;
    };
    dispatcher.installHandler(core, event, filter, { filter: ["a"], order: "first" });
    const seen: string[] = [];
    const nested = (a: number): number => {
      seen.push(`before ${a}`);
      if (a > 12 && a < 20) event.raise(a - 12);
      seen.push(`after ${a}`);
      return a;
    };
    dispatcher.installHandler(core, event, nested);
    often(() => {
      seen.length = 0;
      expect(event.raise(4)).toBe(15);
      // 4 becomes 5, which raises 3 within; that becomes 4, which raises 2, 3 and 1.
      for (const each of seen.filter((one) => one.startsWith("before"))) {
        expect(seen).toContain(each.replace("before", "after"));
      }
      expect(seen.at(-1)).toBe("after 15");
    });
  });

  test.each([1, 2, 5, 8])("recursion with a filter, %i deep", (depth) => {
    const { dispatcher, core } = worldOf(strategy);
    const event = dispatcher.define(core, "E", givesNumber, () => 0);
    const filter = (a: Cell): number => {
      const before = a.value;
      if (before > 0) event.raise(before - 1);
      expect(a.value).toBe(before);
      a.value = before * 2;
      return 0;
    };
    dispatcher.installHandler(core, event, filter, { filter: ["a"] });
    dispatcher.installHandler(core, event, (a) => a);
    often(() => expect(event.raise(depth)).toBe(2 * depth));
  });

  test("a handler that raises its own event sees its own arguments afterwards", () => {
    const { dispatcher, core } = worldOf(strategy);
    const event = dispatcher.define(core, "Sum", givesNumber, (a): number => (a === 0 ? 0 : a + event.raise(a - 1)));
    often(() => expect(event.raise(10)).toBe(55));
    dispatcher.installHandler(core, event, (a): number => (a === 0 ? 0 : a + event.raise(a - 1)), {
      guards: [(a) => a % 2 === 0],
      order: "last",
    });
    often(() => expect(event.raise(6)).toBe(21));
  });

  test("nothing of an earlier raise, failed or not, is seen by a later one", () => {
    const { dispatcher, core } = worldOf(strategy);
    const event = dispatcher.define(core, "E", givesNumber, (a) => a);
    const filter = (a: Cell): number => {
      if (a.value === 13) {
        a.value = 99;
        throw new Error("mine");
      }
      return 0;
    };
    dispatcher.installHandler(core, event, filter, { filter: ["a"], order: "first" });
    often((n) => {
      expect(() => event.raise(13)).toThrow("mine");
      expect(event.raise(n)).toBe(n);
    });
  });

  test("a reference that a filter keeps is worth nothing after its run", () => {
    const { dispatcher, core } = worldOf(strategy);
    const event = dispatcher.define(core, "E", givesNumber, (a) => a);
    let kept: Cell = { value: 0 };
    const filter = (a: Cell): number => {
      kept = a;
      return 0;
    };
    dispatcher.installHandler(core, event, filter, { filter: ["a"], order: "first" });
    const spoils = (): number => {
      expect(kept.value).toBeUndefined();
      return (kept.value = 99);
    };
    dispatcher.installHandler(core, event, spoils, { order: { after: dispatcher.handlers(event)[0] } });
    dispatcher.installHandler(core, event, (a) => a, { order: "last" });
    often((n) => expect(event.raise(n)).toBe(n));
  });

  test.each(lengths)("nothing is called as a method of what the dispatcher has: %i handlers", (length) => {
    const { dispatcher, core } = worldOf(strategy);
    const seen = new Set<unknown>();
    const event = dispatcher.define(core, "E", givesNumber, (a) => a, {
      resultHandler(this: unknown, result) {
        seen.add(this);
        return result;
      },
    });
    dispatcher.uninstall(core, dispatcher.intrinsic(event));
    function handler(this: unknown, a: number): number {
      seen.add(this);
      return a;
    }
    for (let n = 0; n < length; n++) dispatcher.installHandler(core, event, handler);
    often(() => event.raise(1));
    // The way of lists without a result handler is another.
    dispatcher.setResultHandler(core, event, undefined);
    often(() => event.raise(1));
    // One handler alone is what raising calls: as the event's own, once what is behind it was made.
    expect([...seen]).toEqual(length === 1 ? [undefined, event] : [undefined]);
  });

  test("nor are guards, post-guards, filters, the default handler, nor handlers with a closure", () => {
    const { dispatcher, core } = worldOf(strategy);
    const seen = new Set<unknown>();
    function look(this: unknown): true {
      seen.add(this);
      return true;
    }
    function number(this: unknown): number {
      seen.add(this);
      return 1;
    }
    const event = dispatcher.define(core, "E", givesNumber, number, {
      defaultHandler: number as (a: number) => number,
      exceptions: "contained",
    });
    const binding = dispatcher.installHandler(core, event, number, {
      closure: {},
      guards: [look, withClosure({}, look)],
    });
    dispatcher.impose(core, binding, [look], { postGuards: [look] });
    dispatcher.installHandler(core, event, number, { filter: ["a"] });
    often(() => event.raise(1));
    for (const each of dispatcher.handlers(event)) dispatcher.uninstall(core, each);
    often(() => event.raise(1));
    expect([...seen]).toEqual([undefined]);
  });

  test("nor is an authorizer", () => {
    const { dispatcher, core } = worldOf(strategy);
    const seen = new Set<unknown>();
    const authorizer: Authorizer = function (this: unknown) {
      seen.add(this);
      return { allowed: true, terms: {} };
    };
    const event = dispatcher.define(core, "E", givesNumber, (a) => a, { authorizer });
    dispatcher.installHandler(core, event, (a) => a);
    expect([...seen]).toEqual([undefined]);
  });

  test("a list that is raised keeps no argument that the next raise does not give", () => {
    const { dispatcher, core } = worldOf(strategy);
    const many = range(15).map((n) => parameter(`p${n}`, integer));
    const event = dispatcher.define(core, "E", signature(many, integer), (...all) => all.length);
    dispatcher.installHandler(core, event, (...all) => all.filter((each) => each !== undefined).length, {
      guards: [() => true],
    });
    often(() => {
      expect(event.raise(...range(15))).toBe(15);
      expect(event.raise(1, 2)).toBe(2);
    });
  });
});
