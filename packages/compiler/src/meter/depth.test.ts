import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import { meter } from "./meter.js";

/** A worker's stack, of which the host keeps 0.1875: 100 KB less than a main thread has. */
const stackMb = 1.05;

const locals = (n: number): string => Array.from({ length: n }, (_, i) => `let v${i} = n + ${i};`).join(" ");
const chain = (n: number): string =>
  Array.from({ length: n }, (_, i) => `function f${i}(n) { return 1 + ${i + 1 < n ? `f${i + 1}(n)` : "n"}; }`).join(
    " ",
  );

/** Recursions without an end, each by another way to call. */
const recursions: Record<string, string> = {
  function: "function f(n) { return 1 + f(n); } f(0);",
  arrow: "const f = (n) => 1 + f(n); f(0);",
  "two functions": "function f(n) { return 1 + g(n); } function g(n) { return 1 + f(n); } f(0);",
  "many functions": `${chain(60).replace("+ n;", "+ f0(n);")} f0(0);`,
  method: "class A { m() { return 1 + this.m(); } } new A().m();",
  "a method by a string": 'class A { m() { return 1 + this["m"](); } } new A().m();',
  "private method": "class A { #m() { return 1 + this.#m(); } go() { this.#m(); } } new A().go();",
  "static method": "class A { static m() { return 1 + A.m(); } } A.m();",
  super: "class A { m() { return this.m(); } } class B extends A { m() { return 1 + super.m(); } } new B().m();",
  getter: "class A { get x() { return 1 + this.x; } } new A().x;",
  "private getter": "class A { get #x() { return 1 + this.#x; } go() { return this.#x; } } new A().go();",
  setter: "class A { set x(v) { this.x = v; } } new A().x = 1;",
  "setter in a pattern": "const o = { set x(v) { [this.x] = [1]; } }; ({ a: o.x } = { a: 1 });",
  "getter in a pattern": "const o = { get x() { const { x } = this; return x; } }; o.x;",
  constructor: "class A { constructor() { this.a = new A(); } } new A();",
  "class of this": "class A { static m() { return new this(); } constructor() { A.m(); } } A.m();",
  "new.target": "class A { constructor() { const C = new.target; new C(); } } new A();",
  fields: "class A { a = new A(); } new A();",
  "derived fields": "class A {} class B extends A { a = new B(); } new B();",
  "fields and functions": "class A { a = f(); } function f() { return new A(); } f();",
  "default value": "function f(a = f()) { return a; } f();",
  "default in a pattern": "function f({ a = f({}) }) { return a; } f({});",
  "array pattern": "const o = { [Symbol.iterator]([b] = o) { return b; } }; const [x] = o;",
  "array parameter": "function f([a]) { return 1 + f([a]); } f([1]);",
  callback: "function f(g) { return 1 + g(g); } f(f);",
  "function in an object": "const o = { f: (n) => 1 + o.f(n) }; o.f(0);",
  "function in an array": "const fs = []; fs.push((n) => 1 + fs[0](n)); fs[0](0);",
  "function in a map": "const m = new Map(); m.set(1, (n) => 1 + m.get(1)(n)); m.get(1)(0);",
  "function of made names": "const o = Object.fromEntries([['push', () => 1 + o.push()]]); o.push();",
  "function of a made name like a private one":
    "const o = Object.fromEntries([['#p', () => 1 + o['#p']()]]); o['#p']();",
  "set's method that asks the text":
    "const s = new Set([1]); const o = { size: 9, has: () => { s.isSubsetOf(o); return true; }, keys: () => [].values() }; if (s.isSubsetOf) s.isSubsetOf(o); else { const f = () => 1 + f(); f(); }",
  "method that an assignment hides": "class A { m() { return 1; } } const a = new A(); a.m = () => 1 + a.m(); a.m();",
  "method that a field hides": "class A { m = () => 1 + a.m(); } const a = new A(); a.m();",
  "method that Object.assign hides":
    "class A { m() { return 1; } } const a = new A(); Object.assign(a, { m: () => 1 + a.m() }); a.m();",
  "method that a field of another class hides":
    "class A { m() { return 1; } } const a = new A(); class R { constructor(o) { return o; } } class S extends R { m = () => 1 + a.m(); } new S(a); a.m();",
  "constructor that returns another":
    "class A { constructor() { return o; } m() { return 1; } } const o = { m() { return 1 + new A().m(); } }; new A().m();",
  "function that is returned": "const f = () => g; const g = () => f()(); g();",
  "method taken as a value": "class A { m(o) { return o.p(o); } } const o = { p: new A().m }; o.p(o);",
  forEach: "const f = (x) => [x].forEach(f); f(1);",
  map: "const f = (x) => [x].map(f); f(1);",
  sort: "const f = (x) => [x, 1].sort(f); f(1);",
  reduce: "const f = (x) => [x, 1, 2].reduce(f); f(1);",
  "Array.from": "const f = (x) => Array.from([x], f); f(1);",
  "JSON.parse": "const f = () => JSON.parse('[1]', f); f();",
  toJSON: "const o = { toJSON() { return JSON.stringify(o); } }; JSON.stringify(o);",
  "toString in text": "const o = { toString() { return `${o}`; } }; `${o}`;",
  "toString in a sum": "const o = { toString() { return o + ''; } }; o + '';",
  "toString in a join": "const o = { toString() { return [o].join(); } }; [o].join();",
  "valueOf in a product": "const o = { valueOf() { return o * 1; } }; o * 1;",
  "valueOf of a key": "const o = { valueOf() { return [1][o]; } }; [1][o];",
  "conditional callee": "const f = (n) => (n ? f : f)(n); f(1);",
  "optional call": "const o = { f() { return o?.f?.(); } }; o.f();",
  "yield*": "function* g() { yield* g(); } [...g()];",
  "for of a generator": "function* g() { for (const x of g()) yield x; } [...g()];",
  "next of a generator": "function* g() { g().next(); yield 1; } g().next();",
  "generators that have begun":
    "let last = [1, 2][Symbol.iterator](); function* g(x) { yield 0; yield* x; } for (let i = 0; i < 5000; i++) { last = g(last); last.next(); } last.next();",
  "return of a generator":
    "function* g() { try { yield 1; } finally { const it = g(); it.next(); it.return(); } } const it = g(); it.next(); it.return();",
  "throw into a generator":
    "function* g() { try { yield 1; } catch (e) { const it = g(); it.next(); it.throw(e); } } const it = g(); it.next(); it.throw(new Error());",
  iterator: "const o = { [Symbol.iterator]() { return [...o]; } }; [...o];",
  "next of an iterator":
    "const o = { [Symbol.iterator]() { return this; }, next() { return { done: [...o] }; } }; [...o];",
  "frames of many variables": `function f(n) { ${locals(400)} return f(n) + n; } f(0);`,
  "frames of many operands": `function f(n) { return [${"n, ".repeat(2000)} f(n)]; } f(0);`,
  "many arguments": `function f(${Array.from({ length: 300 }, (_, i) => `a${i}`).join(", ")}) { return f(${"1, ".repeat(300)}); } f();`,
  "spread arguments": "function f(...xs) { return f(...xs); } f(...Array.from({ length: 60 }, () => 1));",
  "a catch that goes on": "function f(n) { try { return f(n); } catch (e) { return f(n); } } f(0);",
  "static block": "class A { static { f(); } } function f() { return class { static { f(); } }; } f();",
  "kernel that calls back": "const f = () => 1 + kernel(f); f();",
  "kernel that calls back, linked": "let linked; const f = () => 1 + (linked ?? kernel)(f); f();",
  "library that reads a getter":
    "let linked; linked = kernel; const o = { get x() { return 1 + linked(() => o.x); } }; o.x;",
  "kernel that calls a method's callback": "class A { run() { return kernel(() => this.run()); } } new A().run();",
};

/** Runs each text on a small stack; what it threw, by name. */
async function endings(texts: Record<string, string>): Promise<Record<string, string>> {
  const code = Object.fromEntries(
    Object.entries(texts).map(([name, source]) => {
      const { names, prelude, code: metered } = meter(source);
      return [name, { fuel: names.fuel, out: names.out, text: `"use strict"; ${prelude}\n${metered}` }];
    }),
  );
  const body = `
    const { parentPort, workerData } = require("node:worker_threads");
    const found = {};
    for (const [name, { fuel, out, text }] of Object.entries(workerData)) {
      const run = new Function(fuel, out, "kernel", text);
      const end = () => { throw new RangeError("out of fuel"); };
      try { run({ left: 3_000_000 }, end, (f) => f()); found[name] = "ended"; } catch (error) { found[name] = error.message; }
    }
    parentPort.postMessage(found);`;
  const worker = new Worker(body, { eval: true, workerData: code, resourceLimits: { stackSizeMb: stackMb } });
  const found = await new Promise<Record<string, string>>((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
  });
  await worker.terminate();
  return found;
}

test("every form of recursion ends by the count of its frames, with 100 KB of stack left", async () => {
  const found = await endings(recursions);
  const others = Object.entries(found).filter(([, message]) => message !== "deeper than 256 calls");
  // What catches the error may go on, and then ends by its fuel.
  expect(others).toEqual([["a catch that goes on", "out of fuel"]]);
}, 30_000);

test("what the linker gives a variable that the text leaves alone may read the getters of what it gets", () => {
  const { guarded } = meter("let implement; const o = { get x() { return implement('X', o); } }; implement('X', o);");
  expect(guarded).toBe(1);
  expect(meter("let invariant; const f = (n) => { invariant(n > 0, 'it is'); return n; }; [1].map(f);").guarded).toBe(
    0,
  );
});

test("a long chain of functions without recursion ends well, or by the count of its frames", async () => {
  const found = await endings({ short: `${chain(50)} f0(0);`, long: `${chain(3000)} f0(0);` });
  expect(found).toEqual({ short: "ended", long: "deeper than 256 calls" });
}, 30_000);

test("after a recursion was ended, its text runs on", async () => {
  const source =
    "function f(n) { return n === 0 ? 0 : 1 + f(n - 1); } try { f(1000); } catch (e) {} if (f(200) !== 200) throw new Error('not counted back');" +
    "function* g(n) { if (n > 0) yield* g(n - 1); yield n; } for (let i = 0; i < 500; i++) g(3).next(); for (const x of g(50)) if (x === 20) break; if ([...g(100)].length !== 101) throw new Error('gave back too little');";
  expect(await endings({ source })).toEqual({ source: "ended" });
});

test("functions that cannot recurse count nothing", () => {
  const source =
    "class A { #x = 0; add(y) { this.#x = limit(this.#x + y); return this; } get x() { return this.#x; } }" +
    "function limit(x) { return x > 9 ? 9 : x; } const total = (xs) => xs.map((x) => x.x).reduce((a, b) => a + b, 0); total([new A().add(1)]);";
  expect(meter(source).guarded).toBe(0);
});

test("one function of a cycle counts for the others", () => {
  const source = "function a(n) { b(n); } function b(n) { c(n); } function c(n) { a(n); } function d() { a(1); } d();";
  expect(meter(source).guarded).toBe(1);
});
