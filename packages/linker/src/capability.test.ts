import { inspect } from "node:util";
import { expect, test } from "vitest";
import fc from "fast-check";
import { RespinError } from "@respin/hardware";
import { defineCapabilities, type Capabilities, type Capability } from "./capability.js";

interface State {
  readonly line: string;
}

const consoles = defineCapabilities<State, "Console.T">("Console.T", "open one with Console.Open");
const pages = defineCapabilities<{ readonly frame: number }, "PhysAddr.T">(
  "PhysAddr.T",
  "get one with PhysAddr.Allocate",
);

/** The message of the refusal. */
function refused(candidate: unknown): string {
  try {
    consoles.reveal(candidate, "Console.Write");
  } catch (error) {
    expect(error instanceof RespinError && error.code).toBe("RSP_CAPABILITY");
    return error instanceof RespinError ? error.message : "";
  }
  return "nothing";
}

const called = (): never => {
  throw new Error("code of the candidate's was run");
};
/** A handler whose every trap fails the test. */
const traps = new Proxy({}, { get: called });

test("who implements a type sees behind its capabilities, each its own", () => {
  const [first, second] = [{ line: "a" }, { line: "b" }];
  const [one, other] = [consoles.mint(first), consoles.mint(second)];
  expect(consoles.reveal(one, "Console.Write")).toBe(first);
  expect(consoles.tryReveal(other)).toBe(second);
});

test("a client sees nothing of a capability, by whatever way it looks", () => {
  const state = { line: "secret" };
  const capability = consoles.mint(state);
  for (let at: unknown = capability; at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    expect(at).toBeTypeOf("object");
    expect(Reflect.ownKeys(at ?? [])).toEqual([]);
    expect(Object.isFrozen(at)).toBe(true);
  }
  expect(Reflect.get(capability, "constructor")).toBe(Object);
  const shown = [inspect(capability, { showHidden: true, depth: 9 }), JSON.stringify(capability), String(capability)];
  expect(shown.join()).not.toContain("secret");
});

test("a client cannot add to a capability, nor change what all of them inherit", () => {
  const capability = consoles.mint({ line: "" });
  const prototype: unknown = Object.getPrototypeOf(capability);
  for (const target of [capability, prototype]) {
    expect(() => Object.assign(target ?? {}, { line: "mine" })).toThrowError(TypeError);
    expect(() => Object.setPrototypeOf(target, {})).toThrowError(TypeError);
    expect(() => Object.defineProperty(target, "line", { get: () => "mine" })).toThrowError(TypeError);
  }
});

const genuine = consoles.mint({ line: "genuine" });

test.each<readonly [what: string, candidate: unknown, described: string]>([
  ["nothing", undefined, "undefined"],
  ["null", null, "null"],
  ["a number", 7, "a number"],
  ["a string", "Console.T", "a string"],
  ["a symbol", Symbol("Console.T"), "a symbol"],
  ["a bigint", 7n, "a bigint"],
  ["true", true, "a boolean"],
  ["a function", called, "a function"],
  ["a class", Map, "a function"],
  ["a plain object", {}, "another object"],
  ["an object without a prototype", Object.create(null), "another object"],
  ["a list with one in it", [genuine], "another object"],
  ["a look-alike", { type: "Console.T", "#type": consoles, "#value": { line: "" } }, "another object"],
  ["an heir", Object.create(genuine), "another object"],
  ["one of the same prototype", Object.create(Object.getPrototypeOf(genuine)), "another object"],
  ["a spread copy", { ...genuine }, "another object"],
  ["an assigned copy", Object.assign({}, genuine), "another object"],
  ["a structured clone", structuredClone(genuine), "another object"],
  ["a proxy of one", new Proxy(genuine, {}), "another object"],
  ["a proxy that answers everything", new Proxy(genuine, { get: () => genuine, has: () => true }), "another object"],
  ["a proxy whose traps throw", new Proxy(genuine, traps), "another object"],
  ["a proxy of a proxy", new Proxy(new Proxy(genuine, {}), {}), "another object"],
  ["a proxy of a function", new Proxy(called, traps), "a function"],
  ["a weak reference to one", new WeakRef(genuine), "another object"],
  [
    "getters that throw",
    {
      get type() {
        return called();
      },
      get constructor() {
        return called();
      },
    },
    "another object",
  ],
  ["text on demand that throws", { toString: called, valueOf: called, [Symbol.toPrimitive]: called }, "another object"],
  ["one of another type", pages.mint({ frame: 0 }), "a capability PhysAddr.T"],
  [
    "one of another module's type of the same name",
    defineCapabilities<State, "Console.T">("Console.T", "").mint({ line: "" }),
    "a capability Console.T of another module",
  ],
])("%s is refused, and nothing of its is run (L4)", (_what, candidate, described) => {
  expect(consoles.tryReveal(candidate)).toBeUndefined();
  expect(refused(candidate)).toBe(
    `Console.Write: expected a capability Console.T, not ${described}; open one with Console.Open`,
  );
  expect(consoles.reveal(genuine, "Console.Write").line).toBe("genuine");
});

test("a revoked proxy is refused", () => {
  const { proxy, revoke } = Proxy.revocable(genuine, {});
  revoke();
  expect(refused(proxy)).toContain("not another object");
});

test("a revoked capability is refused, by whoever holds it, and no other is touched", () => {
  const value = { line: "shared" };
  const [mine, yours] = [consoles.mint(value), consoles.mint(value)];
  expect(consoles.revoke(mine)).toBe(true);
  expect(consoles.tryReveal(mine)).toBeUndefined();
  expect(refused(mine)).toBe(
    "Console.Write: expected a capability Console.T, not one that was revoked; open one with Console.Open",
  );
  expect(consoles.reveal(yours, "Console.Write")).toBe(value);
  expect(consoles.revoke(mine)).toBe(false);
});

test("only the type's own module revokes, and only what is its own", () => {
  const page = pages.mint({ frame: 3 });
  const impostor = defineCapabilities<{ readonly frame: number }, "PhysAddr.T">("PhysAddr.T", "");
  expect(impostor.revoke(page)).toBe(false);
  // @ts-expect-error: a page is no console, and nothing but a capability is one
  for (const revoke of [() => consoles.revoke(page), () => consoles.revoke({}), () => consoles.revoke(undefined)]) {
    expect(revoke()).toBe(false);
  }
  expect(pages.reveal(page, "PhysAddr.Pin").frame).toBe(3);
});

test("the static types keep capabilities apart, and made-up ones out", () => {
  const write = (console: Capability<"Console.T">) => consoles.tryReveal(console);
  const page = pages.mint({ frame: 0 });
  // @ts-expect-error: of another type
  expect(write(page)).toBeUndefined();
  // @ts-expect-error: no capability
  expect(write({})).toBeUndefined();
  // @ts-expect-error: a number is what user space has, not the kernel
  expect(write(7)).toBeUndefined();
});

test("who has the type cannot change it", () => {
  expect(Object.isFrozen(consoles)).toBe(true);
});

test("after any history of three types of one name, each reveals exactly its own that are not revoked (L4)", () => {
  const step = fc.record({ of: fc.nat(2), does: fc.constantFrom("mint", "revoke"), which: fc.nat(), by: fc.nat(2) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (history) => {
      const types: readonly Capabilities<"T", object>[] = [0, 1, 2].map(() => defineCapabilities("T", "mint one"));
      const model: { readonly of: number; readonly capability: Capability<"T">; value: object | undefined }[] = [];
      for (const { of, does, which, by } of history) {
        const chosen = model.at(which % Math.max(1, model.length));
        if (does === "mint") {
          const value = {};
          model.push({ of, capability: types[of].mint(value), value });
        } else if (chosen !== undefined) {
          const revokes = chosen.of === by && chosen.value !== undefined;
          expect(types[by].revoke(chosen.capability)).toBe(revokes);
          if (revokes) chosen.value = undefined;
        }
      }
      for (const { of, capability, value } of model) {
        types.forEach((each, n) => expect(each.tryReveal(capability)).toBe(n === of ? value : undefined));
      }
    }),
  );
});
