import { describe, expect, test } from "vitest";
import { allow, integer, nothing, parameter, signature, type Binding, type Order } from "../../index.js";
import { codeOf, often, range, refusal, strategies, worldOf } from "../../testing/strategies.js";

const takesNumber = signature([parameter("a", integer)], nothing);

/** An event whose handlers note their names. */
function named(strategy: (typeof strategies)[number]) {
  const world = worldOf(strategy);
  const { dispatcher, core, note, noted } = world;
  const event = dispatcher.define(core, "E", takesNumber, () => {});
  const intrinsic = dispatcher.intrinsic(event);
  dispatcher.uninstall(core, intrinsic);
  const create = (name: string, order: Order | readonly Order[] = []): Binding => {
    const handler = { [name]: () => note(name) }[name];
    return dispatcher.create(core, event, handler, { order });
  };
  const add = (name: string, order?: Order | readonly Order[]): Binding => {
    const binding = create(name, order);
    dispatcher.install(core, binding);
    return binding;
  };
  /** The order in which they run, which is the order in which they are listed. */
  const ran = (): string => {
    event.raise(1);
    const order = noted().join(" ");
    const listed = dispatcher.handlers(event).map((each) => each.name.replace("core.", ""));
    expect(listed.join(" ")).toBe(order);
    return order;
  };
  return { ...world, event, create, add, ran };
}

describe.each(strategies)("%s", (strategy) => {
  test("first goes ahead of all, last behind all, others behind those that are not last: as it is when they come", () => {
    const { add, ran } = named(strategy);
    add("a");
    add("last", "last");
    add("b");
    add("first", "first");
    add("c");
    often(() => expect(ran()).toBe("first a b c last"));
    add("earlier", "first");
    add("later", "last");
    add("d");
    often(() => expect(ran()).toBe("earlier first a b c d last later"));
  });

  test("before and after another binding", () => {
    const { add, ran } = named(strategy);
    const a = add("a");
    const b = add("b");
    const c = add("c");
    add("x", { before: b });
    expect(ran()).toBe("a x b c");
    add("y", { after: a });
    expect(ran()).toBe("a x b c y");
    add("z", [{ after: a }, { before: c }]);
    often(() => expect(ran()).toBe("a x b z c y"));
  });

  test("several constraints, with a rank", () => {
    const { add, ran } = named(strategy);
    const a = add("a");
    const b = add("b");
    add("c");
    add("x", ["first", { after: a }]);
    expect(ran()).toBe("a x b c");
    add("y", ["last", { before: b }]);
    often(() => expect(ran()).toBe("a x y b c"));
  });

  test("if no place satisfies them, those that must run before are moved up", () => {
    const { add, ran } = named(strategy);
    const a = add("a");
    const b = add("b");
    add("c");
    add("x", [{ before: a }, { after: b }]);
    often(() => expect(ran()).toBe("b x a c"));
  });

  test("a constraint to a binding that is not installed comes into force when it is", () => {
    const { create, add, ran, dispatcher, core } = named(strategy);
    const late = create("late", "first");
    add("a", { before: late });
    add("b");
    add("c", { after: late });
    expect(ran()).toBe("a b c");
    dispatcher.install(core, late);
    often(() => expect(ran()).toBe("a late b c"));
    dispatcher.uninstall(core, late);
    often(() => expect(ran()).toBe("a b c"));
    dispatcher.reorder(core, late, "last");
    dispatcher.install(core, late);
    often(() => expect(ran()).toBe("a b late c"));
  });

  test("constraints are queried and changed", () => {
    const { add, ran, dispatcher, core } = named(strategy);
    const a = add("a");
    const b = add("b", ["first", { before: a }]);
    const c = add("c");
    expect(b.order).toEqual(["first", { before: a }]);
    expect(c.order).toEqual([]);
    expect(ran()).toBe("b a c");
    dispatcher.reorder(core, b, { after: c });
    expect(b.order).toEqual([{ after: c }]);
    often(() => expect(ran()).toBe("a c b"));
    dispatcher.reorder(core, a, "last");
    often(() => expect(ran()).toBe("c b a"));
    dispatcher.reorder(core, a, []);
    expect(a.order).toEqual([]);
    often(() => expect(ran()).toBe("c b a"));
  });

  test("a constraint that is given up no longer holds; one that others have does", () => {
    const { add, ran, dispatcher, core } = named(strategy);
    const a = add("a");
    const b = add("b", { after: a });
    dispatcher.reorder(core, a, "last");
    expect(ran()).toBe("a b");
    dispatcher.reorder(core, b, []);
    dispatcher.reorder(core, a, "last");
    often(() => expect(ran()).toBe("b a"));
  });

  test("a cycle is refused with the names on it, and nothing has changed", () => {
    const { create, add, ran, dispatcher, core } = named(strategy);
    const a = add("a");
    const b = add("b", { after: a });
    const c = add("c", { after: b });
    add("d");
    const { code, message } = refusal(() => dispatcher.reorder(core, a, { after: c }));
    expect(code).toBe("RSP_DISPATCH_CYCLE");
    expect(message).toMatch(/core\.\w before core\.\w before core\.\w before core\.\w/);
    for (const name of ["a", "b", "c"]) expect(message).toContain(`core.${name}`);
    expect(message).not.toContain("core.d");
    expect(a.order).toEqual([]);
    often(() => expect(ran()).toBe("a b c d"));
    const x = create("x", [{ before: a }, { after: c }]);
    expect(codeOf(() => dispatcher.install(core, x))).toBe("RSP_DISPATCH_CYCLE");
    expect(x.installed).toBe(false);
    dispatcher.reorder(core, x, { before: x });
    expect(codeOf(() => dispatcher.install(core, x))).toBe("RSP_DISPATCH_CYCLE");
    dispatcher.reorder(core, x, { before: a });
    dispatcher.install(core, x);
    often(() => expect(ran()).toBe("x a b c d"));
  });

  test("a cycle through a binding that is not installed is no cycle until it is", () => {
    const { create, add, ran, dispatcher, core } = named(strategy);
    const x = create("x");
    const a = add("a", { before: x });
    add("b", [{ after: x }, { before: a }]);
    expect(ran()).toBe("b a");
    expect(codeOf(() => dispatcher.install(core, x))).toBe("RSP_DISPATCH_CYCLE");
    often(() => expect(ran()).toBe("b a"));
  });

  test("an authorizer's terms add constraints, and take them along when the binding goes", () => {
    const { add, ran, dispatcher, core, extension, event } = named(strategy);
    const a = add("a");
    dispatcher.setAuthorizer(core, event, ({ requester }) => allow(requester === core ? {} : { order: { before: a } }));
    const note = (): void => {};
    const binding = dispatcher.installHandler(extension, event, note, { order: "last" });
    expect(binding.order).toEqual(["last", { before: a }]);
    expect(dispatcher.handlers(event)).toEqual([binding, a]);
    dispatcher.uninstall(extension, binding);
    expect(binding.order).toEqual(["last"]);
    expect(ran()).toBe("a");
  });

  test("a hundred, each before the one that came before it", () => {
    const { add, ran } = named(strategy);
    let previous = add("0");
    for (const n of range(99)) previous = add(`${n + 1}`, { before: previous });
    expect(ran()).toBe(
      range(100)
        .map((n) => 99 - n)
        .join(" "),
    );
  });

  test("a handler that puts its own event in another order is not overtaken by it", () => {
    const { add, ran, dispatcher, core, event, noted, note } = named(strategy);
    const a = add("a");
    add("b");
    const swaps = dispatcher.installHandler(core, event, () => (note("swaps"), dispatcher.reorder(core, a, "last")), {
      order: "first",
    });
    event.raise(1);
    expect(noted()).toEqual(["swaps", "a", "b"]);
    dispatcher.uninstall(core, swaps);
    expect(ran()).toBe("b a");
  });
});

test("what is no order, or names no binding of the event, is refused, and nothing has changed", () => {
  const { dispatcher, core } = worldOf("adaptive");
  const event = dispatcher.define(core, "E", takesNumber, () => {});
  const other = dispatcher.define(core, "Other", takesNumber, () => {});
  const binding = dispatcher.installHandler(core, event, () => {});
  const orders = ["middle", 5, {}, null, { before: {} }, { after: dispatcher.intrinsic(other) }, { before: null }];
  for (const order of orders as never[]) {
    expect(codeOf(() => dispatcher.reorder(core, binding, [order]))).toBe("RSP_DISPATCH_ORDER");
    expect(codeOf(() => dispatcher.installHandler(core, event, () => {}, { order: [order] }))).toBe(
      "RSP_DISPATCH_ORDER",
    );
  }
  expect(binding.order).toEqual([]);
  expect(dispatcher.handlers(event)).toEqual([dispatcher.intrinsic(event), binding]);
});

test("a list of orders is taken as it was given: what its maker does to it later changes nothing", () => {
  const { dispatcher, core } = worldOf("adaptive");
  const event = dispatcher.define(core, "E", takesNumber, () => {});
  const order: Order[] = [];
  const binding = dispatcher.create(core, event, () => {}, { order });
  order.push("first");
  expect(binding.order).toEqual([]);
  dispatcher.install(core, binding);
  expect(dispatcher.handlers(event)).toEqual([dispatcher.intrinsic(event), binding]);
});
