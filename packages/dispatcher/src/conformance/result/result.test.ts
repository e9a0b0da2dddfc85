import { describe, expect, test } from "vitest";
import { allow, argumentIs, flag, integer, nothing, parameter, signature } from "../../index.js";
import { codeOf, lengths, often, range, strategies, worldOf } from "../../testing/strategies.js";

const givesNumber = signature([parameter("a", integer)], integer);

describe.each(strategies)("%s", (strategy) => {
  test("VM.PageFault ORs the results of its handlers", () => {
    const { dispatcher, core } = worldOf(strategy);
    const pageFault = dispatcher.define(
      core,
      "VM.PageFault",
      signature([parameter("page", integer)], flag),
      () => false,
      {
        resultHandler: (result, previous) => result || previous,
      },
    );
    for (const mine of [3, 5]) dispatcher.installHandler(core, pageFault, (page) => page === mine);
    often(() =>
      expect(range(7).map((page) => pageFault.raise(page))).toEqual(
        [3, 5, 3, 5, 3, 5, 3].map((_, n) => n === 3 || n === 5),
      ),
    );
  });

  test("by default the last one's value is the result", () => {
    const { dispatcher, core } = worldOf(strategy);
    const event = dispatcher.define(core, "E", givesNumber, (a) => a);
    dispatcher.installHandler(core, event, (a) => a * 10, { guards: [(a) => a > 1] });
    dispatcher.installHandler(core, event, (a) => a * 100, { guards: [(a) => a > 2] });
    often(() => expect(range(4).map((a) => event.raise(a))).toEqual([0, 1, 20, 300]));
  });

  test("a result handler folds them in the order of the handlers: the new one, and what is there so far", () => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", givesNumber, () => 1, {
      resultHandler: (result, previous) => {
        note(`${result} after ${previous}`);
        return previous * 10 + result;
      },
    });
    dispatcher.installHandler(core, event, () => 2);
    dispatcher.installHandler(core, event, () => 3, { guards: [(a) => a > 0] });
    dispatcher.installHandler(core, event, () => 4);
    often(() => {
      expect(event.raise(1)).toBe(1234);
      expect(noted()).toEqual(["2 after 1", "3 after 12", "4 after 123"]);
      expect(event.raise(0)).toBe(124);
      expect(noted()).toEqual(["2 after 1", "4 after 12"]);
    });
  });

  test("one handler's value is not folded", () => {
    const { dispatcher, core } = worldOf(strategy);
    const event = dispatcher.define(core, "E", givesNumber, (a) => a, { resultHandler: () => expect.unreachable() });
    often((n) => expect(event.raise(n)).toBe(n));
    dispatcher.installHandler(core, event, () => 0, { guards: [() => false] });
    often((n) => expect(event.raise(n)).toBe(n));
  });

  test.each(lengths)("the results of %i handlers are folded", (length) => {
    const { dispatcher, core } = worldOf(strategy);
    const event = dispatcher.define(core, "E", givesNumber, () => 0, {
      resultHandler: (result, previous) => result + previous,
    });
    for (const n of range(length)) {
      dispatcher.installHandler(core, event, () => n, { guards: n % 3 === 0 ? [] : [(a) => a !== n] });
    }
    const sum = (length * (length - 1)) / 2;
    for (const a of range(12)) expect(event.raise(a)).toBe(a % 3 === 0 || a >= length ? sum : sum - a);
  });

  test.each(lengths)("the result of the last of %i that fires", (length) => {
    const { dispatcher, core } = worldOf(strategy);
    const event = dispatcher.define(core, "E", givesNumber, () => -1);
    for (const n of range(length)) dispatcher.installHandler(core, event, () => n, { guards: [(a) => n <= a] });
    for (const a of [-5, 0, 29, 30, 59, 60, 99]) expect(event.raise(a)).toBe(a < 0 ? -1 : Math.min(a, length - 1));
  });

  test("those that an index finds are folded with those that it does not", () => {
    const { dispatcher, core } = worldOf(strategy);
    const event = dispatcher.define(core, "E", givesNumber, () => 1, {
      resultHandler: (result, previous) => previous * 100 + result,
    });
    for (const n of range(20)) dispatcher.installHandler(core, event, () => n, { guards: [argumentIs("a", n)] });
    dispatcher.installHandler(core, event, () => 99);
    often(() => {
      expect(event.raise(7)).toBe(10799);
      expect(event.raise(20)).toBe(199);
    });
  });

  test("an event without a result has none, whatever its handlers return", () => {
    const { dispatcher, core } = worldOf(strategy);
    const event = dispatcher.define(core, "E", signature([], nothing), () => {});
    dispatcher.uninstall(core, dispatcher.intrinsic(event));
    // One handler alone is what raising calls; there are at least two.
    dispatcher.installHandler(core, event, () => {});
    const leaks = (): void => 5 as never;
    const options = [{}, { closure: {} }, { guards: [() => true] }, { order: "last" }] as const;
    for (const each of options) {
      dispatcher.installHandler(core, event, leaks, each as object);
      often(() => expect(event.raise()).toBeUndefined());
    }
  });

  test("the result handler can be changed; a raise in progress keeps its own", () => {
    const { dispatcher, core } = worldOf(strategy);
    const add = (result: number, previous: number): number => result + previous;
    const multiply = (result: number, previous: number): number => result * previous;
    const event = dispatcher.define(core, "E", givesNumber, (a) => {
      if (a === 0) dispatcher.setResultHandler(core, event, multiply);
      return 3;
    });
    dispatcher.installHandler(core, event, () => 5);
    often(() => expect(event.raise(1)).toBe(5));
    dispatcher.setResultHandler(core, event, add);
    often(() => expect(event.raise(1)).toBe(8));
    expect(event.raise(0)).toBe(8);
    often(() => expect(event.raise(1)).toBe(15));
    dispatcher.setResultHandler(core, event, undefined);
    often(() => expect(event.raise(1)).toBe(5));
  });

  test("only the authority, or whom it lets, may set the result and the default handler", () => {
    const { dispatcher, core, extension } = worldOf(strategy);
    const closed = dispatcher.define(core, "E", givesNumber, (a) => a);
    expect(codeOf(() => dispatcher.setResultHandler(extension, closed, (a) => a))).toBe("RSP_DISPATCH_AUTHORITY");
    expect(codeOf(() => dispatcher.setDefaultHandler(extension, closed, (a) => a))).toBe("RSP_DISPATCH_AUTHORITY");
    const open = dispatcher.define(core, "E", givesNumber, (a) => a, { authorizer: () => allow() });
    dispatcher.setDefaultHandler(extension, open, (a) => -a);
    dispatcher.uninstall(core, dispatcher.intrinsic(open));
    expect(open.raise(1)).toBe(-1);
  });
});
