import { expect, test } from "vitest";
import { evaluate } from "./compartment.js";
import { everyGlobal, host } from "./testing/hostile.js";

/**
 * Hostile text that walks from a literal of each kind, from every global and from what it was handed, over properties,
 * accessors and prototypes, and tries everything on each object that it meets. It returns how many it met and what it could
 * change.
 */
const polluter = `(function (host, globals) {
  const O = ({}).constructor;
  const literals = [{}, [], "", 0, true, Symbol.iterator, 1n, /x/, ((s) => s)\`x\`, async () => {}, (async () => {})(),
    [].values(), new Map().keys(), new Set().keys(), ""[Symbol.iterator](), "".matchAll(/x/g), (function* () {})(),
    (async function* () {})(), new Int8Array(1).buffer, (function () { return arguments })()];
  const prototypes = literals.map((literal) => O.getPrototypeOf(O(literal)));
  // The prototype of one's own generators is one's own; what it inherits from is everyone's.
  const roots = [host, globals, ...prototypes.map((p) => O.isFrozen(p) ? p : O.getPrototypeOf(p))];
  const met = new Set();
  const queue = [];
  const meet = (o) => { if (O(o) === o && !met.has(o)) { met.add(o); queue.push(o) } };
  roots.forEach(meet);
  while (queue.length > 0) {
    const o = queue.pop();
    const properties = O.getOwnPropertyDescriptors(o);
    for (const key of [...O.getOwnPropertyNames(o), ...O.getOwnPropertySymbols(o)]) {
      meet(properties[key].value); meet(properties[key].get); meet(properties[key].set);
    }
    meet(O.getPrototypeOf(o));
  }

  const changed = [];
  const attempt = (what, o, key, change) => {
    try { change() } catch { return }
    changed.push(what + " " + String(key) + " of " + (typeof o === "function" ? o.name : O.prototype.toString.call(o)));
  };
  const differs = (o, key, was) => !O.is(O.getOwnPropertyDescriptor(o, key)?.value, was?.value);
  for (const o of met) {
    attempt("added", o, "polluted", () => { o.polluted = 1; if (!O.hasOwn(o, "polluted")) throw 0 });
    attempt("defined", o, "polluted", () => O.defineProperty(o, "polluted", { value: 1 }));
    attempt("element", o, 0, () => O.defineProperty(o, "0", { value: 2 }));
    attempt("getter", o, "polluted", () => ({}).__defineGetter__.call(o, "polluted", () => 1));
    attempt("inherited", o, "", () => O.setPrototypeOf(o, { polluted: 1 }));
    for (const key of [...O.getOwnPropertyNames(o), ...O.getOwnPropertySymbols(o)]) {
      const was = O.getOwnPropertyDescriptor(o, key);
      attempt("assigned", o, key, () => { o[key] = met; if (!differs(o, key, was)) throw 0 });
      attempt("redefined", o, key, () => O.defineProperty(o, key, { value: met }));
      attempt("removed", o, key, () => { if (!delete o[key]) throw 0 });
    }
  }
  return { met: met.size, changed };
})`;

test("nothing that hostile code can reach can be changed by it", () => {
  const pollute = evaluate(polluter, everyGlobal, "polluter.js");
  if (typeof pollute !== "function") throw new Error("the polluter is no function");
  const { met, changed } = pollute(host, Object.freeze({ ...everyGlobal }));
  expect(changed).toEqual([]);
  // That it did walk.
  expect(met).toBeGreaterThan(400);
});

test("an own generator's prototype is the extension's, and no other one's", () => {
  const setNext = evaluate(
    `() => { const g = function* () { yield 1 }; ({}).constructor.defineProperty(({}).constructor.getPrototypeOf(g()), "next", { value: () => "own" }); return g().next() }`,
    everyGlobal,
    "own.js",
  );
  expect(Reflect.apply(Object(setNext), undefined, [])).toBe("own");
  expect(host.waiting().next()).toEqual({ value: 1, done: false });
});
