import { RespinError } from "@respin/hardware";
import { describe, expect, test } from "vitest";
import { evaluate } from "./compartment.js";
import { hardenRealm } from "./realm.js";
import { stackOf } from "./stacks.js";

hardenRealm();

const source = "extensions/buffer-manager.js";

function called(value: unknown, ...args: unknown[]): unknown {
  if (typeof value !== "function") throw new Error("it is no function");
  return Reflect.apply(value, undefined, args);
}

function refusal(code: string, globals: Record<string, unknown> = {}, url = source): string {
  try {
    evaluate(code, globals, url);
  } catch (error) {
    if (error instanceof RespinError && error.code === "RSP_CONFINE") return error.message;
    throw error;
  }
  throw new Error("it was not refused");
}

test("a function is made that sees its arguments, its globals, and undefined, NaN and Infinity", () => {
  const make = evaluate(
    `function (fuel, n) { return [fuel, n, Map.name, undefined, NaN, Infinity]; }`,
    { Map },
    source,
  );
  expect(called(make, "fuel", 3)).toEqual(["fuel", 3, "Map", undefined, NaN, Infinity]);
});

test("what the compiler's scope analysis names besides may be given again, if it is the language's", () => {
  expect(evaluate(`[undefined, NaN]`, { undefined, NaN, Infinity }, source)).toEqual([undefined, NaN]);
  expect(refusal(`undefined`, { undefined: 1 })).toContain(`"undefined" cannot be the name of a global`);
});

test("two evaluations share nothing that can change", () => {
  const counter = `() => { let n = 0; return () => ++n }`;
  const [one, other] = [called(evaluate(counter, {}, source)), called(evaluate(counter, {}, source))];
  expect([called(one), called(one), called(other)]).toEqual([1, 2, 1]);
});

test("globals are frozen with all that they reach", () => {
  const inner = { n: 1 };
  const reach = () => inner;
  reach.inner = inner;
  evaluate(`0`, { reach }, source);
  expect([Object.isFrozen(reach), Object.isFrozen(inner)]).toEqual([true, true]);
});

test("what is passed as an argument stays as it is", () => {
  const fuel = { left: 10 };
  expect(called(evaluate(`(fuel) => --fuel.left`, {}, source), fuel)).toBe(9);
  expect(fuel.left).toBe(9);
});

test.each(["eval", "arguments", "a b", "1x", "", "a;b"])("%o cannot be given as a name", (name) => {
  expect(refusal(`0`, { [name]: 1 })).toContain(`${source}: its code cannot be confined: ${JSON.stringify(name)}`);
});

describe("a refusal is one line with the object file's name and what to do, for", () => {
  test.each([
    ["text that does not parse", `function (a {}`, "Unexpected token"],
    ["an import, though it stands in a string", `"import('x')"`, "import expression"],
    ["a direct eval", `eval("1")`, "direct eval"],
    ["an HTML comment", `"<!--"`, "HTML comment"],
    ["a source map", `1 /*# sourceMappingURL=x */`, "source map"],
    ["an error with line ends in it", `(() => { throw new TypeError("a\\n\\u2028b") })()`, "a b;"],
    ["something thrown that is no error", `(() => { throw 1 })()`, "it threw something"],
    ["an error whose message is computed", `(() => { throw { get message() { return 1 } } })()`, "it threw something"],
  ])("%s", (_, code, says) => {
    const message = refusal(code, { TypeError });
    expect(message).toContain(says);
    expect(message).toMatch(
      /^extensions\/buffer-manager\.js: its code cannot be confined: .*; compile it with `respinc build`$/,
    );
    expect(message.length).toBeLessThan(400);
  });
});

test("nothing of what was thrown runs while it is reported", () => {
  const ran: string[] = [];
  const note = (what: string) => void ran.push(what);
  const code = `(() => {
    const e = new TypeError("x");
    Object.defineProperty(e, "message", { get: () => note("message") });
    Object.defineProperty(e, "name", { get: () => note("name") });
    e.toString = () => note("toString");
    throw e;
  })()`;
  // Given on purpose, as no extension gets it: the reflection to make such an error, and a way to tell.
  expect(refusal(code, { TypeError, note, Object })).toContain("it threw something");
  expect(ran).toEqual([]);
});

test("a source's name cannot carry code into the text", () => {
  expect(evaluate(`1`, {}, "a\n; process.exit(3) //\u2028 import('x')")).toBe(1);
});

test("the kernel sees by its source's name where an extension failed", () => {
  const fail = evaluate(`() => { throw new RangeError("here") }`, { RangeError }, source);
  try {
    called(fail);
    expect.unreachable();
  } catch (error) {
    expect(error instanceof RangeError && stackOf(error)).toContain(`${source}:1`);
  }
});
