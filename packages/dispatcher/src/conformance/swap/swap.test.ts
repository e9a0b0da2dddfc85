import { describe, expect, test } from "vitest";
import { allow, change, deny, integer, nothing, parameter, signature, type SwapChange } from "../../index.js";
import { codeOf, often, strategies, worldOf } from "../../testing/strategies.js";

const takesNumber = signature([parameter("a", integer)], nothing);
const givesNumber = signature([parameter("a", integer)], integer);

/** Two events of `core` with three handlers each, and all that can be seen of them. */
function twoEvents(strategy: (typeof strategies)[number]) {
  const world = worldOf(strategy);
  const { dispatcher, core, note, noted } = world;
  const made = ["One", "Two"].map((name) => {
    const fold = (result: number, previous: number): number => previous * 10 + result;
    const event = dispatcher.define(core, name, givesNumber, (a) => (note(`${name} intrinsic`), a), {
      resultHandler: fold,
    });
    const handler = (n: number) => (a: number) => (note(`${name} ${n}`), a + n);
    const a = dispatcher.installHandler(core, event, handler(1));
    const b = dispatcher.installHandler(core, event, handler(2), { order: { after: a }, guards: [(x) => x < 9] });
    const spare = dispatcher.create(core, event, handler(3));
    return { event, intrinsic: dispatcher.intrinsic(event), a, b, spare };
  });
  const [one, two] = made;
  const seen = () =>
    made.map(({ event, ...bindings }) => {
      noted();
      const results = [event.raise(1), event.raise(9)];
      return {
        handlers: dispatcher.handlers(event),
        bindings: Object.values(bindings).map(({ order, installed, mode, bound }) => ({
          order,
          installed,
          mode,
          bound,
        })),
        results,
        ran: noted(),
      };
    });
  return { ...world, one, two, seen };
}

describe.each(strategies)("%s", (strategy) => {
  test("many changes, over several events, are made at once", () => {
    const { dispatcher, core, one, two, noted } = twoEvents(strategy);
    dispatcher.swap(core, [
      change.uninstall(one.a),
      change.install(two.spare),
      change.reorder(one.b, "first"),
      change.guards(two.b, [(a: number) => a > 5]),
      change.resultHandler(one.event, undefined),
      change.defaultHandler(two.event, () => -1),
    ]);
    often(() => {
      noted();
      expect(one.event.raise(1)).toBe(1);
      expect(noted()).toEqual(["One 2", "One intrinsic"]);
      expect(two.event.raise(1)).toBe(124);
      expect(noted()).toEqual(["Two intrinsic", "Two 1", "Two 3"]);
    });
  });

  type Two = ReturnType<typeof twoEvents>;
  const kinds: readonly [string, (of: Two) => SwapChange][] = [
    ["install", ({ one }) => change.install(one.spare)],
    ["uninstall", ({ one }) => change.uninstall(one.a)],
    ["uninstall of the intrinsic handler", ({ two }) => change.uninstall(two.intrinsic)],
    ["replace", ({ two }) => change.replace(two.a, two.spare)],
    ["reorder", ({ one }) => change.reorder(one.intrinsic, "last")],
    ["guards", ({ two }) => change.guards(two.b, [() => false])],
    ["result handler", ({ one }) => change.resultHandler(one.event, undefined)],
    ["default handler", ({ two }) => change.defaultHandler(two.event, () => -1)],
  ];
  const failing: readonly [string, (of: Two) => SwapChange, string][] = [
    ["install of what is installed", ({ one }) => change.install(one.b), "INSTALLED"],
    [
      "install into a cycle",
      ({ one, dispatcher, core }) => {
        const order = [{ before: one.intrinsic }, { after: one.intrinsic }];
        return change.install(dispatcher.create(core, one.event, (a: number) => a, { order }));
      },
      "CYCLE",
    ],
    [
      "uninstall of what is not installed",
      ({ dispatcher, core, one }) => change.uninstall(dispatcher.create(core, one.event, (a: number) => a)),
      "UNINSTALLED",
    ],
    [
      "replace of what is not installed",
      ({ dispatcher, core, one }) =>
        change.replace(
          dispatcher.create(core, one.event, (a: number) => a),
          one.spare,
        ),
      "UNINSTALLED",
    ],
    ["replace by what is installed", ({ one }) => change.replace(one.intrinsic, one.b), "INSTALLED"],
    ["replace by itself", ({ two }) => change.replace(two.b, two.b), "INSTALLED"],
    ["reorder after itself", ({ one }) => change.reorder(one.b, { after: one.b }), "CYCLE"],
    ["reorder by a binding of another event", ({ one, two }) => change.reorder(one.b, { after: two.b }), "ORDER"],
    ["guards that are none", ({ one }) => change.guards(one.b, [5 as never]), "PROCEDURE"],
    ["a result handler that is none", ({ two }) => change.resultHandler(two.event, 5 as never), "PROCEDURE"],
    ["a default handler that is none", ({ two }) => change.defaultHandler(two.event, 5 as never), "PROCEDURE"],
  ];

  test.each(failing)("all or nothing, whatever was changed before: %s", (_, bad, code) => {
    for (let position = 0; position <= kinds.length; position++) {
      const of = twoEvents(strategy);
      const before = of.seen();
      // Those before it have been made when it fails.
      const changes = [
        ...kinds.slice(0, position).map(([, make]) => make(of)),
        bad(of),
        ...kinds.slice(position).map(([, make]) => make(of)),
      ];
      expect(codeOf(() => of.dispatcher.swap(of.core, changes))).toBe(`RSP_DISPATCH_${code}`);
      expect(of.seen()).toEqual(before);
      // And it is still a list that changes can be made to.
      const good = kinds.map(([, make]) => make(of));
      of.dispatcher.swap(of.core, good);
      expect(of.dispatcher.handlers(of.one.event)).toEqual([of.one.b, of.one.spare, of.one.intrinsic]);
    }
  });

  test("replace keeps the place", () => {
    const { dispatcher, core, one, noted } = twoEvents(strategy);
    const order = [one.intrinsic, one.a, one.b];
    for (const n of order.keys()) {
      const by = dispatcher.create(core, one.event, (a) => a);
      dispatcher.swap(core, [change.replace(order[n], by)]);
      expect(dispatcher.handlers(one.event)).toEqual(order.with(n, by));
      expect(order[n].installed).toBe(false);
      dispatcher.swap(core, [change.replace(by, order[n])]);
      expect(dispatcher.handlers(one.event)).toEqual(order);
    }
    noted();
    one.event.raise(1);
    expect(noted()).toEqual(["One intrinsic", "One 1", "One 2"]);
  });

  test("two bindings may change places", () => {
    const { dispatcher, core, one } = twoEvents(strategy);
    dispatcher.reorder(core, one.b, []);
    dispatcher.swap(core, [
      change.replace(one.intrinsic, one.spare),
      change.replace(one.b, one.intrinsic),
      change.replace(one.spare, one.b),
    ]);
    expect(dispatcher.handlers(one.event)).toEqual([one.b, one.a, one.intrinsic]);
  });

  test("one that an authorizer denies denies all, before anything is changed", () => {
    const of = twoEvents(strategy);
    const { dispatcher, core, two } = of;
    const before = of.seen();
    for (const denied of ["install", "uninstall", "result handler"]) {
      dispatcher.setAuthorizer(core, two.event, ({ operation }) => (operation === denied ? deny("no") : allow()));
      const changes = [...kinds.map(([, make]) => make(of)), change.resultHandler(two.event, undefined)];
      expect(codeOf(() => dispatcher.swap(core, changes))).toBe("RSP_DISPATCH_AUTHORITY");
      expect(of.seen()).toEqual(before);
    }
  });

  test("a raise in progress keeps the list it began with, and the next one has the new one", () => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    let changes: () => void = () => {};
    const event = dispatcher.define(core, "E", givesNumber, (a) => {
      changes();
      return a;
    });
    const a = dispatcher.installHandler(core, event, (n) => (note("a"), n), { guards: [() => true] });
    const b = dispatcher.installHandler(core, event, (n) => (note("b"), n));
    const c = dispatcher.create(core, event, (n) => (note("c"), n * 100), { order: "last" });
    often((n) => {
      changes = () => {
        dispatcher.swap(core, [
          change.uninstall(a),
          change.replace(b, c),
          change.resultHandler(event, (x, y) => x + y),
        ]);
        changes = () => {};
      };
      expect(event.raise(n)).toBe(n);
      expect(noted()).toEqual(["a", "b"]);
      expect(event.raise(n)).toBe(n * 101);
      expect(noted()).toEqual(["c"]);
      dispatcher.swap(core, [change.install(a), change.replace(c, b), change.resultHandler(event, undefined)]);
      dispatcher.reorder(core, b, "last");
      dispatcher.reorder(core, b, []);
      for (let k = 0; k < n; k++) event.raise(n);
      noted();
    });
  });

  test("a handler may install, uninstall and raise, its own event included", () => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", takesNumber, (a) => note(`intrinsic ${a}`));
    const once = dispatcher.create(core, event, (a) => {
      note(`once ${a}`);
      dispatcher.uninstall(core, once);
      if (a > 0) event.raise(a - 1);
      note(`done ${a}`);
    });
    const installs = dispatcher.create(core, event, (a) => {
      note(`installs ${a}`);
      dispatcher.uninstall(core, installs);
      dispatcher.install(core, once);
    });
    often(() => {
      dispatcher.install(core, installs);
      event.raise(1);
      expect(noted()).toEqual(["intrinsic 1", "installs 1"]);
      event.raise(1);
      expect(noted()).toEqual(["intrinsic 1", "once 1", "intrinsic 0", "done 1"]);
      event.raise(1);
      expect(noted()).toEqual(["intrinsic 1"]);
    });
  });

  test("a handler that grows its own list by a hundred does not meet the new ones before the next raise", () => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", takesNumber, (a) => {
      if (a === 1) for (let n = 0; n < 100; n++) dispatcher.installHandler(core, event, () => note("new"));
    });
    dispatcher.installHandler(core, event, () => note("old"), { guards: [() => true] });
    often(() => event.raise(0));
    noted();
    event.raise(1);
    expect(noted()).toEqual(["old"]);
    event.raise(0);
    expect(noted()).toHaveLength(101);
  });
});

test("an empty swap changes nothing", () => {
  const of = twoEvents("adaptive");
  const before = of.seen();
  of.dispatcher.swap(of.core, []);
  expect(of.seen()).toEqual(before);
});

test("replace over two events is refused", () => {
  const of = twoEvents("adaptive");
  const before = of.seen();
  expect(codeOf(() => of.dispatcher.swap(of.core, [change.replace(of.one.a, of.two.spare)]))).toBe(
    "RSP_DISPATCH_ORDER",
  );
  expect(of.seen()).toEqual(before);
});
