import { describe, expect, test } from "vitest";
import { change, Dispatcher, openToAll, parameter, signature, type DispatcherOptions, type Observer } from "./index.js";
import { Modules } from "./surroundings/modules.js";

const number = {
  name: "number",
  reference: false,
  includes: (value: unknown): value is number => typeof value === "number",
};
const nothing = (): void => {};

function world(options: Partial<DispatcherOptions> = {}) {
  const modules = new Modules();
  const dispatcher = new Dispatcher({ modules, ...options });
  const [owner, other] = [modules.create("owner"), modules.create("other")];
  const plus = signature([parameter("n", number)], number);
  const event = dispatcher.define(owner, "Sum.Next", plus, (n) => n + 1, { authorizer: openToAll });
  return { dispatcher, owner, other, event };
}

describe("what stands behind a raise", () => {
  test.each(["adaptive", "compiled", "indexed", "interpreted"] as const)(
    "is frozen where that is asked for: %s",
    (strategy) => {
      const { dispatcher, owner, other, event } = world({ frozen: true, strategy });
      const seen = new Set<unknown>();
      const look = (): void => {
        seen.add(event.raise);
        expect(Object.isFrozen(event.raise)).toBe(true);
      };
      look();
      for (let handlers = 0; handlers < 3; handlers++) {
        for (let raise = 0; raise < 20; raise++) {
          expect(event.raise(handlers)).toBe(handlers + 1);
          look();
        }
        dispatcher.installHandler(other, event, (n) => n + 1, { guards: [(n) => n < 100] });
      }
      const stop = dispatcher.intercept(owner, event, {});
      event.raise(1);
      look();
      stop();
      expect(seen.size).toBeGreaterThan(3);
    },
  );

  test("nor can anything be left on the prototype of what a handler makes", () => {
    const { dispatcher, other, event } = world({ frozen: true });
    dispatcher.uninstall(
      other,
      dispatcher.installHandler(other, event, (n) => n),
    );
    const made = function made(n: number): number {
      return n;
    };
    const { owner } = { owner: other };
    const own = dispatcher.define(owner, "Own.Made", signature([parameter("n", number)], number), made);
    own.raise(1);
    expect([Object.isFrozen(made), Object.isFrozen(made.prototype)]).toEqual([true, true]);
  });

  test("is whoever's it was, otherwise", () => {
    const { event } = world();
    event.raise(1);
    expect(Object.isFrozen(event.raise)).toBe(false);
  });
});

describe("a change that is nobody's news", () => {
  const observed = (): { readonly changed: string[]; readonly observer: Observer } => {
    const changed: string[] = [];
    const observer = {
      changed: (event: string) => void changed.push(event),
      prepared: nothing,
      dispatched: nothing,
      started: nothing,
      probed: nothing,
    };
    return { changed, observer };
  };

  test("is one of an event's own module, to its own procedure; the observer hears of the others", () => {
    const { changed, observer } = observed();
    const { dispatcher, owner, other, event } = world({ observer });
    const mine = dispatcher.create(owner, event, (n) => n + 2);
    const theirs = dispatcher.create(other, event, (n) => n);
    dispatcher.swap(owner, [change.untold(change.replace(dispatcher.intrinsic(event), mine))]);
    expect([event.raise(1), changed]).toEqual([3, []]);
    dispatcher.install(other, theirs);
    dispatcher.uninstall(other, theirs);
    expect(changed).toEqual(["Sum.Next", "Sum.Next"]);
    dispatcher.swap(owner, [change.untold(change.uninstall(mine)), change.install(dispatcher.intrinsic(event))]);
    expect(changed).toHaveLength(3);
  });

  test("is no way for others to install unseen", () => {
    const { changed, observer } = observed();
    const { dispatcher, owner, other, event } = world({ observer });
    const theirs = dispatcher.create(other, event, (n) => n);
    const refused = expect.objectContaining({ code: "RSP_DISPATCH_AUTHORITY" });
    expect(() => dispatcher.swap(other, [change.untold(change.install(theirs))])).toThrow(refused);
    dispatcher.install(other, theirs);
    expect(() => dispatcher.swap(owner, [change.untold(change.uninstall(theirs))])).toThrow(refused);
    expect(() => dispatcher.swap(owner, [change.untold({} as never)])).toThrow(
      expect.objectContaining({ code: "RSP_DISPATCH_FOREIGN" }),
    );
    expect([theirs.installed, changed]).toEqual([true, ["Sum.Next"]]);
  });
});
