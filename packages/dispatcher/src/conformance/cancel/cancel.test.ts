import { describe, expect, test } from "vitest";
import { argumentIs, integer, nothing, parameter, signature } from "../../index.js";
import { lengths, often, range, strategies, worldOf } from "../../testing/strategies.js";

const takesNumber = signature([parameter("a", integer)], nothing);

describe.each(strategies)("%s", (strategy) => {
  test("behind a binding that cancels and fires, no guard is evaluated and no handler runs", () => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "Fault", takesNumber, () => note("kill"));
    dispatcher.installHandler(core, event, () => note("handle"), {
      order: "first",
      cancel: true,
      guards: [(a) => a === 1],
    });
    const guard = (): boolean => {
      note("guard");
      return true;
    };
    dispatcher.installHandler(core, event, () => note("last"), { guards: [guard] });
    often(() => {
      event.raise(1);
      expect(noted()).toEqual(["handle"]);
      event.raise(2);
      expect(noted()).toEqual(["guard", "kill", "last"]);
    });
  });

  test("one without guards always cancels", () => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", takesNumber, () => note("intrinsic"));
    const binding = dispatcher.installHandler(core, event, () => note("cancels"), { order: "first", cancel: true });
    expect(binding.cancel).toBe(true);
    dispatcher.installHandler(core, event, () => expect.unreachable(), { guards: [() => expect.unreachable()] });
    often(() => event.raise(1));
    expect(noted()).toEqual(range(12).map(() => "cancels"));
  });

  test("handlers ahead of it run; it ends the evaluation, not what was found before", () => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", takesNumber, () => note("intrinsic"));
    dispatcher.installHandler(core, event, () => note("cancels"), { cancel: true });
    dispatcher.installHandler(core, event, () => note("behind"));
    often(() => {
      event.raise(1);
      expect(noted()).toEqual(["intrinsic", "cancels"]);
    });
  });

  test("its handler's result is the last one", () => {
    const { dispatcher, core } = worldOf(strategy);
    const event = dispatcher.define(core, "E", signature([parameter("a", integer)], integer), (a) => a);
    dispatcher.installHandler(core, event, (a) => a * 10, { cancel: true, guards: [(a) => a > 5] });
    dispatcher.installHandler(core, event, (a) => a * 100);
    often(() => {
      expect(event.raise(5)).toBe(500);
      expect(event.raise(6)).toBe(60);
    });
  });

  test.each(lengths)("any of %i bindings may be the one that cancels", (length) => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", takesNumber, () => {});
    dispatcher.uninstall(core, dispatcher.intrinsic(event));
    for (const n of range(length)) {
      const guard = (a: number): boolean => {
        note(`guard ${n}`);
        return a === n;
      };
      dispatcher.installHandler(core, event, () => note(`handler ${n}`), { cancel: true, guards: [guard] });
    }
    for (const a of [0, 1, 28, 29, 30, 31, 59, 60, 99, length - 1, length]) {
      event.raise(a);
      const evaluated = range(Math.min(a + 1, length)).map((n) => `guard ${n}`);
      expect(noted()).toEqual(a < length ? [...evaluated, `handler ${a}`] : evaluated);
    }
  });

  test.each(lengths)("behind the one of %i that cancels, no later group runs", (length) => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", takesNumber, () => {});
    dispatcher.uninstall(core, dispatcher.intrinsic(event));
    for (const n of range(length)) dispatcher.installHandler(core, event, () => note(`${n}`));
    dispatcher.installHandler(core, event, () => note("cancels"), { cancel: true, guards: [(a) => a === 1] });
    for (const n of range(length)) dispatcher.installHandler(core, event, () => note(`behind ${n}`));
    const ahead = range(length).map((n) => `${n}`);
    often(() => {
      event.raise(1);
      expect(noted()).toEqual([...ahead, "cancels"]);
      event.raise(0);
      expect(noted()).toEqual([...ahead, ...ahead.map((n) => `behind ${n}`)]);
    });
  });

  test("declared matches that cancel", () => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", takesNumber, () => note("intrinsic"));
    for (const value of range(20)) {
      dispatcher.installHandler(core, event, () => note(`${value}`), {
        order: "first",
        cancel: value % 2 === 0,
        guards: [argumentIs("a", value)],
      });
    }
    often(() => {
      event.raise(4);
      expect(noted()).toEqual(["4"]);
      event.raise(5);
      expect(noted()).toEqual(["5", "intrinsic"]);
      event.raise(20);
      expect(noted()).toEqual(["intrinsic"]);
    });
  });

  test("two matches on one value: the first that cancels is the last that runs", () => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", takesNumber, () => note("intrinsic"));
    for (const value of range(10)) {
      const guards = [argumentIs("a", value)];
      dispatcher.installHandler(core, event, () => note(`${value} cancels`), { guards, cancel: true });
      dispatcher.installHandler(core, event, () => note(`${value} behind`), { guards, order: "last" });
      dispatcher.installHandler(core, event, () => note(`${value} ahead`), { guards, order: "first" });
    }
    often(() => {
      event.raise(3);
      expect(noted()).toEqual(["3 ahead", "intrinsic", "3 cancels"]);
    });
  });

  test("a filter that cancels is the last that runs", () => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", takesNumber, () => note("intrinsic"));
    dispatcher.installHandler(core, event, (a: { value: number }) => note(`filter ${a.value}`), {
      filter: ["a"],
      order: "first",
      cancel: true,
      guards: [(a) => a === 1],
    });
    dispatcher.installHandler(core, event, (a) => note(`behind ${a}`));
    often(() => {
      event.raise(1);
      expect(noted()).toEqual(["filter 1"]);
      event.raise(2);
      expect(noted()).toEqual(["intrinsic", "behind 2"]);
    });
  });

  test("one that cancels ahead of a filter: the filter does not run", () => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", takesNumber, () => note("intrinsic"));
    dispatcher.installHandler(core, event, () => note("cancels"), { cancel: true, guards: [(a) => a === 1] });
    dispatcher.installHandler(core, event, (a: { value: number }) => void (a.value = 7), { filter: ["a"] });
    dispatcher.installHandler(core, event, (a) => note(`behind ${a}`));
    often(() => {
      event.raise(1);
      expect(noted()).toEqual(["intrinsic", "cancels"]);
      event.raise(2);
      expect(noted()).toEqual(["intrinsic", "behind 7"]);
    });
  });

  test("one that cancels behind a filter sees what the filter made", () => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", takesNumber, () => note("intrinsic"));
    dispatcher.installHandler(core, event, (a: { value: number }) => void a.value++, { filter: ["a"] });
    dispatcher.installHandler(core, event, () => note("cancels"), { cancel: true, guards: [argumentIs("a", 2)] });
    dispatcher.installHandler(core, event, (a) => note(`behind ${a}`));
    often(() => {
      event.raise(1);
      expect(noted()).toEqual(["intrinsic", "cancels"]);
      event.raise(2);
      expect(noted()).toEqual(["intrinsic", "behind 3"]);
    });
  });

  test("one that cancels and throws, where exceptions are contained, has cancelled", () => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", takesNumber, () => note("intrinsic"), { exceptions: "contained" });
    const fails = (): void => {
      throw new Error("mine");
    };
    const binding = dispatcher.installHandler(core, event, fails, { order: "first", cancel: true });
    often(() => event.raise(1));
    expect(noted()).toEqual([]);
    expect(binding.failures).toBe(12);
  });
});
