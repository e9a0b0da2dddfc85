import { describe, expect, test } from "vitest";
import { deny, integer, parameter, RaiseStatistics, signature } from "../../index.js";
import { codeOf, often, strategies, worldOf } from "../../testing/strategies.js";

const givesNumber = signature([parameter("a", integer), parameter("b", integer)], integer);

describe.each(strategies)("%s", (strategy) => {
  test("an interceptor sees the arguments and the result of every raise", () => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", givesNumber, (a, b) => (note("handler"), a + b));
    const stop = dispatcher.intercept(core, event, {
      before: (...args) => note(`before ${args.join(" ")}`),
      after: (result) => note(`after ${String(result)}`),
    });
    often((n) => {
      expect(event.raise(n, 1)).toBe(n + 1);
      expect(noted()).toEqual([`before ${n} 1`, "handler", `after ${n + 1}`]);
    });
    dispatcher.installHandler(core, event, () => -1, { guards: [(a) => a > 5] });
    often((n) => {
      expect(event.raise(n, 1)).toBe(n > 5 ? -1 : n + 1);
      expect(noted()).toEqual([`before ${n} 1`, "handler", `after ${n > 5 ? -1 : n + 1}`]);
    });
    stop();
    event.raise(1, 1);
    expect(noted()).toEqual(["handler"]);
  });

  test("where there is none, a raise is as it was before there was one", () => {
    const { dispatcher, core } = worldOf(strategy);
    const intrinsic = (a: number, b: number): number => a + b;
    const event = dispatcher.define(core, "E", givesNumber, intrinsic);
    const stop = dispatcher.intercept(core, event, {});
    event.raise(1, 1);
    expect(event.raise).not.toBe(intrinsic);
    stop();
    event.raise(1, 1);
    expect(event.raise).toBe(intrinsic);
  });

  test("it sees what fails, and the raiser gets the same exception", () => {
    const { dispatcher, core } = worldOf(strategy);
    const error = new Error("mine");
    const event = dispatcher.define(core, "E", givesNumber, () => {
      throw error;
    });
    const seen: unknown[] = [];
    dispatcher.intercept(core, event, { after: () => expect.unreachable(), failed: (each) => void seen.push(each) });
    often(() => expect(() => event.raise(1, 2)).toThrow(error));
    expect(seen).toEqual(Array.from({ length: 12 }, () => error));
  });

  test("raises are counted and timed, raises within raises too", () => {
    const { dispatcher, core } = worldOf(strategy);
    let now = 0;
    const event = dispatcher.define(core, "E", givesNumber, (a, b): number => {
      now += 10;
      if (b === 1) throw new Error("mine");
      return a > 0 ? event.raise(a - 1, b) : 0;
    });
    const statistics = new RaiseStatistics(() => now);
    dispatcher.intercept(core, event, statistics);
    event.raise(0, 0);
    expect(statistics).toMatchObject({ raises: 1, failures: 0, time: 10 });
    event.raise(2, 0);
    expect(statistics).toMatchObject({ raises: 4, failures: 0, time: 10 + 30 + 20 + 10 });
    expect(() => event.raise(0, 1)).toThrow("mine");
    expect(statistics).toMatchObject({ raises: 5, failures: 1, time: 80 });
  });

  test("it is given the arguments, each by itself: there is nothing to change", () => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", givesNumber, (a, b) => {
      note(`${a} ${b}`);
      return a;
    });
    const before = (...args: unknown[]): void => {
      args[0] = 99;
      args.push("extra");
    };
    dispatcher.intercept(core, event, { before });
    often(() => {
      expect(event.raise(1, 2)).toBe(1);
      expect(noted()).toEqual(["1 2"]);
    });
  });

  test("one that throws fails the raise, and the others are told all the same", () => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", givesNumber, (a, _b) => a);
    dispatcher.intercept(core, event, {
      after: () => {
        throw new Error("mine");
      },
    });
    dispatcher.intercept(core, event, { after: () => note("told") });
    often(() => {
      expect(() => event.raise(1, 2)).toThrowError("mine");
      expect(noted()).toEqual(["told"]);
    });
  });

  test("stopping twice stops one, and the same interceptor may be there twice", () => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", givesNumber, (a, _b) => a);
    const interceptor = { before: () => note("seen") };
    const [first] = [1, 2].map(() => dispatcher.intercept(core, event, interceptor));
    dispatcher.intercept(core, event, { before: () => note("another") });
    first();
    first();
    event.raise(1, 2);
    expect(noted()).toEqual(["seen", "another"]);
  });

  test("filters do not change what an interceptor is shown", () => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", givesNumber, (a, _b) => a);
    const filter = (a: { value: number }): number => (a.value = 9);
    dispatcher.installHandler(core, event, filter, { filter: ["a"], order: "first" });
    let kept: readonly unknown[] = [];
    dispatcher.intercept(core, event, {
      before: (...args) => void (kept = args),
      after: () => note(kept.join(" ")),
    });
    often(() => {
      expect(event.raise(1, 2)).toBe(9);
      expect(noted()).toEqual(["1 2"]);
    });
  });

  test("several see each raise; the same one may be there twice, and is stopped once at a time", () => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", givesNumber, (a, _b) => a);
    const twice = { before: () => note("twice") };
    const stop = dispatcher.intercept(core, event, twice);
    dispatcher.intercept(core, event, { before: () => note("other") });
    dispatcher.intercept(core, event, twice);
    event.raise(1, 2);
    expect(noted()).toEqual(["twice", "other", "twice"]);
    stop();
    event.raise(1, 2);
    expect(noted().toSorted()).toEqual(["other", "twice"]);
  });

  test("an interceptor that is added while a raise is in progress sees the next one", () => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", givesNumber, (a, _b) => {
      if (a === 0) dispatcher.intercept(core, event, { before: () => note("before"), after: () => note("after") });
      return a;
    });
    event.raise(0, 0);
    expect(noted()).toEqual([]);
    event.raise(1, 1);
    expect(noted()).toEqual(["before", "after"]);
  });

  test("of an asynchronous event, the raise is seen, not what runs later", () => {
    const { dispatcher, core, strands, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", givesNumber, () => (note("handler"), 1), {
      mode: "asynchronous",
      defaultHandler: (a, _b) => -a,
    });
    dispatcher.intercept(core, event, { after: (result) => note(`after ${String(result)}`) });
    often(() => {
      event.raise(1, 1);
      expect(noted()).toEqual(["after -1"]);
      strands.run();
      expect(noted()).toEqual(["handler"]);
    });
  });
});

test("only whom the event's authority lets may intercept it", () => {
  const { dispatcher, core, extension } = worldOf("adaptive");
  const closed = dispatcher.define(core, "E", givesNumber, (a, _b) => a);
  expect(codeOf(() => dispatcher.intercept(extension, closed, {}))).toBe("RSP_DISPATCH_AUTHORITY");
  const denying = dispatcher.define(core, "E", givesNumber, (a, _b) => a, {
    authorizer: ({ operation }) => deny(`no ${operation}`),
  });
  expect(codeOf(() => dispatcher.intercept(core, denying, {}))).toBe("RSP_DISPATCH_AUTHORITY");
});
