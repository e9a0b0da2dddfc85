import { describe, expect, test } from "vitest";
import { evaluate } from "./compartment.js";
import { everyGlobal, outcome } from "./testing/hostile.js";

/** What the attack tries, the body of a function of `host`, and how it has to end. */
type Attack = readonly [tries: string, body: string, ends: unknown];

const inert = "throws TypeError";

const functionConstructors: Attack[] = [
  ["a function's constructor", `return (function () {}).constructor("return this")()`, inert],
  ["an arrow's", `return (() => 0).constructor("return this")()`, inert],
  ["a generator's", `return (function* () {}).constructor("yield this")().next()`, inert],
  ["an async function's", `return (async () => {}).constructor("return this")()`, inert],
  ["an async generator's", `return (async function* () {}).constructor("yield this")()`, inert],
  ["a method's", `return ({ m() {} }).m.constructor("return this")()`, inert],
  ["a class's", `return (class {}).constructor("return this")()`, inert],
  ["a bound function's", `return (() => 0).bind().constructor("return this")()`, inert],
  ["a getter's", `return ({ get g() { return 0 } }).__lookupGetter__("g").constructor("return this")()`, inert],
  ["a built-in's", `return [].map.constructor("return this")()`, inert],
  ["by new", `return new ((() => 0).constructor)("return this")()`, inert],
  ["by a subclass", `return new (class extends (() => 0).constructor {})("return this")()`, inert],
  ["by super", `return ({ m() { return super.constructor.constructor("return this")() } }).m()`, inert],
  ["by new.target", `return new (function () { new.target.constructor("return this")() })()`, inert],
  ["by a pattern", `return (({ constructor: C }) => C("return this")())(() => 0)`, inert],
  ["by a default", `return ((f, C = f.constructor) => C("return this")())(() => 0)`, inert],
  ["by an escaped name", `return (() => 0).c\\u006fnstructor("return this")()`, inert],
  ["by a computed name", `return (() => 0)["constr" + "uctor"]("return this")()`, inert],
  [
    "by reflection",
    `const O = ({}).constructor; return O.getPrototypeOf(function* () {}).constructor("yield 1")`,
    inert,
  ],
  ["from a string", `return "".constructor.constructor("return this")()`, inert],
  ["from a number", `return (0).constructor.constructor("return this")()`, inert],
  ["from a boolean", `return true.constructor.constructor("return this")()`, inert],
  ["from a bigint", `return 1n.constructor.constructor("return this")()`, inert],
  ["from a symbol", `return Symbol.iterator.constructor.constructor("return this")()`, inert],
  ["from an object", `return ({}).constructor.constructor("return this")()`, inert],
  ["from an array", `return [].constructor.constructor("return this")()`, inert],
  ["from a regular expression", `return /x/.constructor.constructor("return this")()`, inert],
  ["from a template", "return ((s) => s.raw.constructor.constructor('return this')())`x`", inert],
  ["from arguments", `return arguments.constructor.constructor("return this")()`, inert],
  ["from an iterator", `return [].values().next.constructor("return this")()`, inert],
  ["from a promise", `return (async () => {})().constructor.constructor("return this")()`, inert],
  ["from a map", `return new Map().constructor.constructor("return this")()`, inert],
  ["from a typed array", `return new Int8Array(1).buffer.constructor.constructor("return this")()`, inert],
  ["from a call of the host", `return host.call.constructor("return this")()`, inert],
  ["from a record of the host", `return host.record.constructor.constructor("return this")()`, inert],
  ["from a capability", `return host.capability.constructor.constructor("return this")()`, inert],
  ["from a generator of the host", `return host.waiting.constructor("yield this")().next()`, inert],
  ["from an error of the host", `try { host.throwing() } catch (e) { return e.constructor.constructor("0")() }`, inert],
  ["from an error of the engine", `try { null.x } catch ({ constructor: C }) { return C.constructor("0")() }`, inert],
  ["from Array.from", `return Array.from.constructor("return this")()`, inert],
];

const evaluators: Attack[] = [
  ["eval", `return eval("1")`, "refused"],
  ["eval in parentheses", `return (eval)("1")`, inert],
  ["eval by an escape", `return ev\\u0061l("1")`, inert],
  ["eval by an optional call", `return eval?.("1")`, undefined],
  ["eval as a default", `return ((f = eval) => f)()`, undefined],
  ["import", `return import("node:fs")`, "refused"],
  ["import over a line end", `return import\n("node:fs")`, "refused"],
  ["import over a line separator", `return import\u2028("node:fs")`, "refused"],
  ["import over a comment", `return import/**/("node:fs")`, "refused"],
  ["import in a spread", `return [...import("node:fs")]`, "refused"],
  ["import by an escape", `return imp\\u006frt("node:fs")`, "refused"],
  ["import.meta", `return import.meta`, "refused"],
  ["with", `with (host) { return call }`, "refused"],
  ["an octal number, as sloppy code has", `return 010`, "refused"],
  ["deleting a name, as sloppy code may", `return delete host`, "refused"],
  ["a function under a label, as sloppy code may", `a: function f() {}`, "refused"],
  ["an HTML comment", `return 1 <!-- 2`, "refused"],
  ["the end of an HTML comment", `return 1\n--> 2`, "refused"],
  ["to name its source", `return 1 //# sourceURL=node:fs`, "refused"],
  ["to name a file as its source map", `return 1 //# sourceMappingURL=/dev/zero`, "refused"],
];

/** Whole texts rather than bodies: they try to get out of what the evaluator puts around them. */
const texts: Attack[] = [
  ["to close the parenthesis", `1); typeof process; (2`, 2],
  ["to close functions around it", `1)}}}}; process.exit(3); {{{{(1`, "refused"],
  ["to end a comment", `1 */); (process); /* `, "refused"],
  ["to leave a comment open", `1 /* `, "refused"],
  ["to leave a template open", "`", "refused"],
  ["to end a template", "`${1}` + `", "refused"],
  ["to swallow the parenthesis by a line comment", `1 // `, 1],
  ["to hide a line end in a comment", `1 // \u2028 ; process.exit(3)`, "refused"],
  ["a statement", `if (1) {}`, "refused"],
  ["two expressions", `1; 2`, "refused"],
  ["nothing", ``, "refused"],
  ["return", `return 1`, "refused"],
  ["await", `await 1`, "refused"],
  ["super", `super.x`, "refused"],
  ["the evaluator's new.target", `typeof new.target`, "undefined"],
  ["the evaluator's arguments, which hold its own text alone", `arguments.length + typeof arguments[0]`, "1string"],
  ["the evaluator's callee", `arguments.callee`, "refused"],
  [
    "this, which has its globals alone",
    `() => Object.keys(this).includes("Map") + " " + this.process`,
    "true undefined",
  ],
  ["the prototype of this", `() => ({}).constructor.getPrototypeOf(this)`, null],
  ["a getter on this", `() => ({}).constructor.defineProperty(this, "Map", { get: () => 1 })`, inert],
  ["a name on this", `() => { this.leak = 1 }`, inert],
  ["a prototype under this", `() => ({}).constructor.setPrototypeOf(this, { process: 1 })`, inert],
  [
    "another scope by Symbol.unscopables",
    `() => { this[Symbol.iterator.constructor.unscopables] = { Map: 1 } }`,
    inert,
  ],
];

const scope: Attack[] = [
  ["this of a function", `return (function () { return this })()`, undefined],
  ["this of a callback", `return [1].map(function () { return this })[0]`, undefined],
  ["this by call", `return ({}).valueOf.call(undefined)`, inert],
  ["this by an own iterator", `return Array.from([1], function () { return this })[0]`, undefined],
  ["this of a default", `return (function (a = this) { return a })()`, undefined],
  ["this of a tag", "return (function () { return this })`x`", undefined],
  ["the caller", `return (function f() { return f.caller })()`, undefined],
  ["the callee's caller", `return (function () { return arguments.callee.caller })()`, inert],
  ["the caller of the host's function", `return host.method.caller`, undefined],
  ["the arguments of the host's function", `return host.method.arguments`, undefined],
  ["to assign a name of the host", `process = 1`, "throws ReferenceError"],
  ["to assign a name nobody has", `leak = 1`, "throws ReferenceError"],
  ["to assign a global", `Map = 1`, inert],
  ["to assign undefined", `undefined = 1`, inert],
  ["to assign the prototype of the scope", `__proto__ = { process: 1 }`, "throws ReferenceError"],
  ["to reach it by a block's function", `{ function process() {} } return typeof process`, "undefined"],
];

const errors: Attack[] = [
  ["the stack of an error", `return new Error("x").stack`, ""],
  ["the stack of an error called", `return Error("x").stack`, ""],
  ["the stack of an error of the engine", `try { null.x } catch (e) { return e.stack }`, ""],
  ["the stack of an error of a built-in", `try { JSON.parse("{") } catch (e) { return e.stack }`, ""],
  ["the stack of an overflow", `try { (function f() { f() })() } catch (e) { return e.stack }`, ""],
  ["the stack of the host's error", `try { host.throwing() } catch (e) { return e.stack }`, ""],
  ["the stack of the host's plain error", `try { host.throwingPlain() } catch (e) { return e.stack }`, ""],
  ["the stack of a subclass", `return new (class extends Error {})("x").stack`, ""],
  ["to write stacks", `Error.prepareStackTrace = (e, frames) => frames`, inert],
  ["to write longer stacks", `Error.stackTraceLimit = 1e9`, inert],
  ["captureStackTrace", `return typeof Error.captureStackTrace`, "undefined"],
  ["captureStackTrace of an instance", `return typeof new Error("x").constructor.captureStackTrace`, "undefined"],
  [
    "what the host's error extends",
    `try { host.throwing() } catch (e) {
       const parent = ({}).constructor.getPrototypeOf(e.constructor);
       return [parent === Error, parent.captureStackTrace, parent.prepareStackTrace, parent.stackTraceLimit].join();
     }`,
    "true,,,",
  ],
  ["to change the host's errors", `try { host.throwing() } catch (e) { e.constructor.prototype.code = 1 }`, inert],
  [
    "to name the host's errors",
    `try { host.throwing() } catch (e) { e.constructor.prototype.toString = () => 1 }`,
    inert,
  ],
];

const powers: Attack[] = [
  ["the registry of symbols", `return typeof Symbol.iterator.constructor.for`, "undefined"],
  ["its other direction", `return typeof Symbol.iterator.constructor.keyFor`, "undefined"],
  ["Array.fromAsync", `return typeof [].constructor.fromAsync`, "undefined"],
  ["randomness", `return typeof Math.random`, "undefined"],
  [
    "Object's reflection by its global",
    `return [Object.getPrototypeOf, Object.defineProperty, Object.assign].join()`,
    ",,",
  ],
  ["properties of a record it was handed", `host.record.value = 2`, inert],
  ["deep properties of a record it was handed", `host.record.inner.list.push(4)`, inert],
  ["the prototype of a record it was handed", `host.record.__proto__ = { value: 2 }`, inert],
  ["a getter on a record it was handed", `host.record.__defineGetter__("value", () => 2)`, inert],
  ["properties of a function it was handed", `host.call.call = () => 2`, inert],
  ["the prototype of what it was handed", `host.capability.constructor.prototype.x = 1`, inert],
  ["the prototype of the host's generators", `({}).constructor.getPrototypeOf(host.waiting()).next = () => 2`, inert],
  ["a key __proto__ in JSON", `return JSON.parse('{"__proto__": {"x": 1}}').x`, undefined],
  ["a key __proto__ in entries", `return Object.fromEntries([["__proto__", { x: 1 }]]).x`, undefined],
  ["the prototype of all objects", `({}).__proto__.polluted = 1`, inert],
  ["a getter on all objects", `({}).__proto__.__defineGetter__("polluted", () => 1)`, inert],
  ["a setter on all arrays", `[].__proto__.__defineSetter__("0", () => 1)`, inert],
  ["an element of all arrays", `[].__proto__[0] = 1`, inert],
  ["an element of all typed arrays", `({}).constructor.getPrototypeOf(Int8Array)["prototype"][0] = 1`, inert],
  ["the prototype of Object.prototype", `({}).constructor.setPrototypeOf(({}).__proto__, { polluted: 1 })`, inert],
  ["how arrays are iterated", `[].values().__proto__.next = () => ({ done: true })`, inert],
  ["how instances are told", `Map[Symbol.iterator.constructor.hasInstance] = () => true`, inert],
  ["how promises go on", `(async () => {})().constructor.prototype.then = () => 1`, inert],
];

const inFunctions: readonly (readonly [string, readonly Attack[]])[] = [
  ["function constructors", functionConstructors],
  ["evaluators", evaluators],
  ["the scope", scope],
  ["errors", errors],
  ["powers", powers],
];

describe.each(inFunctions)("hostile code reaches for %s:", (_, attacks) => {
  test.each(attacks)("%s", (_tries, body, ends) => {
    expect(outcome(`(function (host) { ${body} })`)).toEqual(ends);
    expect(Reflect.get({}, "polluted")).toBeUndefined();
  });
});

describe("hostile text tries", () => {
  test.each(texts)("%s", (_tries, text, ends) => {
    expect(outcome(text)).toEqual(ends);
  });
});

describe("a name that nobody gave is undefined:", () => {
  const ofModules = ["require", "module", "exports", "__filename", "window", "self"];
  const ofObjects = ["constructor", "toString", "valueOf", "hasOwnProperty", "__proto__", "__defineGetter__"];
  const ofTheHost = Object.getOwnPropertyNames(globalThis).filter((name) => /^[A-Za-z_$][\w$]*$/.test(name));
  const names = new Set([...ofModules, ...ofObjects, ...ofTheHost, ...Object.keys(everyGlobal)]);
  for (const ofTheLanguage of ["undefined", "NaN", "Infinity"]) names.delete(ofTheLanguage);

  test.each([...names])("%s", (name) => {
    expect(evaluate(`typeof ${name}`, {}, "empty.js")).toBe("undefined");
  });
});
