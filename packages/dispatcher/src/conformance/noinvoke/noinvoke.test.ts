import { describe, expect, test } from "vitest";
import {
  argumentIs,
  DispatchError,
  flag,
  integer,
  NoHandlerInvoked,
  nothing,
  parameter,
  signature,
} from "../../index.js";
import { lengths, often, range, strategies, worldOf } from "../../testing/strategies.js";

const takesNumber = signature([parameter("a", integer)], nothing);
const givesNumber = signature([parameter("a", integer)], integer);

describe.each(strategies)("%s", (strategy) => {
  test("an event with a result that fires nobody throws; one without returns", () => {
    const { dispatcher, core } = worldOf(strategy);
    const gives = dispatcher.define(core, "Gives", givesNumber, (a) => a);
    const takes = dispatcher.define(core, "Takes", takesNumber, () => {});
    for (const event of [gives, takes]) dispatcher.uninstall(core, dispatcher.intrinsic(event));
    often(() => {
      expect(() => gives.raise(1)).toThrow(NoHandlerInvoked);
      expect(() => gives.raise(1)).toThrow(DispatchError);
      expect(() => gives.raise(1)).toThrow(/^Gives /);
      expect(takes.raise(1)).toBeUndefined();
    });
  });

  test("a default handler runs only when nothing else fired", () => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", takesNumber, (a) => note(`intrinsic ${a}`), {
      defaultHandler: (a) => note(`default ${a}`),
    });
    dispatcher.setGuards(core, dispatcher.intrinsic(event), [(a: number) => a > 1]);
    often(() => {
      event.raise(1);
      expect(noted()).toEqual(["default 1"]);
      event.raise(2);
      expect(noted()).toEqual(["intrinsic 2"]);
    });
    dispatcher.setDefaultHandler(core, event, undefined);
    often(() => event.raise(1));
    expect(noted()).toEqual([]);
  });

  test.each(lengths)("so it is with %i guarded handlers", (length) => {
    const { dispatcher, core } = worldOf(strategy);
    const event = dispatcher.define(core, "E", givesNumber, () => 0);
    dispatcher.uninstall(core, dispatcher.intrinsic(event));
    for (const n of range(length)) dispatcher.installHandler(core, event, () => n, { guards: [(a) => a === n] });
    const values = [0, 29, 30, 59, 60, 99, 100];
    for (const a of values) {
      if (a < length) expect(event.raise(a)).toBe(a);
      else expect(() => event.raise(a)).toThrow(NoHandlerInvoked);
    }
    dispatcher.setDefaultHandler(core, event, (a) => -a);
    for (const a of values) expect(event.raise(a)).toBe(a < length ? a : -a);
  });

  test("a default handler gives its event's result, of declared matches too", () => {
    const { dispatcher, core } = worldOf(strategy);
    const event = dispatcher.define(core, "E", givesNumber, () => 0, { defaultHandler: (a) => -a });
    dispatcher.setGuards(core, dispatcher.intrinsic(event), [argumentIs("a", 0)]);
    for (const n of range(20)) dispatcher.installHandler(core, event, () => n, { guards: [argumentIs("a", n)] });
    often(() => {
      expect(event.raise(3)).toBe(3);
      expect(event.raise(20)).toBe(-20);
    });
    dispatcher.setDefaultHandler(core, event, undefined);
    often(() => expect(() => event.raise(20)).toThrow(NoHandlerInvoked));
  });

  test("a default handler is not given what a filter made: nothing else fired, so no filter did", () => {
    const { dispatcher, core } = worldOf(strategy);
    const event = dispatcher.define(core, "E", givesNumber, (a) => a, { defaultHandler: (a) => -a });
    dispatcher.uninstall(core, dispatcher.intrinsic(event));
    const filter = (a: { value: number }): number => (a.value = 9);
    dispatcher.installHandler(core, event, filter, { filter: ["a"], guards: [(a) => a > 5] });
    often(() => {
      expect(event.raise(1)).toBe(-1);
      expect(event.raise(6)).toBe(9);
    });
  });

  test("a result of undefined, null or false is a result", () => {
    const { dispatcher, core } = worldOf(strategy);
    const event = dispatcher.define(core, "E", signature([], flag), () => true, {
      defaultHandler: () => expect.unreachable(),
    });
    for (const value of [undefined, null, false]) {
      const binding = dispatcher.installHandler(core, event, () => value as boolean);
      dispatcher.setGuards(core, binding, [() => true]);
      often(() => expect(event.raise()).toBe(value));
    }
  });

  test("a default handler that is changed by a handler while a raise is in progress is the next raise's", () => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", takesNumber, () => {}, { defaultHandler: () => change() });
    const change = (): void => {
      note("old");
      dispatcher.setDefaultHandler(core, event, () => note("new"));
    };
    dispatcher.uninstall(core, dispatcher.intrinsic(event));
    event.raise(1);
    expect(noted()).toEqual(["old"]);
    event.raise(1);
    expect(noted()).toEqual(["new"]);
  });
});
