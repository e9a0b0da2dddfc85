import { expect, test } from "vitest";
import { runMetered, runPlain, spentBy } from "../testing/metered.js";
import { meter } from "./meter.js";

/** The text looks at what its sums are of, since it does not know that they are numbers. */
const looks = (source: string): boolean => meter(source).code.includes('=== "string"');

test("what a private method gets is known from its calls", () => {
  expect(looks("class A { #m(x) { return x + 1; } go() { return this.#m(2) + 3; } } new A().go();")).toBe(true);
  expect(looks("class A { #m(x) { return x + 1; } go() { this.#m(2); this.#m(-this.#m(4)); } } new A().go();")).toBe(
    false,
  );
  expect(looks("class A { #m(x) { return x + 1; } go(y) { this.#m(2); this.#m(y); } } new A().go();")).toBe(true);
});

test("what a function with a name gets is known from its calls", () => {
  expect(looks("function f(x) { return x + 1; } f(2); f(3);")).toBe(false);
  expect(looks("const f = (x) => x + 1; f(2); f();")).toBe(false);
  expect(looks("const f = (x) => x + 1; f(2); f('a');")).toBe(true);
});

test("private names of two classes are two names", () => {
  const one = "class A { #x = 1; m() { return this.#x + 1; } }";
  const other = "class B { #x = 'a'; m() { return this.#x; } }";
  expect(looks(`${one} ${other}`)).toBe(false);
  expect(looks(`${one} ${other.replace("B {", "B { static B = class { set(o) { o.#x = 'a'; } };")}`)).toBe(false);
  expect(looks(`class A { #x = 1; static B = class { set(o) { o.#x = 'a'; } }; m() { return this.#x + 1; } }`)).toBe(
    true,
  );
  expect(
    looks(
      `class A { #x = 1; m() { return class extends (this.#x = 'a', Error) { #x = 2; }; } n() { return this.#x + 1; } }`,
    ),
  ).toBe(true);
});

/** Ways to bring a string into a parameter or a field that holds a number where one reads it; each doubles it often. */
const doubled = 20;
const strings: Record<string, string> = {
  "an argument":
    "class A { #m(x) { return x + x; } go(x) { return this.#m(x); } } const a = new A(); twice((x) => a.go(x));",
  "a method taken as a value":
    "class A { #m(x) { return x + x; } get m() { this.#m(1); return this.#m; } } const { m } = new A(); twice(m);",
  "a method called with a list":
    "class A { #m(n, x) { return x + x; } go(x) { this.#m(1, 2); return this.#m(...[1, x]); } } const a = new A(); twice((x) => a.go(x));",
  "a function that is passed on": "function f(x) { return x + x; } f(1); twice(f);",
  "a function that is exported in an object": "function f(x) { return x + x; } f(1); const o = { f }; twice(o.f);",
  "a function by its own name":
    "const f = function g(x, n) { return n ? g('a' + x, 0) : x + x; }; twice((x) => f(0, 1).length > 0 ? h(x) : 0); function h(x) { return x + x; }",
  "a function in a variable that changes":
    "let f = (x) => x + 1; f(1); const g = f; f = (x) => x + x; twice((x) => f(x)); g(1);",
  "a function that is declared twice":
    "const go = (y) => { function f(x) { return 1; } f(1); function f(x) { return x + x; } return f(y); }; twice((x) => go(x));",
  "a default value": "function f(n, x = s) { return x + x; } let s = 'a'; twice((x) => { s = x; return f(1); });",
  "a missing argument that is assigned":
    "function f(n, x) { x ??= s; return x + x; } let s = 'a'; twice((x) => { s = x; return f(1); });",
  "a pattern": "function f({ x }) { return x + x; } f({ x: 1 }); twice((x) => f({ x }));",
  "a rest": "function f(...xs) { const [x] = xs; return x + x; } f(1); twice((x) => f(x));",
  "a generator":
    "class A { *#m(x) { yield x + x; } go(x) { for (const y of this.#m(x)) return y; } } const a = new A(); twice((x) => a.go(x));",
  "what a generator is sent":
    "function* g() { let x = 1; for (;;) x = yield x + x; } const it = g(); it.next(); twice((x) => it.next(x).value);",
  "a static method":
    "class A { static #m(x) { return x + x; } static go(x) { A.#m(1); return A.#m(x); } } twice((x) => A.go(x));",
  "a static block":
    "let m; class A { static #m(x) { return x + x; } static { A.#m(1); m = A.#m; } } twice((x) => m(x));",
  "a class in a class":
    "class A { #m(x) { return x + x; } static B = class { go(a, x) { return a.#m(x); } }; one() { this.#m(1); } } const b = new A.B(), a = new A(); twice((x) => b.go(a, x));",
  "a name that hides another":
    "class A { #m(x) { return x; } B = class { #m(x) { return x + x; } go(x) { return this.#m(x); } }; one() { this.#m(1); } } const b = new (new A().B)(); twice((x) => b.go(x));",
  "an optional call":
    "class A { #m(x) { return x + x; } static go(a, x) { a?.#m(1); return a?.#m?.(x); } } const a = new A(); twice((x) => A.go(a, x));",
  "a private field of a function":
    "class A { #m = (x) => x + x; go(x) { this.#m(1); return this.#m(x); } } const a = new A(); twice((x) => a.go(x));",
  "a field by a pattern":
    "class A { #x = 1; go(x) { [this.#x] = [x]; return this.#x + this.#x; } } const a = new A(); twice((x) => a.go(x));",
  "a field by a heritage":
    "class A { #x = 1; go(x) { class B extends (this.#x = x, null) { #x = 1; } return this.#x + this.#x; } } const a = new A(); twice((x) => a.go(x));",
  "a length that is no array's":
    "class A { #x = new Int8Array(2); go(o) { return o.length + o.length; } } const a = new A(); twice((x) => a.go({ length: x }));",
  "a callback's argument": "const f = (x) => x + x; f(1); twice((x) => [x].map(f)[0]);",
  "a tag-like call": "const f = (x) => x + x; f(1); const o = [f]; twice((x) => o[0](x));",
};

test("whichever way a string comes, what it grows by is paid for", () => {
  const twice = (n: number): string =>
    `function twice(f) { let s = 'a'; for (let i = 0; i < ${n}; i++) s = f(s); result = s.length; } let result;`;
  for (const [name, source] of Object.entries(strings)) {
    const text = `${twice(doubled)} ${source}`;
    const { result } = runPlain(text);
    expect({ name, result }).toEqual({ name, result: 2 ** doubled });
    expect({ name, result: runMetered(text).result }).toEqual({ name, result: 2 ** doubled });
    expect({ name, isPaid: spentBy(text) >= 2 ** doubled }).toEqual({ name, isPaid: true });
  }
});
