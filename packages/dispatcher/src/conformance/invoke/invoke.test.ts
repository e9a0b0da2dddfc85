import { describe, expect, test } from "vitest";
import { integer, nothing, parameter, signature } from "../../index.js";
import { codeOf, lengths, often, range, strategies, worldOf } from "../../testing/strategies.js";

const givesNumber = signature([parameter("a", integer)], integer);
const takesNumber = signature([parameter("a", integer)], nothing);

describe.each(strategies)("%s", (strategy) => {
  test("with its intrinsic handler alone, an event is that procedure", () => {
    const { dispatcher, core } = worldOf(strategy);
    const intrinsic = (a: number): number => a + 1;
    const event = dispatcher.define(core, "Add.One", givesNumber, intrinsic);
    expect(event.raise(1)).toBe(2);
    expect(event.raise).toBe(intrinsic);
    const binding = dispatcher.installHandler(core, event, (a) => a + 10);
    expect(event.raise(1)).toBe(11);
    expect(event.raise).not.toBe(intrinsic);
    dispatcher.uninstall(core, binding);
    expect(event.raise(1)).toBe(2);
    expect(event.raise).toBe(intrinsic);
  });

  test("the intrinsic handler runs unless its own module removes it, and again when it puts it back", () => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", takesNumber, () => note("intrinsic"));
    const intrinsic = dispatcher.intrinsic(event);
    expect(intrinsic.module).toBe("core");
    expect(dispatcher.handlers(event)).toEqual([intrinsic]);
    const other = dispatcher.installHandler(core, event, () => note("other"));
    for (let n = 0; n < 3; n++) {
      dispatcher.uninstall(core, intrinsic);
      expect(dispatcher.intrinsic(event)).toBe(intrinsic);
      expect(intrinsic.installed).toBe(false);
      often(() => {
        event.raise(1);
        expect(noted()).toEqual(["other"]);
      });
      dispatcher.install(core, intrinsic);
      expect(dispatcher.handlers(event)).toEqual([other, intrinsic]);
      often(() => {
        event.raise(1);
        expect(noted()).toEqual(["other", "intrinsic"]);
      });
      dispatcher.reorder(core, intrinsic, "first");
      dispatcher.reorder(core, intrinsic, []);
    }
  });

  test("a binding is created inactive, installed, uninstalled and installed again", () => {
    const { dispatcher, core, extension, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", takesNumber, () => {});
    const handler = () => note("handler");
    const binding = dispatcher.create(extension, event, handler);
    expect(binding).toMatchObject({
      event: "E",
      module: "extension",
      name: "extension.handler",
      installed: false,
      order: [],
      cancel: false,
      mode: "synchronous",
      bound: undefined,
      failures: 0,
      ended: 0,
    });
    event.raise(1);
    expect(noted()).toEqual([]);
    for (let n = 0; n < 3; n++) {
      dispatcher.install(core, binding);
      expect(binding.installed).toBe(true);
      expect(dispatcher.handlers(event)).toEqual([dispatcher.intrinsic(event), binding]);
      often(() => event.raise(1));
      expect(noted()).toHaveLength(12);
      expect(codeOf(() => dispatcher.install(core, binding))).toBe("RSP_DISPATCH_INSTALLED");
      dispatcher.uninstall(core, binding);
      expect(binding.installed).toBe(false);
      often(() => event.raise(1));
      expect(noted()).toEqual([]);
      expect(codeOf(() => dispatcher.uninstall(core, binding))).toBe("RSP_DISPATCH_UNINSTALLED");
    }
  });

  test.each(lengths)("%i handlers run once each, in order", (length) => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", takesNumber, () => {});
    dispatcher.uninstall(core, dispatcher.intrinsic(event));
    for (const n of range(length)) dispatcher.installHandler(core, event, () => note(`${n}`));
    often(() => {
      event.raise(1);
      expect(noted()).toEqual(range(length).map(String));
    });
  });

  test.each(lengths)("of %i handlers, those whose guards let them", (length) => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", takesNumber, () => {});
    for (const n of range(length)) {
      // Some without a guard, among those with one.
      const guards = n % 4 === 3 ? [] : [(a: number) => a % (n + 1) === 0];
      dispatcher.installHandler(core, event, () => note(`${n}`), { guards });
    }
    for (const a of range(32)) {
      event.raise(a);
      expect(noted()).toEqual(
        range(length)
          .filter((n) => n % 4 === 3 || a % (n + 1) === 0)
          .map(String),
      );
    }
  });

  test("who kept an event's `raise` still reaches the list as it is", () => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", takesNumber, () => note("intrinsic"));
    dispatcher.installHandler(core, event, () => note("second"), { guards: [() => true] });
    // Right after a change nothing is made yet.
    const { raise } = event;
    often(() => {
      raise(1);
      expect(noted()).toEqual(["intrinsic", "second"]);
    });
  });

  test("who kept a `raise` from before a change, and calls it, does not put the old list in the place of the new one", () => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", takesNumber, () => note("intrinsic"));
    const old = dispatcher.installHandler(core, event, () => note("old"), { guards: [() => true] });
    event.raise(1);
    const { raise } = event;
    dispatcher.uninstall(core, old);
    dispatcher.installHandler(core, event, () => note("new"), { guards: [() => true] });
    often(() => {
      raise(1);
      noted();
      event.raise(1);
      expect(noted()).toEqual(["intrinsic", "new"]);
    });
  });

  test("two events of one name and one procedure are two events", () => {
    const { dispatcher, core } = worldOf(strategy);
    const intrinsic = (a: number): number => a;
    const one = dispatcher.define(core, "E", givesNumber, intrinsic);
    const other = dispatcher.define(core, "E", givesNumber, intrinsic);
    dispatcher.installHandler(core, one, () => 99);
    often(() => {
      expect(one.raise(1)).toBe(99);
      expect(other.raise(1)).toBe(1);
    });
  });

  test.each(["", "a b", "*/ }", "\n", "'\"`\\", "\u2028", "日本", "\ud800"])("an event may be named %j", (name) => {
    const { dispatcher, core } = worldOf(strategy);
    const event = dispatcher.define(core, name, givesNumber, (a) => a);
    dispatcher.installHandler(core, event, (a) => a * 2, { guards: [() => true] });
    often((n) => expect(event.raise(n)).toBe(n * 2));
    expect(event.name).toBe(name);
  });

  test("parameters may be named as the text of a program is", () => {
    const { dispatcher, core } = worldOf(strategy);
    const names = ["a0", "m", "r", "arguments", "a b", "}", "__proto__"];
    const event = dispatcher.define(
      core,
      "E",
      signature(
        names.map((name) => parameter(name, integer)),
        integer,
      ),
      (...all) => all.length,
    );
    dispatcher.installHandler(core, event, (...all) => all.length * 2, { guards: [(...all) => all[6] === 7] });
    often(() => expect(event.raise(1, 2, 3, 4, 5, 6, 7)).toBe(14));
  });
});
