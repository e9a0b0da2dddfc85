import { describe, expect, test } from "vitest";
import { anything, argumentIs, integer, nothing, parameter, signature, text } from "../../index.js";
import { codeOf, often, range, strategies, worldOf } from "../../testing/strategies.js";

/** An event's parameters p0, p1, ... */
const parameters = (count: number) => range(count).map((n) => parameter(`p${n}`, integer));

describe.each(strategies)("%s", (strategy) => {
  test("guards and handlers are given the arguments in order, after their closures", () => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    const open = dispatcher.define(
      core,
      "Open",
      signature([parameter("path", text), parameter("size", integer)], nothing),
      (path, size) => note(`intrinsic ${path} ${size}`),
    );
    const handler = ({ of }: { of: string }, path: string, size: number) => note(`${of} ${path} ${size}`);
    dispatcher.installHandler(core, open, handler, {
      closure: { of: "extension" },
      guards: [(path, size) => path === "/a" && size === 2],
    });
    often(() => {
      open.raise("/a", 2);
      expect(noted()).toEqual(["intrinsic /a 2", "extension /a 2"]);
      open.raise("/b", 3);
      expect(noted()).toEqual(["intrinsic /b 3"]);
    });
  });

  describe.each(range(16))("%i arguments", (count) => {
    const args = range(count).map((n) => 100 + n);

    test("reach the intrinsic handler", () => {
      const { dispatcher, core } = worldOf(strategy);
      const event = dispatcher.define(core, "E", signature(parameters(count), anything), (...all) => all);
      often(() => expect(event.raise(...args)).toEqual(args));
    });

    test("reach one handler that is not the intrinsic one", () => {
      const { dispatcher, core } = worldOf(strategy);
      const event = dispatcher.define(core, "E", signature(parameters(count), anything), () => expect.unreachable());
      dispatcher.uninstall(core, dispatcher.intrinsic(event));
      dispatcher.installHandler(core, event, (...all) => all);
      often(() => expect(event.raise(...args)).toEqual(args));
    });

    test("reach one handler after its closure", () => {
      const { dispatcher, core } = worldOf(strategy);
      const event = dispatcher.define(core, "E", signature(parameters(count), anything), () => expect.unreachable());
      dispatcher.uninstall(core, dispatcher.intrinsic(event));
      const closure = { mine: true };
      dispatcher.installHandler(core, event, (...all: unknown[]) => all, { closure });
      often(() => expect(event.raise(...args)).toEqual([closure, ...args]));
    });

    test("reach several handlers, guarded and not", () => {
      const { dispatcher, core } = worldOf(strategy);
      const seen: (readonly unknown[])[] = [];
      const event = dispatcher.define(core, "E", signature(parameters(count), anything), (...all) => seen.push(all));
      const guard = (...all: number[]): boolean => {
        seen.push(all);
        return true;
      };
      const closure = {};
      dispatcher.installHandler(core, event, (...all) => seen.push(all), { guards: [guard] });
      dispatcher.installHandler(core, event, (...all: unknown[]) => seen.push(all.slice(1)), { closure });
      dispatcher.installHandler(core, event, (...all) => all);
      often(() => {
        expect(event.raise(...args)).toEqual(args);
        expect(seen.splice(0)).toEqual([args, args, args, args]);
      });
    });

    test("reach what a declared match on the last one lets through, and the default handler", () => {
      const { dispatcher, core } = worldOf(strategy);
      const event = dispatcher.define(core, "E", signature(parameters(count), anything), (...all) => all, {
        defaultHandler: (...all) => ["default", ...all],
      });
      dispatcher.uninstall(core, dispatcher.intrinsic(event));
      const last = count - 1;
      if (count > 0) {
        for (const value of range(20)) {
          const guards = [argumentIs(`p${last}`, 100 + value)];
          dispatcher.installHandler(core, event, (...all) => [value, ...all], { guards });
        }
      }
      often(() => {
        expect(event.raise(...args)).toEqual([count > 0 ? last : "default", ...args]);
        const others = args.map((each) => -each);
        expect(event.raise(...others)).toEqual(["default", ...others]);
      });
    });

    test.runIf(count > 0)("reach a filter, the last one by reference", () => {
      const { dispatcher, core } = worldOf(strategy);
      const event = dispatcher.define(core, "E", signature(parameters(count), anything), (...all) => all);
      const filter = (...all: unknown[]): void => {
        const last = all[count - 1] as { value: number };
        last.value = -last.value;
      };
      dispatcher.installHandler(core, event, filter as never, { filter: [`p${count - 1}`], order: "first" });
      often(() => expect(event.raise(...args)).toEqual([...args.slice(0, -1), -args[count - 1]]));
    });
  });

  test.each(range(7))("a handler of %i arguments gets no more than the event has", (count) => {
    const { dispatcher, core } = worldOf(strategy);
    const event = dispatcher.define(core, "E", signature(parameters(count), anything), () => 0);
    dispatcher.uninstall(core, dispatcher.intrinsic(event));
    dispatcher.installHandler(core, event, (...all) => all, { guards: [() => true] });
    const args = range(count);
    often(() => expect(event.raise(...args, 77, 78)).toEqual(args));
  });

  test("any value is an argument", () => {
    const { dispatcher, core } = worldOf(strategy);
    const event = dispatcher.define(core, "E", signature([parameter("a", anything)], anything), () => 0);
    dispatcher.installHandler(core, event, (a) => a, { guards: [() => true] });
    const values = [undefined, null, Number.NaN, -0, 1n, Symbol("s"), "", () => 0, { a: 1 }, Object.create(null)];
    for (const value of values) often(() => expect(event.raise(value)).toBe(value));
  });
});

test("an event of more than 15 arguments is refused, and one with a name used twice", () => {
  expect(codeOf(() => signature(parameters(16), nothing))).toBe("RSP_DISPATCH_SIGNATURE");
  expect(codeOf(() => signature([parameter("a", integer), parameter("a", integer)], nothing))).toBe(
    "RSP_DISPATCH_SIGNATURE",
  );
});
