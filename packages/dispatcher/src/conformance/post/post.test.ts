import { describe, expect, test } from "vitest";
import { allow, argumentIs, integer, nothing, parameter, signature } from "../../index.js";
import { lengths, often, range, refusal, strategies, worldOf } from "../../testing/strategies.js";

const givesNumber = signature([parameter("a", integer)], integer);
const sum = { resultHandler: (result: number, previous: number) => result + previous };

describe.each(strategies)("%s", (strategy) => {
  test("after its handler a post-guard is evaluated: unless it holds, the result does not count", () => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", givesNumber, (a) => a);
    const binding = dispatcher.installHandler(core, event, (a) => (note("handler"), a * 100));
    let trusted = false;
    const isTrusted = (): boolean => (note("post-guard"), trusted);
    const imposed = dispatcher.impose(core, binding, [], { postGuards: [isTrusted] });
    often(() => {
      trusted = false;
      expect(event.raise(1)).toBe(1);
      trusted = true;
      expect(event.raise(1)).toBe(100);
      expect(noted()).toEqual(["handler", "post-guard", "handler", "post-guard"]);
    });
    trusted = false;
    dispatcher.withdraw(core, imposed);
    often(() => expect(event.raise(1)).toBe(100));
  });

  test("it sees what the handler did", () => {
    const { dispatcher, core } = worldOf(strategy);
    let count = 0;
    const event = dispatcher.define(core, "E", givesNumber, (a) => a);
    const binding = dispatcher.installHandler(core, event, () => ++count);
    dispatcher.impose(core, binding, [() => count % 2 === 0], { postGuards: [() => count % 2 === 1] });
    often(() => {
      count = 0;
      expect(event.raise(7)).toBe(1);
      expect(event.raise(7)).toBe(7);
    });
  });

  test("an authorizer's terms impose post-guards", () => {
    const { dispatcher, core, extension } = worldOf(strategy);
    const event = dispatcher.define(core, "E", givesNumber, (a) => a, {
      authorizer: () => allow({ postGuards: [(a: number) => a > 5, argumentIs("a", 6)] }),
    });
    dispatcher.installHandler(extension, event, (a) => a * 100);
    often(() => expect([5, 6, 7].map((a) => event.raise(a))).toEqual([5, 600, 7]));
  });

  test("a result that does not count is not folded, and leaves the default handler to give one", () => {
    const { dispatcher, core } = worldOf(strategy);
    const event = dispatcher.define(core, "E", givesNumber, (a) => a, sum);
    const binding = dispatcher.installHandler(core, event, () => 10, { order: "first" });
    dispatcher.impose(core, binding, [], { postGuards: [argumentIs("a", 1)] });
    often(() => {
      expect(event.raise(1)).toBe(11);
      expect(event.raise(2)).toBe(2);
    });
    dispatcher.uninstall(core, dispatcher.intrinsic(event));
    often(() => expect(() => event.raise(2)).toThrow("no handler gave a result"));
    dispatcher.setDefaultHandler(core, event, () => -1);
    often(() => expect(event.raise(2)).toBe(-1));
  });

  test("one that throws fails the raise, named, contained or not", () => {
    const { dispatcher, core, note, noted, failures } = worldOf(strategy);
    for (const exceptions of ["contained", "reach raiser"] as const) {
      const event = dispatcher.define(core, "E", givesNumber, (a) => (note("intrinsic"), a), { exceptions });
      const binding = dispatcher.installHandler(core, event, (a) => (note("handler"), a));
      dispatcher.installHandler(core, event, (a) => (note("behind"), a));
      const bad = (): boolean => {
        throw new Error("mine");
      };
      dispatcher.impose(core, binding, [], { postGuards: [() => true, bad] });
      often(() => {
        const { code, message } = refusal(() => event.raise(1));
        expect(code).toBe("RSP_DISPATCH_GUARD");
        expect(message).toContain("post-guard of core on core.handler bad");
        expect(noted()).toEqual(["intrinsic", "handler"]);
      });
    }
    expect(failures).toEqual([]);
  });

  test("of a handler that failed, was not let through, or is asynchronous, none is evaluated", () => {
    const { dispatcher, core, strands } = worldOf(strategy);
    const event = dispatcher.define(core, "E", givesNumber, (a) => a, { exceptions: "contained" });
    const fails = (): number => {
      throw new Error("mine");
    };
    const bindings = [
      dispatcher.installHandler(core, event, fails),
      dispatcher.installHandler(core, event, (a) => a, { guards: [() => false] }),
      dispatcher.installHandler(core, event, (a) => a, { mode: "asynchronous" }),
    ];
    for (const each of bindings) dispatcher.impose(core, each, [], { postGuards: [() => expect.unreachable()] });
    often(() => expect(event.raise(1)).toBe(1));
    strands.run();
  });

  test("an event without a result evaluates them all the same", () => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", signature([], nothing), () => note("intrinsic"));
    dispatcher.impose(core, dispatcher.intrinsic(event), [], { postGuards: [() => (note("post-guard"), false)] });
    often(() => {
      event.raise();
      expect(noted()).toEqual(["intrinsic", "post-guard"]);
    });
  });

  test("of a filter, it sees the new value; what the filter made stays", () => {
    const { dispatcher, core } = worldOf(strategy);
    const event = dispatcher.define(core, "E", givesNumber, (a) => a, sum);
    const filter = (a: { value: number }): number => (a.value += 10);
    const binding = dispatcher.installHandler(core, event, filter, { filter: ["a"], order: "first" });
    dispatcher.impose(core, binding, [], { postGuards: [argumentIs("a", 11)] });
    often(() => {
      expect(event.raise(1)).toBe(22);
      expect(event.raise(2)).toBe(12);
    });
  });

  test("they stop at the first that does not hold, matches first", () => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", givesNumber, (a) => a, { defaultHandler: (_a) => -1 });
    const guard = (name: string, least: number) => (a: number) => (note(name), a >= least);
    dispatcher.impose(core, dispatcher.intrinsic(event), [], {
      postGuards: [guard("first", 1), guard("second", 2)],
    });
    often(() => {
      expect([0, 1, 2].map((a) => event.raise(a))).toEqual([-1, -1, 2]);
      expect(noted()).toEqual(["first", "first", "second", "first", "second"]);
    });
  });

  test.each(lengths)("on every second of %i", (length) => {
    const { dispatcher, core } = worldOf(strategy);
    const event = dispatcher.define(core, "E", givesNumber, () => 0, sum);
    for (const n of range(length)) {
      const binding = dispatcher.installHandler(core, event, () => 1);
      if (n % 2 === 0) dispatcher.impose(core, binding, [], { postGuards: [() => false] });
    }
    often(() => expect(event.raise(1)).toBe(Math.floor(length / 2)));
  });
});
