import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { change, integer, nothing, parameter, signature, type Observer, type Watcher } from "../../index.js";
import { often, strategies, worldOf } from "../../testing/strategies.js";

const givesNumber = signature([parameter("a", integer)], integer);

/** Notes what it sees, by the number that each raise was given when it began. */
function noting(note: (what: string) => void): Watcher {
  let begun = 0;
  return {
    of: (event) => ({
      began: () => (note(`${event} begins`), begun++),
      ended: (began, failed) => note(`${event} ${began} ${failed ? "fails" : "returns"}`),
    }),
  };
}

describe.each(strategies)("%s", (strategy) => {
  test("a watcher sees each raise of each event begin and end, whenever the event was defined", () => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    const before = dispatcher.define(core, "Before", givesNumber, (a) => a);
    before.raise(1);
    dispatcher.watch(noting(note));
    const after = dispatcher.define(core, "After", givesNumber, (a) => before.raise(a) + 1);
    expect(after.raise(1)).toBe(2);
    expect(noted()).toEqual(["After begins", "Before begins", "Before 1 returns", "After 0 returns"]);
    dispatcher.installHandler(core, before, () => -1, { guards: [(a) => a > 5] });
    often((n) => expect(before.raise(n)).toBe(n > 5 ? -1 : n));
    expect(noted()).toHaveLength(24);
  });

  test("what a raise throws reaches its raiser, and the watcher hears that it failed", () => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    const error = new Error("mine");
    const event = dispatcher.define(core, "E", givesNumber, () => {
      throw error;
    });
    dispatcher.watch(noting(note));
    expect(() => event.raise(1)).toThrow(error);
    expect(noted()).toEqual(["E begins", "E 0 fails"]);
  });

  test("a handler that cancels, and an asynchronous event, do what they did", () => {
    const { dispatcher, core, strands, note, noted } = worldOf(strategy);
    dispatcher.watch(noting(() => {}));
    const event = dispatcher.define(core, "E", givesNumber, (a) => (note("intrinsic"), a));
    dispatcher.installHandler(core, event, () => (note("cancels"), 9), { order: "first", cancel: true });
    const later = dispatcher.define(core, "Later", signature([], nothing), () => note("later"), {
      mode: "asynchronous",
    });
    often(() => {
      expect(event.raise(1)).toBe(9);
      later.raise();
      expect(noted()).toEqual(["cancels"]);
      strands.run();
      expect(noted()).toEqual(["later"]);
    });
  });

  test("when nobody watches any more, the very function stands there that stood there before", () => {
    const { dispatcher, core } = worldOf(strategy);
    const event = dispatcher.define(core, "E", givesNumber, (a) => a);
    dispatcher.installHandler(core, event, () => -1, { guards: [(a) => a > 5] });
    often((n) => event.raise(n));
    const { raise } = event;
    dispatcher.watch({ of: () => ({ began: () => 0, ended: () => {} }) });
    expect(event.raise).not.toBe(raise);
    dispatcher.watch(undefined);
    expect(event.raise).toBe(raise);
    dispatcher.watch({ of: () => undefined });
    expect(event.raise).toBe(raise);
  });

  test("the observer is told the same, watched or not: watching is no change of an event", () => {
    const told = (toggles: boolean): readonly string[] => {
      const lines: string[] = [];
      const tell =
        (what: string) =>
        (...values: unknown[]): void =>
          void lines.push(`${what} ${values.join(" ")}`);
      const observer: Observer = {
        changed: tell("changed"),
        prepared: tell("prepared"),
        started: tell("started"),
        probed: tell("probed"),
        dispatched: tell("dispatched"),
      };
      const { dispatcher, core } = worldOf(strategy, { observer });
      const event = dispatcher.define(core, "E", givesNumber, (a) => a);
      for (let handler = 0; handler < 4; handler++) {
        dispatcher.installHandler(core, event, () => handler, { guards: [(a) => a % 4 === handler] });
        often((n) => {
          if (toggles) dispatcher.watch(n % 3 === 0 ? noting(() => {}) : undefined);
          event.raise(n);
        });
      }
      return lines;
    };
    expect(told(true)).toEqual(told(false));
  });

  test("it may be changed within a raise, which goes on as it began", () => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", givesNumber, (a): number => {
      dispatcher.watch(a > 0 ? noting(note) : undefined);
      return a > 0 ? event.raise(a - 1) : a;
    });
    expect(event.raise(1)).toBe(0);
    expect(noted()).toEqual(["E begins", "E 0 returns"]);
    event.raise(0);
    expect(noted()).toEqual([]);
  });
});

test("the events are those that somebody handles", () => {
  const { dispatcher, core } = worldOf("adaptive");
  expect(dispatcher.events()).toEqual([]);
  const [one, two] = ["One", "Two"].map((name) => dispatcher.define(core, name, givesNumber, (a) => a));
  expect(dispatcher.events()).toEqual([one, two]);
  dispatcher.swap(core, [change.untold(change.uninstall(dispatcher.intrinsic(one)))]);
  expect(dispatcher.events()).toEqual([two]);
});

test("events that nobody has any more are not kept", { timeout: 20_000 }, async () => {
  const { dispatcher, core } = worldOf("adaptive");
  const count = 20_000;
  for (let n = 0; n < count; n++) {
    dispatcher.define(core, `E${n}`, givesNumber, (a) => a);
    // What is looked at weakly is kept until the turn of the host's loop is over.
    if (n % 1000 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await new Promise((resolve) => setImmediate(resolve));
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect !== "function") throw new Error("this Node has no collector to call");
  collect();
  expect(dispatcher.events().length).toBeLessThan(count / 100);
});
