import { Buffer } from "node:buffer";

/**
 * How the prototypes that every array and typed array looks through are frozen without making V8 slow.
 *
 * Measured on Node 20: once `Object.freeze` has met a prototype of a typed array, each store into a typed array takes 25 to
 * 60 times as long, in the whole process; with `Array.prototype` it is 5 times for stores into arrays. The reason is that
 * freezing an object with fast properties also gives its elements the kind FROZEN, though these prototypes have none, and a
 * store whose prototype chain has such elements leaves V8's fast path.
 *
 * An object whose properties are in a dictionary is frozen another way: its elements become an empty dictionary, which stores
 * do not mind. So each of these prototypes is brought into that form first. Properties in a dictionary are slow to look up
 * (`length` of a typed array); V8 puts them back in their fast form when an inline cache meets the object as a prototype.
 *
 * Redefining each property as read-only would do as well for stores, but to touch `Array.prototype.constructor` makes `map` and
 * `slice` 20 times slower for good: V8 takes it as a sign that subclasses are in use.
 */

const typedArrayNames = [
  "Int8Array",
  "Uint8Array",
  "Uint8ClampedArray",
  "Int16Array",
  "Uint16Array",
  "Int32Array",
  "Uint32Array",
  "Float16Array",
  "Float32Array",
  "Float64Array",
  "BigInt64Array",
  "BigUint64Array",
];

/** Those that stores into elements look through. Node's Buffer is one of them: its contents are a typed array's. */
const behindElements: ReadonlySet<unknown> = new Set<unknown>([
  Object.prototype,
  Array.prototype,
  Object.getPrototypeOf(Uint8Array.prototype),
  ...typedArrayNames.map(prototypeOfGlobal),
  Buffer.prototype,
]);

/** An `Object.freeze` that keeps stores into arrays fast. What it freezes is as frozen as by the one given. */
export function freezeKeepingStoresFast(freeze: typeof Object.freeze): typeof Object.freeze {
  return (value: object) => {
    if (behindElements.has(value)) moveToDictionary(value);
    return freeze(value);
  };
}

/** To change the attributes of a property is what moves all of them to a dictionary; so one is made, changed and removed. */
function moveToDictionary(prototype: object): void {
  const passing = Symbol("passing");
  Reflect.defineProperty(prototype, passing, { value: undefined, enumerable: false, configurable: true });
  Reflect.defineProperty(prototype, passing, { enumerable: true });
  Reflect.deleteProperty(prototype, passing);
}

/** Put the intrinsic prototypes that lockdown left in dictionaries back in V8's fast form. They stay as they are otherwise. */
export function makePrototypesFast(): void {
  for (const prototype of intrinsicPrototypes()) makeFast(prototype);
}

/** What is looked up in `o` or through it becomes fast again: an inline cache meets it as a prototype. */
export function makeFast(o: object): void {
  const derived: { readonly absent?: unknown } = Object.create(o);
  void derived.absent;
}

/** Written out: the global object has properties of Node's that warn, or load half of Node, when they are only read. */
const constructorNames = [
  ...typedArrayNames,
  "Object",
  "Function",
  "Array",
  "ArrayBuffer",
  "SharedArrayBuffer",
  "DataView",
  "Map",
  "Set",
  "WeakMap",
  "WeakSet",
  "WeakRef",
  "Promise",
  "RegExp",
  "Date",
  "Number",
  "String",
  "Boolean",
  "Symbol",
  "BigInt",
  "Error",
  "RangeError",
  "TypeError",
  "SyntaxError",
  "ReferenceError",
  "EvalError",
  "URIError",
  "AggregateError",
];

export function intrinsicPrototypes(): Set<object> {
  const found = new Set<object>();
  /** A prototype and all that it inherits from. */
  const add = (o: unknown): void => {
    for (let at = o; isObject(at) && !found.has(at); at = Object.getPrototypeOf(at)) found.add(at);
  };
  for (const name of constructorNames) add(prototypeOfGlobal(name));
  add(Buffer.prototype);
  // Those that no global name leads to: what functions, generators and iterators inherit from.
  for (const functionOfKind of [function* () {}, async () => {}, async function* () {}]) {
    add(Object.getPrototypeOf(functionOfKind));
    const instances = Object.getOwnPropertyDescriptor(functionOfKind, "prototype")?.value;
    if (isObject(instances)) add(Object.getPrototypeOf(instances));
  }
  for (const iterator of [[].values(), new Map().keys(), new Set().keys(), ""[Symbol.iterator](), "".matchAll(/x/g)])
    add(Object.getPrototypeOf(iterator));
  return found;
}

function prototypeOfGlobal(name: string): unknown {
  const constructor: unknown = Reflect.get(globalThis, name);
  return typeof constructor === "function" ? constructor.prototype : undefined;
}

function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}
