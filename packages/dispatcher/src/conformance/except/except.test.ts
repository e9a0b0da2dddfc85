import { describe, expect, test } from "vitest";
import { integer, nothing, NoHandlerInvoked, parameter, signature } from "../../index.js";
import { lengths, often, range, strategies, worldOf } from "../../testing/strategies.js";

const takesNumber = signature([parameter("a", integer)], nothing);
const givesNumber = signature([parameter("a", integer)], integer);
const error = new Error("mine");
const fails = (_a: number): never => {
  throw error;
};

describe.each(strategies)("%s", (strategy) => {
  test("a handler's exception reaches the raiser as it is, and later handlers do not run", () => {
    const { dispatcher, core, failures, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", takesNumber, () => note("intrinsic"));
    const binding = dispatcher.installHandler(core, event, fails, { guards: [(a) => a === 1] });
    dispatcher.installHandler(core, event, () => note("behind"));
    often(() => {
      expect(() => event.raise(1)).toThrow(error);
      expect(noted()).toEqual(["intrinsic"]);
      event.raise(2);
      expect(noted()).toEqual(["intrinsic", "behind"]);
    });
    expect(binding.failures).toBe(0);
    expect(failures).toEqual([]);
  });

  test("where they are contained, an exception is counted and reported, and the raise goes on", () => {
    const { dispatcher, core, failures, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", takesNumber, () => note("intrinsic"), { exceptions: "contained" });
    const binding = dispatcher.installHandler(core, event, fails, { order: "first" });
    often((n) => {
      event.raise(1);
      expect(noted()).toEqual(["intrinsic"]);
      expect(binding.failures).toBe(n + 1);
    });
    expect(failures).toHaveLength(12);
    expect(failures[0]).toEqual({
      event: "E",
      binding: "core.fails",
      handler: binding,
      kind: "exception",
      error,
      bound: undefined,
    });
    expect(dispatcher.intrinsic(event).failures).toBe(0);
  });

  test("where the others' are contained, what the event itself throws reaches the raiser, alone or with handlers", () => {
    const { dispatcher, core, failures, note, noted } = worldOf(strategy);
    const refuses = (a: number): void => {
      if (a === 0) throw error;
      note("intrinsic");
    };
    const event = dispatcher.define(core, "E", takesNumber, refuses, { exceptions: "others contained" });
    const refused = (): void => expect(() => event.raise(0)).toThrow(error);
    often(refused);
    const binding = dispatcher.installHandler(core, event, fails);
    dispatcher.installHandler(core, event, () => note("behind"));
    often((n) => {
      refused();
      expect(noted()).toEqual([]);
      event.raise(1);
      expect(noted()).toEqual(["intrinsic", "behind"]);
      expect(binding.failures).toBe(n + 1);
    });
    expect(dispatcher.intrinsic(event).failures).toBe(0);
    expect(failures).toHaveLength(12);
  });

  test.each([undefined, null, "text", 5, { plain: true }])("what is thrown may be anything: %j", (thrown) => {
    const { dispatcher, core, failures } = worldOf(strategy);
    const event = dispatcher.define(core, "E", takesNumber, () => {
      throw thrown;
    });
    dispatcher.installHandler(core, event, () => {});
    often(() => {
      let caught: unknown = "nothing";
      try {
        event.raise(1);
      } catch (reached) {
        caught = reached;
      }
      expect(caught).toBe(thrown);
    });
    dispatcher.setExceptions(core, event, "contained");
    often(() => event.raise(1));
    expect(failures).toHaveLength(12);
    expect(failures[0].error).toBe(thrown);
  });

  test("the intrinsic handler alone, contained", () => {
    const { dispatcher, core } = worldOf(strategy);
    const event = dispatcher.define(core, "E", takesNumber, fails, { exceptions: "contained" });
    often(() => event.raise(1));
    expect(dispatcher.intrinsic(event).failures).toBe(12);
  });

  test("if the only handler failed, the result is the default handler's, or there is none", () => {
    const { dispatcher, core } = worldOf(strategy);
    const event = dispatcher.define(core, "E", givesNumber, fails, { exceptions: "contained" });
    often(() => expect(() => event.raise(1)).toThrow(NoHandlerInvoked));
    dispatcher.setDefaultHandler(core, event, (a) => -a);
    often(() => expect(event.raise(1)).toBe(-1));
  });

  test("without a result, a handler that failed has fired: the default handler does not run", () => {
    const { dispatcher, core } = worldOf(strategy);
    const event = dispatcher.define(core, "E", takesNumber, fails, {
      exceptions: "contained",
      defaultHandler: (_a) => expect.unreachable(),
    });
    often(() => event.raise(1));
    dispatcher.setGuards(core, dispatcher.intrinsic(event), [() => true]);
    often(() => event.raise(1));
  });

  test("the result is folded of those that did not fail", () => {
    const { dispatcher, core } = worldOf(strategy);
    const event = dispatcher.define(core, "E", givesNumber, (a) => a, {
      exceptions: "contained",
      resultHandler: (result, previous) => previous * 10 + result,
    });
    dispatcher.installHandler(core, event, fails);
    dispatcher.installHandler(core, event, () => 2);
    dispatcher.installHandler(core, event, fails, { order: "first" });
    dispatcher.installHandler(core, event, () => 3);
    dispatcher.installHandler(core, event, fails, { order: "last" });
    often(() => expect(event.raise(1)).toBe(123));
  });

  test("the policy can be changed, there and back", () => {
    const { dispatcher, core } = worldOf(strategy);
    const event = dispatcher.define(core, "E", takesNumber, fails);
    const binding = dispatcher.intrinsic(event);
    for (let n = 1; n <= 3; n++) {
      often(() => expect(() => event.raise(1)).toThrow(error));
      dispatcher.setExceptions(core, event, "contained");
      often(() => event.raise(1));
      expect(binding.failures).toBe(12 * n);
      dispatcher.setExceptions(core, event, "reach raiser");
    }
  });

  test("exceptions of result and default handlers reach the raiser, contained or not: they are the authority's own", () => {
    const { dispatcher, core } = worldOf(strategy);
    for (const exceptions of ["contained", "reach raiser"] as const) {
      const folding = dispatcher.define(core, "Folding", givesNumber, (a) => a, { exceptions, resultHandler: fails });
      dispatcher.installHandler(core, folding, (a) => a);
      often(() => expect(() => folding.raise(1)).toThrow(error));
      const defaulting = dispatcher.define(core, "Default", givesNumber, fails, { exceptions, defaultHandler: fails });
      dispatcher.uninstall(core, dispatcher.intrinsic(defaulting));
      often(() => expect(() => defaulting.raise(1)).toThrow(error));
    }
  });

  test("a nested raise that fails, fails the outer one where it is not caught, and leaves later raises as they were", () => {
    const { dispatcher, core } = worldOf(strategy);
    const event = dispatcher.define(core, "E", givesNumber, (a) => a);
    dispatcher.installHandler(
      core,
      event,
      (a): number => {
        if (a === 0) throw error;
        return event.raise(a - 1);
      },
      { guards: [(a) => a < 10] },
    );
    dispatcher.installHandler(core, event, (a) => a, { guards: [(a) => a >= 10] });
    often(() => {
      expect(() => event.raise(5)).toThrow(error);
      expect(event.raise(10)).toBe(10);
    });
  });

  test.each(lengths)("one of %i fails", (length) => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", takesNumber, () => {});
    for (const n of range(length)) {
      dispatcher.installHandler(core, event, (a) => (a === n ? fails(a) : note(`${n}`)), { guards: [(a) => a >= 0] });
    }
    for (const contained of [false, true]) {
      dispatcher.setExceptions(core, event, contained ? "contained" : "reach raiser");
      for (const a of [0, 29, 30, 31, 59, 60, length - 1]) {
        if (contained || a >= length) event.raise(a);
        else expect(() => event.raise(a)).toThrow(error);
        const ahead = range(length).filter((n) => (contained || a >= length ? n !== a : n < a));
        expect(noted()).toEqual(ahead.map(String));
      }
    }
  });
});
