import { describe, expect, test } from "vitest";
import { type Outcome, runMetered } from "../testing/metered.js";

/** What an expression spends that is evaluated after `before` has been paid. */
function spent(before: string, expression: string): number {
  const cost = (source: string): number => {
    const fuel = { left: 1e9 };
    expect(runMetered(source, fuel).thrown).toBeUndefined();
    return 1e9 - fuel.left;
  };
  return cost(`${before} const result = [${expression}].length;`) - cost(`${before} const result = [].length;`);
}

const things = (n: number): string =>
  `const n = ${n}, xs = new Array(n).fill(7), ys = new Int32Array(n), s = "x".repeat(n), m = new Map(xs.map((x, i) => [i, x])), t = new Set(m.keys()), o = Object.fromEntries(m), one = (x) => 1, big = { length: n };`;

describe("work that grows is paid by its size", () => {
  test.each([
    "xs.fill(0)",
    "ys.fill(0)",
    "xs.fill(one(0), one(0))",
    "xs.fill(...[0])",
    'xs["indexOf"](8)',
    "xs.slice()",
    "xs.slice(0, n)",
    "xs.includes(8)",
    "xs.lastIndexOf(8)",
    "xs.concat([])",
    "[].concat(xs)",
    "[].concat(one(0), xs)",
    "xs.join()",
    "xs.join(one(0) ? '-' : '')",
    "xs.toString()",
    "String(xs)",
    "`${xs}`",
    "xs.reverse()",
    "xs.toSorted()",
    "[...xs].sort()",
    "xs.map(one)",
    "xs.filter(one)",
    "xs.every(one)",
    "xs.reduce(one)",
    "xs.forEach(one)",
    "m.forEach(one)",
    "t.forEach(one)",
    "xs.findLast((x) => x > 7)",
    "xs.toSpliced(0, 1)",
    "xs.with(0, 1)",
    "xs.flat()",
    "[xs].flat()",
    "xs?.indexOf(8)",
    "xs?.slice().length",
    "[xs][0].indexOf(8)",
    "ys.set(xs)",
    "ys.copyWithin(0, 1)",
    "[...xs]",
    "[...m]",
    "[...m.keys()]",
    "[...s]",
    "one(...xs.slice(0, 0), xs.indexOf(8))",
    "Math.max(...xs)",
    "({ ...o })",
    "({ ...xs })",
    "Object.keys(o)",
    "Object.values(xs)",
    "Object.entries(o)",
    "Object.assign({}, o)",
    "Object.freeze(o)",
    "Object.fromEntries(m)",
    "Array.from(xs)",
    "Array.from(m.values())",
    "Array.from(big)",
    "Array.from({ length: n })",
    "Int32Array.from(xs)",
    "new Array(n)",
    "Array(n)",
    "new ArrayBuffer(n)",
    "new Int32Array(n)",
    "new Int32Array(`${n}`)",
    "new Int32Array(xs)",
    "new Map(m)",
    "new Set(xs)",
    "new Set(m.keys())",
    "JSON.stringify(xs)",
    "JSON.parse(`[${xs}]`)",
    "s.split('')",
    "s.indexOf('y')",
    "s.toUpperCase()",
    "s.replace('x', 'y')",
    "s.replaceAll('x', 'y')",
    "s.concat(s)",
    "'a'.concat(s)",
    "'x'.repeat(n)",
    "'x'.repeat(n / one(0))",
    "'x'.padStart(n)",
    "s + s",
    "s + n",
    "`${s}!`",
    "(() => { let a = 'a'; a += s; return a; })()",
    "s === 'x'.repeat(n)",
    "s < 'x'.repeat(n)",
    "(() => { switch (s) { case one(0): return 1; } })()",
    "Number(s)",
    "parseInt(s)",
    "(() => { const [a, ...b] = xs; return b; })()",
    "(() => { const { a, ...b } = o; return b; })()",
    "(([a, ...b]) => b)(xs)",
    "(({ a, ...b }) => b)(o)",
    "(({ a, ...b }, [c]) => b)(o, [1])",
    "(() => { for (const [a, ...b] of [xs]) return b; })()",
    "(() => { for (const k in o) return k; })()",
    "(() => { for (const k in xs) return k; })()",
  ])("%s", (expression) => {
    const more = spent(things(2000), expression) - spent(things(1000), expression);
    expect(more).toBeGreaterThanOrEqual(1000);
  });
});

describe("work that does not grow is not", () => {
  test.each([
    "xs.push(1)",
    "xs.at(5)",
    "xs.slice(0, 3)",
    "s.slice(-5, -2).length * 0 + xs.slice(-0, 2).length",
    "m.get(3)",
    "m.has(3)",
    "t.add(3)",
    "ys.subarray(1)",
    "xs.length",
    "m.size",
    "s.charCodeAt(3)",
    "xs.keys()",
  ])("%s", (expression) => {
    const more = spent(things(2000), expression) - spent(things(1000), expression);
    expect(more).toBeLessThanOrEqual(expression.startsWith("s.slice(-") ? 1000 : 0);
  });
});

describe("a bomb is ended by its fuel before it goes off", () => {
  const bombed = (source: string): Outcome => runMetered(`const result = 0; ${source}`, { left: 100_000 });

  test.each([
    "new Array(1e9).fill(0)",
    "'x'.repeat(2 ** 28)",
    "let s = 'x'; for (;;) s += s;",
    "let s = 'x'; for (;;) s = `${s}${s}`;",
    "'x'.padEnd(1e8)",
    "'xx'.repeat(1000).replaceAll('x', 'x'.repeat(1000))",
    "'x'.repeat(10000).replace('x', '$`'.repeat(1000) + \"$'\".repeat(1000))",
    "let a = [1]; for (let i = 0; i < 40; i++) a = [a, a]; a.join()",
    "let a = [1]; for (let i = 0; i < 7; i++) a = Array.from({ length: 30 }, () => a); a.join()",
    "let a = [1]; for (let i = 0; i < 40; i++) a = [a, a]; JSON.stringify(a)",
    "let a = []; for (;;) a = [...a, ...a, 1];",
    "let a = [1]; for (;;) a = a.concat(a);",
    "const a = []; a.length = 1e9; a.indexOf(1)",
    "const a = []; a.length = 1e9; a.fill((a.length = 2e9, 0))",
    "Array.from({ length: 1e9 })",
    "new Float64Array(1e8)",
    "new ArrayBuffer(1e9)",
    "new Uint8Array({ length: 1e8 })",
    "const big = new Array(9999).fill(0); for (;;) { try { (([...a], { b }) => a)(big); } catch {} }",
    "class B { constructor(o) { return o; } } class A extends B { length = 0; } const t = new Int32Array(9999); new A(t); for (;;) t.fill(0);",
    "[10, 20].sort(() => { for (;;); })",
  ])("%s", (source) => {
    const started = performance.now();
    expect(bombed(source).thrown).toMatch(/out of fuel|may not use/u);
    expect(performance.now() - started).toBeLessThan(1000);
  });

  test("arguments of a spread are bounded, since they lie on the stack", () => {
    expect(runMetered("const xs = new Array(65).fill(0); const f = (...a) => a; const result = f(...xs);").thrown).toBe(
      "RangeError: more than 64 arguments in a spread",
    );
  });

  test("a function of a built-in's name cannot be carried to what the meter does not see as one", () => {
    const source =
      "class A { get fill() { return [].fill; } } const o = { length: 1e9, f: new A().fill }; o.f(0); const result = 0;";
    expect(runMetered(source, { left: 1000 }).thrown).toMatch(/a built-in method as a value/u);
  });
});
