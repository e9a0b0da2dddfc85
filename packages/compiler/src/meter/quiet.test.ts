import { expect, test } from "vitest";
import { runMetered, spentBy } from "../testing/metered.js";
import { meter } from "./meter.js";
import { depthMax } from "./recursion.js";
import { quietMax } from "./quiet.js";

/** How many entries of functions look, and how many do not. */
function entries(source: string): { readonly looking: number; readonly quiet: number } {
  const { code } = meter(source);
  const looking = code.match(/if \(\(\$_fuel\.left -= \d+\) < 0\) \$_out\(\);/gu)?.length ?? 0;
  const quiet = code.match(/[;{}] +\$_fuel\.left -= \d+;/gu)?.length ?? 0;
  // The text as a whole looks where it begins.
  return { looking: looking - 1, quiet };
}

test("a short method that only the text can call pays without looking", () => {
  const source =
    "class A { #x = 1; get x() { return this.#x; } add(y) { this.#x += y; return this; } } new A().add(1).x;";
  expect(entries(source)).toEqual({ looking: 0, quiet: 2 });
});

test("what is paid without looking is counted all the same", () => {
  const call = "class A { m(x) { return x * 2 + 1; } } const a = new A(); a.m(1);";
  expect(spentBy(`${call} a.m(2);`) - spentBy(call)).toBe(3 + 3);
});

test("a text that ends with less than nothing left says so by the fuel", () => {
  const source = "class A { m(x) { return x * 2 + 1; } } const result = new A().m(1);";
  const fuel = { left: spentBy(source) - 1 };
  expect(runMetered(source, fuel)).toMatchObject({ result: 3 });
  expect(fuel.left).toBe(-1);
});

test("functions that something else than a call in the text may call look", () => {
  for (const source of [
    "const f = (x) => x + 1; [1].map(f);",
    "const o = { m(x) { return x; } }; o.m(1);",
    "const o = { get x() { return 1; } }; o.x;",
    "class A { m() { return 1; } } const { m } = new A();",
    "class A { m() { return 1; } } const f = new A().m;",
    "class A { #m() { return 1; } get() { return [1].map(this.#m); } } new A().get();",
    "class A { toString() { return 'a'; } } `${new A()}`;",
    "class A { valueOf() { return 1; } } +new A();",
    "class A { toJSON() { return 1; } } JSON.stringify([new A()]);",
    "class A { [Symbol.iterator]() { return this; } next() { return { done: true }; } } [...new A()];",
    "class A { has(x) { return true; } keys() { return []; } get size() { return 1; } } new Set().union(new A());",
    "class A { get 0() { return 1; } } new A()[0];",
    "class A { get length() { return 1; } } Array.from(new A());",
    "class A { set x(v) {} } new A().x = 1;",
    "class A { constructor() {} } new A();",
    "class A { *m() { yield 1; } } for (const x of new A().m());",
    "function f() { return 1; } export { f };",
    "function f(n) { return f(n - 1); } f(1);",
    "class A { static m() { return 1; } } const o = { A }; const B = class { #x = A.m; };",
  ]) {
    const all = entries(source);
    // Some of them are about one function among others.
    expect({ source, ...all }).toMatchObject({ source, looking: expect.toSatisfy((n: number) => n > 0) });
  }
});

const doubling = (depth: number): string =>
  Array.from(
    { length: depth },
    (_, n) => `m${n}() { return ${n === 0 ? "1" : `this.m${n - 1}() + this.m${n - 1}()`}; }`,
  ).join(" ");

const repeated = (n: number, text: string): string => Array.from({ length: n }, () => text).join(" ");

const heavy = `1${" + 1".repeat(400)}`;

/** Texts that do as much as they can between two looks. */
const hostile: Record<string, string> = {
  "calls that double": `class A { ${doubling(40)} } new A().m39();`,
  "calls that double, by private names": `class A { ${doubling(40).replaceAll(/m(\d+)/gu, "#m$1")} go() { return this.#m39(); } } new A().go();`,
  "calls that double, of functions": `${doubling(40)
    .replaceAll(/(m\d+\(\) \{)/gu, "function $1")
    .replaceAll("this.", "")} m39();`,
  "calls that double, by getters": `class A { ${doubling(40)
    .replaceAll(/(m\d+)\(\) \{/gu, "get $1() {")
    .replaceAll("()", "")
    .replaceAll(/get (m\d+) \{/gu, "get $1() {")} } new A().m39;`,
  "a long list of calls at the top": `class A { m() { return ${heavy}; } } const a = new A(); ${repeated(4_000, "a.m();")}`,
  "a long list of calls in a function": `class A { m() { return ${heavy}; } go() { ${repeated(4_000, "this.m();")} } } const a = new A(); a.go(); a.go();`,
  "a long list of calls in a default value": `class A { m() { return ${heavy}; } go(x = [${repeated(4_000, "this.m(),")}]) {} } new A().go();`,
  "a long list of calls in a static block": `class A { static m() { return ${heavy}; } static { ${repeated(4_000, "A.m();")} } }`,
  "a long list of calls in a field": `class A { m() { return ${heavy}; } x = [${repeated(4_000, "this.m(),")}]; } new A();`,
  "recursion through two quiet ones":
    "class A { m() { return this.n() + this.n(); } n() { return this.m() + this.m(); } } new A().m();",
  "recursion through super":
    "class A { m() { return this.n() + this.n(); } } class B extends A { n() { return super.m() + super.m(); } } new B().m();",
  "finally after the end": `class A { m() { return ${heavy}; } } const a = new A(); function f() { try { f(); } finally { ${repeated(200, "a.m();")} } } try { f(); } catch (e) {} for (;;);`,
  "a class that is thrown away":
    "for (;;) new (class { #m() { return 1; } m() { return this.#m() + this.#m(); } })().m();",
  "a method of a method's this": "class A { m() { return this; } } const a = new A(); for (;;) a.m().m().m().m();",
  "sorting by a method":
    "class A { m(x, y) { return x - y; } } const { m } = new A(); const xs = Array.from({ length: 10000 }, (_, i) => (i * 7919) % 10007); for (;;) xs.toSorted(m);",
};

test("no text comes far beyond its fuel before something looks", () => {
  const overshoot = (source: string): number => {
    const fuel = { left: 20_000 };
    const { thrown } = runMetered(`const result = 0; ${source}`, fuel);
    return fuel.left < 0 || /out of fuel|deeper/u.test(thrown ?? "") ? -fuel.left : Number.NaN;
  };
  for (const [name, source] of Object.entries(hostile)) {
    // A block pays all of itself at once, a long list of calls among it.
    const block = source.length;
    const beyond = overshoot(source);
    expect({ name, isBounded: beyond <= block + (depthMax + 64) * quietMax, beyond }).toMatchObject({
      isBounded: true,
    });
  }
});

test("a method that a class inherits from two sides is paid wherever it is called", () => {
  const source = (n: number): string =>
    `class A { m() { return 1 + 2; } } class B extends A { n() { return super.m(); } } const b = new B(); ${repeated(n, "b.n(); b.m();")}`;
  expect(spentBy(source(2)) - spentBy(source(1))).toBe(2 * 3 + (1 + 2 + 1) + 2 * (1 + 1));
});
