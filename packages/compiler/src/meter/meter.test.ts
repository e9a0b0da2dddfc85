import { describe, expect, test } from "vitest";
import { runMetered, runPlain, spentBy } from "../testing/metered.js";
import { meter } from "./meter.js";

/** The text does the same metered. */
function same(source: string): void {
  const plain = runPlain(source);
  expect(runMetered(source), meter(source).code).toEqual(plain);
}

const result = (expression: string, before = ""): string => `${before}\nconst result = ${expression};`;

describe("a metered text does what the text does", () => {
  test.each([
    ["an arrow with an object", result("((a) => ({ a }))(1)")],
    ["an arrow whose body is on the next line", result("((a) => // why\n a + 1)(1)")],
    ["statements without semicolons", "const xs = [3, 1]\nlet a = xs\nxs.fill(0, xs.length - 1)\nconst result = a"],
    [
      "a label and continue",
      result(
        "out",
        "let out = ''; a: for (let i = 0; i < 3; i++) for (const x of [1, 2, 3]) { if (x === 2) continue a; if (i === 2) break a; out += x; }",
      ),
    ],
    [
      "loops without a block",
      result(
        "n",
        "let n = 0; while (n < 5) n++; do n--; while (n > 2) for (;n < 9;) n += 2; for (const k in { a: 1, b: 2 }) n += k.length;",
      ),
    ],
    [
      "a switch that falls through",
      result(
        "[1, 2, 3].map((x) => { let s = ''; switch (x) { case 1: s += 'a'; case 2: s += 'b'; break; default: s += 'c'; } return s; })",
      ),
    ],
    [
      "getters, setters, statics and private names",
      result(
        "[a.x, (a.x = 4), a.x, A.count, A.has(a)]",
        "class A { static count = 0; static { A.count += 1; } #x = 1; y; get x() { return this.#x; } set x(v) { this.#x = v; } static has(o) { return #x in o; } } const a = new A();",
      ),
    ],
    [
      "a derived class with fields and a default",
      result(
        "new B().z",
        "class A { constructor(x = 1 + 1) { this.x = x; } } class B extends A { y = this.x + 1; z = `${this.y}!`; }",
      ),
    ],
    [
      "generators, yield*, and what next gives",
      result(
        "out",
        "const out = []; function* g() { const got = yield 1; out.push(got); try { yield* [2, 3]; } finally { out.push('f'); } return 9; } function* h() { out.push(yield* g()); } const it = h(); out.push(it.next().value, it.next('a').value, it.return(5).value);",
      ),
    ],
    [
      "recursive generators",
      result(
        "[...walk([1, [2, [3]], 4])]",
        "function* walk(t) { for (const x of t) if (Array.isArray(x)) yield* walk(x); else yield x; }",
      ),
    ],
    [
      "destructuring with defaults and rests",
      result(
        "[a, b, c, d, r, o]",
        "const [a, , b = 5, ...r] = [1, 2, undefined, 4, 5]; const { c, x: { d } = { d: 7 }, ...o } = { c: 1, e: 2 };",
      ),
    ],
    [
      "rests in parameters and loops",
      result(
        "[f([1, 2, 3]), out]",
        "const f = ([a, ...b]) => b; const out = []; for (const [k, ...v] of [[1, 2], [3, 4, 5]]) out.push(v.length);",
      ),
    ],
    [
      "optional chains",
      result(
        "[a?.b.slice(1)?.length, n?.b.slice(1).length, n?.slice(f()), a.b?.map((x) => x + 1)]",
        "const a = { b: [1, 2] }; let n; const f = () => { throw new Error('not called'); };",
      ),
    ],
    [
      "built-ins evaluate once and in order",
      result(
        "out",
        "const out = []; const at = (x) => { out.push(x); return x; }; at([1, 2, 3]).fill(at(0), at(1), at(2)); at('ab').repeat(at(2)); at('a').padStart(at(3), at('x')); at([1]).concat(at([2]), ...at([[3]])); at([1, 2]).join(at('-')); new Array(at(3)); Object.assign(at({}), at({ a: 1 }));",
      ),
    ],
    [
      "methods of its own that share a name with built-ins",
      result(
        "[a.fill(1), a.set(2, 3), a.drop(), a.map, a.match('x'), a.link()]",
        "class A { map = 5; fill(x) { return x; } set(a, b) { return a + b; } drop() { return 'd'; } match(x) { return x; } link() { return 'l'; } } const a = new A();",
      ),
    ],
    [
      "texts, joined and grown",
      result(
        "[s, t, [1, [2, 'x'], { toString: () => 'o' }].join('-'), String([1, 2]), 'a-b'.split('-'), 'aXbX'.replaceAll('X', '$&$&'), 'abc'.slice(-2)]",
        "let s = ''; for (let i = 0; i < 5; i++) s += i; const t = `${s}${[1, 2]}`;",
      ),
    ],
    [
      "collections",
      result(
        "[[...m], [...s], Array.from({ length: 3 }, (_, i) => i), Object.entries({ a: 1 }), Object.fromEntries([['a', 1]]), Math.max(...[1, 3, 2]), new Int32Array([1, 2]).length, [3, 1, 2].toSorted((a, b) => a - b)]",
        "const m = new Map([[1, 2]]); const s = new Set('abb');",
      ),
    ],
    ["JSON", result("[JSON.stringify({ a: [1, { b: 2 }] }, null, 1), JSON.parse('[1]')]")],
    [
      "a variable that hides a global",
      result(
        "[Map.of(), f()]",
        "const Map = { of: () => 1 }; const f = () => { const Array = (n) => n; return Array(5); };",
      ),
    ],
    [
      "errors and finally",
      result(
        "[f(), out]",
        "const out = []; class E extends TypeError {} const f = () => { try { throw new E('x'); } catch (e) { out.push(e instanceof E, e.message); return 1; } finally { out.push('f'); } };",
      ),
    ],
    [
      "counted loops with every way out",
      result(
        "out",
        "const out = []; const f = (n, w) => { for (let i = 0; i <= n; i += 2) { if (i === w) return i; if (i > 6) { out.push(i); break; } if (i === 4) continue; out.push(-i); } return 'end'; }; out.push(f(3, 9), f(9, 2), f(99, 99)); a: for (const x of [1, 2]) for (let i = 9; i > 0; i--) { if (i === 5) continue a; if (x === 2) break a; out.push(i); }",
      ),
    ],
    ["closures in loops", result("fs.map((f) => f())", "const fs = []; for (let i = 0; i < 3; i++) fs.push(() => i);")],
    ["a deep but bounded recursion", result("f(200)", "const f = (n) => (n === 0 ? 0 : 1 + f(n - 1));")],
    [
      "recursion through array parameters",
      result("f([1, [2, [3, null]]])", "const f = ([x, rest]) => (rest ? x + f(rest) : x);"),
    ],
    [
      "options with a rest, followed by others",
      result(
        "[f({ a: 1, b: 2 }), f(undefined, [4]), g([1, 2], {})]",
        "function f({ a = 2, ...rest } = {}, [b] = [3], ...more) { return [a, rest, b, more, this]; } const g = ([a, ...b], { c }) => [a, b, c];",
      ),
    ],
    ["comments at the end", "const result = 1; // end"],
    [
      "new of a member, a member of new",
      result(
        "[new o.C(2).x, new (f())(3).x]",
        "const o = { C: class { constructor(x) { this.x = x; } } }; const f = () => o.C;",
      ),
    ],
    ["this of arrows and methods", result("o.f()", "const o = { x: 3, f() { return [1].map((y) => this.x + y); } };")],
    [
      "comparisons of what is not known",
      result(
        "[f('a', 'a'), f(1, 2), f(2, 1), out]",
        "const out = []; const at = (x) => { out.push(x); return x; }; const f = (a, b) => [at(a) === at(b), a < b, a != b, at(a) < (a === b ? b : a), (0, a) >= (b, a)];",
      ),
    ],
    ["a sequence as an operand", result("[(1, 'ab').repeat((0, 2)), `${(1, 2)}`, [1, 2, 3][(0, 1)]]")],
  ])("%s", (_name, source) => same(source));
});

describe("what cannot be metered throws where it is reached, and nothing before", () => {
  test.each([
    ["/a/u"],
    ["(async () => 1)()"],
    ["(async function f() {})()"],
    ["({ async m() {} }).m()"],
    ["new (class { static async *m() {} ; f = /x/u; })()"],
    ["import('x')"],
    ["import.meta"],
    ["String.raw`x`"],
    ["(() => 0)`x`"],
    ["10n"],
    ["arguments"],
    ["(() => arguments[0])()"],
    ["(() => {}).constructor"],
    ["'x'['constructor']"],
    ["'x'.constr\\u0075ctor"],
    ["({ __proto__: [] })"],
    ["({ constructor: 1 })"],
    ["({ call() {} })"],
    ["(({ constructor }) => constructor)(() => {})"],
    ["(({ prototype: p = 1 }) => p)(class {})"],
    ["(() => 1).call()"],
    ["(() => 1).bind?.()"],
    ["(class { static bind() {} })"],
    ["({ ['a' + 'b']: 1 })"],
    ["(({ [log]: x }) => x)({})"],
    ["''.repeat"],
    ["(({ fill }) => fill)([])"],
    ["[].fill ||= 1"],
    ["'x'.match('x')"],
    ["'x'['search']('x')"],
    ["[1].flatMap((x) => x)"],
    ["'a'.localeCompare('b')"],
    ["[Array]"],
    ["(Array = 1)"],
    ["Math.random()"],
    ["[Math.max]"],
    ["new Function('return 1')()"],
    ["eval('1')"],
    ["globalThis"],
    ["Reflect.ownKeys({})"],
    ["Object.create([])"],
    ["Object.defineProperty({}, 'a', {})"],
    ["Object.assign('x', [])"],
    ["Object.assign({}, JSON.parse('{\"__proto__\":[]}'))"],
    ["new String('x')"],
    ["new Array(...[5])"],
    ["(class extends Array {})"],
    ["(([[...a]]) => a)([[1]])"],
    ["((x) => 'x'.replace('x', x))(() => 1)"],
    ["[[1]].flat(Infinity)"],
    ["JSON.stringify({}, () => 1)"],
  ])("%s", (expression) => {
    const reached = runMetered(`log("before"); let result; log("at"); result = ${expression}; log("after");`);
    expect(reached.thrown).toMatch(/^TypeError: metered code may not use/u);
    expect(reached.log).toEqual(["before", "at"]);
    const passed = runMetered(`let result = 1; if (result === 2) result = ${expression};`);
    expect(passed).toEqual({ result: 1, log: [] });
  });

  test("for await", () => {
    const source = "let result = 1; if (result === 2) { for await (var Array of []) log(1); } result = [1].length;";
    expect(runMetered(source).result).toBe(1);
  });

  test("a trapped statement keeps what it declares, so that no name changes its meaning", () => {
    const source = "let result = 0; function f() { return Array; } result = f(); for await (var Array of []) log(1);";
    expect(runMetered(source).thrown).toMatch(/for await/u);
  });

  test("what stands in a comment stays there", () => {
    const source =
      'const o = { async [/* [ log("evil"), /* */ Symbol.iterator]() {} }; class A { static /* { */ { log(1 + A.x); } static /* [ */ async /* [ */ m() {} }' +
      "const f = async function /* () { */ () {}; const g = (/* => */) /* => */ => /* => */ 1; const result = [g()]; /* ; */ for (let i = 0 /* ; */; i < 3 /* ; */; /* ; */ i++) log(i);";
    expect(runMetered(source)).toEqual({ result: [1], log: ["NaN", "0", "1", "2"] });
  });

  test("an unknown key is a number", () => {
    const outcome = runMetered("const k = 'constructor'; const result = [({})[k], [7][0], ({ NaN: 5 })[k]];");
    expect(outcome.result).toEqual([undefined, 7, 5]);
  });

  test("debugger is removed", () => {
    expect(meter("debugger\nconst result = 1;").code).not.toContain("debugger");
  });

  test("the wrapper does not show through this", () => {
    expect(runMetered("const result = [this, (() => this)()];").result).toEqual([undefined, undefined]);
  });
});

describe("a text that is no bundled module is refused", () => {
  test.each([
    ["import 'x';"],
    ["export default 1;"],
    ["export const a = 1;"],
    ["export * from 'x';"],
    ["export {}; const a = 1;"],
    ["with (a) {}"],
    ["#!/bin/node\n1"],
    ["let"],
    ["<!-- x"],
    ["using a = b;"],
    [`const a = ${"(".repeat(30_000)}1${")".repeat(30_000)};`],
  ])("%.40s", (source) => {
    expect(() => meter(source)).toThrow(expect.objectContaining({ code: "RSP_METER_TEXT" }));
  });
});

describe("what the meter tells", () => {
  test("the names it uses are nowhere in the text, escaped or not", () => {
    const { names } = meter("const $_fuel = 1, \\u0024\\u0031_x = 2; const result = $_fuel;");
    expect(names).toEqual({ fuel: "$2_fuel", out: "$2_out" });
  });

  test("the free names of the text are sorted, and those of scopes of its own are not among them", () => {
    const source =
      "function f(a = b) { var b; { let c; } c; } class D extends E { #d = d; } try {} catch (e) { e; } label: z;";
    expect(meter(source).freeNames).toEqual(["E", "b", "c", "d", "z"]);
  });

  test("functions, loops, and functions that count", () => {
    const { functions, loops, guarded } = meter(
      "const f = (n) => f(n); const g = () => { for (;;) h(); }; const h = () => 1;",
    );
    expect({ functions, loops, guarded }).toEqual({ functions: 3, loops: 1, guarded: 1 });
  });

  test("the export stays as it is", () => {
    expect(meter("const a = 1; const Map = 2;\nexport { a, a as b, Map };\n").code).toContain(
      "export { a, a as b, $_itsMap as Map };",
    );
  });

  test("the map leads from the metered text back to the source", () => {
    const { map, code } = meter("const a = (x) => x.y;");
    expect(map.mappings.split(",").length).toBeGreaterThan(10);
    expect(code).toContain("x.y");
  });

  test("metering is a function of the text", () => {
    const source = "function f(n) { return n + f(n - 1) + [1].map((x) => x + n); }";
    expect(meter(source).code).toBe(meter(source).code);
  });

  test("a longer run spends more", () => {
    const loop = (n: number): string => `let result = 0; for (let i = 0; i < ${n}; i++) result = (result + i) | 0;`;
    expect(spentBy(loop(2000)) - spentBy(loop(1000))).toBe(spentBy(loop(3000)) - spentBy(loop(2000)));
  });
});
