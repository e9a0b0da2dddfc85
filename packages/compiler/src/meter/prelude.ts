/**
 * The helper functions that metered code calls.
 *
 * The fuel stays a small integer in the engine's eyes (`| 0`): a field that once held a float is slow for ever. The
 * depth is a field too: a variable that functions share is slower.
 * What is already overdrawn is not drawn on further by large amounts, so that it cannot come round to plenty.
 *
 * Written with `@` before each of their names, which becomes the prefix that the text does not contain; `@fuel` and
 * `@out` are the runtime's. A helper for a method pays and returns the receiver. Only what cannot be changed by the
 * text is trusted: types are told by the engine's own marks, sizes by the engine's own getters.
 */
import { depthMax } from "./recursion.js";

/** Globals that the prelude refers to: the linker gives them to every domain. */
export const preludeGlobals: readonly string[] = [
  "Array",
  "ArrayBuffer",
  "DataView",
  "Int8Array",
  "JSON",
  "Map",
  "Math",
  "Number",
  "Object",
  "RangeError",
  "Set",
  "String",
  "Symbol",
  "TypeError",
  "isFinite",
  "isNaN",
  "parseFloat",
  "parseInt",
];

/** Turns of a counted loop that are paid ahead, if the fuel allows. */
export const turnsAhead = 256;
/** Arguments that a spread may make: they lie on the stack of whatever is called. */
const spreadMax = 64;
/** The same where a built-in takes them, which calls nothing further. */
const spreadManyMax = 10_000;
/** Arrays in arrays that a conversion to text goes down. */
const textDepthMax = 8;

const paying = `
function @pay(n) {
  const left = @fuel.left;
  if ((@fuel.left = left < 0 ? left : (left - (n > 1073741824 ? 1073741824 : n)) | 0) < 0) @out();
}
function @trap(what) { throw new TypeError("metered code may not use " + what); }
const @isArray = Array.isArray;
const @isView = ArrayBuffer.isView;
const @getter = (prototype, name) => Object.getOwnPropertyDescriptor(prototype, name).get;
const @typedPrototype = Object.getPrototypeOf(Int8Array.prototype);
const @typedLength = @getter(@typedPrototype, "length");
const @mapSize = @getter(Map.prototype, "size");
const @setSize = @getter(Set.prototype, "size");
const @bufferSize = @getter(ArrayBuffer.prototype, "byteLength");
const @isTyped = (x) => @isView(x) && !(x instanceof DataView);
const @lengthOf = (x) => @isView(x) ? @typedLength.call(x) : x.length;
const @hasLength = (x) => typeof x === "string" || @isArray(x) || @isTyped(x);
function @size(x) {
  if (@hasLength(x)) return @lengthOf(x);
  if (x instanceof Map) return @mapSize.call(x);
  if (x instanceof Set) return @setSize.call(x);
  return 0;
}
const @iteratorPrototype = Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]()));
const @iteratorsRun = typeof @iteratorPrototype.toArray === "function";
const @isIterator = (x) => @iteratorsRun && typeof x === "object" && x !== null && Object.prototype.isPrototypeOf.call(@iteratorPrototype, x);
const @natives = new Set();
for (const prototype of [Array.prototype, @typedPrototype, String.prototype, Map.prototype, Set.prototype, ArrayBuffer.prototype, Number.prototype, Object.prototype, @iteratorPrototype]) {
  for (const { value } of Object.values(Object.getOwnPropertyDescriptors(prototype))) if (typeof value === "function") @natives.add(value);
}
function @own(value) {
  if (typeof value === "function" && @natives.has(value)) @trap("a built-in method as a value");
  return value;
}`;

const methods = `
function @linear(x) { if (@hasLength(x)) @pay(@lengthOf(x)); return x; }
function @text(x) { if (typeof x === "string") @pay(x.length); return x; }
function @visited(x) { @pay(@size(x)); return x; }
function @combined(x, y) { @pay(@size(x) + @size(y)); return x; }
function @range(x, a, b) {
  if (@hasLength(x)) {
    const n = @lengthOf(x);
    if (a === void 0) a = 0;
    if (b === void 0) b = n;
    @pay(a >= 0 && b >= 0 ? Math.min(n, Math.ceil(Math.abs(b - a))) : n);
  } else if (x instanceof ArrayBuffer) @pay(@bufferSize.call(x));
  return x;
}
function @ordered(x) {
  if (@hasLength(x)) { const n = @lengthOf(x); @pay(n * Math.ceil(Math.log2(n + 2))); }
  return x;
}
function @joined(x, separator, depth = ${textDepthMax}) {
  if (!@isArray(x)) { if (@isTyped(x)) @pay(@typedLength.call(x) * 24); return x; }
  if (depth === 0) @trap("a conversion to text of arrays nested this deep");
  if (separator === void 0) separator = ",";
  else if (typeof separator !== "string") @trap("a separator that is no string");
  const n = x.length;
  @pay(n * (1 + separator.length));
  let copy = x;
  for (let i = 0; i < n; i++) {
    const item = x[i];
    if (typeof item === "string") @pay(item.length);
    else if (typeof item === "number") @pay(24);
    else if (typeof item === "object" && item !== null || typeof item === "function") {
      if (copy === x) copy = [...x];
      copy[i] = @grown(@isArray(item) ? @joined(item, ",", depth - 1).join() : String(@said(item)));
    }
  }
  return copy;
}
function @separated(x, separator) {
  if (@hasLength(x)) {
    if (separator !== void 0 && typeof separator !== "string") @trap("a separator that is no string");
    @pay(@lengthOf(x) * @size(separator));
  }
  return separator;
}
function @concatenated(x, ...others) {
  if (@hasLength(x)) for (const other of [x, ...others]) @pay(@size(typeof x === "string" ? @said(other) : other));
  return x;
}
function @copied(x, from) {
  if (@isTyped(x)) {
    if (!@isArray(from) && !@isTyped(from)) @trap("a typed array set from something else than an array");
    @pay(@lengthOf(from));
  }
  return x;
}
const @amount = (n) => n > 0 ? Math.ceil(n) : 0;
function @repeated(x, n) {
  if (typeof x === "string") {
    if (typeof n !== "number") @trap("a count that is no number");
    @pay(x.length * @amount(n) || 0);
  }
  return x;
}
function @padded(x, n, filler) {
  if (typeof x === "string") {
    if (typeof n !== "number") @trap("a length that is no number");
    @pay(@amount(n) + @size(filler));
  }
  return x;
}
function @replaced(x, pattern, text) {
  if (typeof x === "string") {
    if (typeof pattern !== "string" || typeof text !== "string") @trap("a replacement that is not of text by text");
    @pay(x.length + text.length);
    const times = x.split(pattern).length;
    @pay(times * (text.length + (text.split("$").length - 1) * x.length));
  }
  return x;
}
function @flattened(x, depth) {
  if (@isArray(x)) {
    if (depth !== void 0 && depth !== 1) @trap("an array flattened by more than one level");
    @pay(x.length);
    for (let i = 0; i < x.length; i++) if (@isArray(x[i])) @pay(x[i].length);
  }
  return x;
}
function @noPattern(x) { if (typeof x === "string") @trap("regular expressions"); return x; }
function @noFlatMap(x) { if (@isArray(x) || @isIterator(x)) @trap("flatMap"); return x; }
function @noIterator(x) { if (@isIterator(x)) @trap("the methods that run an iterator"); return x; }
function @noBuffer(x) { if (x instanceof ArrayBuffer) @trap("buffers that change their size"); return x; }
function @noLocale(x) {
  if (@hasLength(x) || typeof x === "number") @trap("what depends on the host's locale");
  return x;
}`;

const conversions = `
function @grown(text) { if (typeof text === "string") @pay(text.length); return text; }
function @matched(x, y) { if (typeof y === "string" && x.length === y.length) @pay(x.length); }
function @compared(x, y) { if (typeof y === "string") @pay(Math.min(x.length, y.length)); }
function @cased(x, cases) { if (typeof x === "string") @pay(x.length * cases); return x; }
function @said(x) { return typeof x === "object" && @isArray(x) ? @joined(x, ",").join() : x; }
function @readText(x) { x = @said(x); if (typeof x === "string") @pay(x.length); return x; }
function @toText(...x) { return x.length === 0 ? "" : @grown(String(@said(x[0]))); }
function @toNumber(...x) { return x.length === 0 ? 0 : Number(@readText(x[0])); }
function @parseInteger(x, radix) { return parseInt(@readText(x), radix); }
function @parseFloating(x) { return parseFloat(@readText(x)); }
function @isNotNumber(x) { return isNaN(@readText(x)); }
function @isFiniteNumber(x) { return isFinite(@readText(x)); }
function @parse(text, reviver) {
  return JSON.parse(@readText(text), reviver);
}
function @stringify(value, replacer, space) {
  if (replacer !== void 0 && replacer !== null) @trap("JSON.stringify with a replacer");
  const indent = typeof space === "number" || typeof space === "string" ? 10 : 0;
  const depths = new Map();
  return JSON.stringify(value, function (key, item) {
    const depth = (depths.get(this) ?? 0) + 1;
    @pay(2 + key.length + @size(item) + indent * depth);
    if (indent !== 0 && typeof item === "object") depths.set(item, depth);
    return item;
  }, space);
}`;

const collections = `
function @listed(x) {
  if (@hasLength(x) || x instanceof Map || x instanceof Set) { @pay(@size(x)); return x; }
  const list = [...x];
  @pay(list.length);
  return list;
}
function @spread(x) {
  const list = [...@listed(x)];
  if (list.length > ${spreadMax}) throw new RangeError("more than ${spreadMax} arguments in a spread");
  return list;
}
function @spreadMany(x) {
  const list = [...@listed(x)];
  if (list.length > ${spreadManyMax}) throw new RangeError("more than ${spreadManyMax} arguments in a spread");
  return list;
}
function @source(x) { return x === void 0 || x === null ? x : @listed(x); }
function @array(x) {
  if (x === null || x === void 0 || typeof x[Symbol.iterator] === "function") return @source(x);
  const n = @amount(x.length) || 0;
  @pay(n);
  const list = [];
  for (let i = 0; i < n; i++) list.push(x[i]);
  return list;
}
function @arrayFrom(x, map, self) { return Array.from(@array(x), map, self); }
function @typed(make, x, map, self) { return make.from(@array(x), map, self); }
function @arrayLength(n) { if (typeof n === "number") @pay(@amount(n)); return n; }
function @extent(x) {
  if (typeof x !== "object" || x === null) { x = +x; @pay(@amount(x)); return x; }
  return x instanceof ArrayBuffer ? x : @array(x);
}
function @members(x) {
  if (x === void 0 || x === null) return x;
  if (@hasLength(x)) @pay(@lengthOf(x));
  else if (typeof x === "object") @pay(Object.keys(x).length);
  return x;
}
function @keys(x) { return Object.keys(@members(x)); }
function @values(x) { return Object.values(@members(x)); }
function @entries(x) { return Object.entries(@members(x)); }
function @freeze(x) { return Object.freeze(@members(x)); }
function @fromEntries(x) { return Object.fromEntries(@source(x)); }
function @nullObject(prototype, properties) {
  if (prototype !== null || properties !== void 0) @trap("Object.create of something else than null");
  return Object.create(null);
}
function @assign(target, ...sources) {
  if (typeof target !== "object" || target === null) @trap("Object.assign to something else than an object");
  for (const source of sources) {
    @members(source);
    if (source !== void 0 && source !== null && Object.hasOwn(source, "__proto__")) @trap("__proto__");
    Object.assign(target, source);
  }
  return target;
}`;

const control = `
const @stack = { depth: 0 };
function @deep() { throw new RangeError("deeper than ${depthMax} calls"); }
function @guarded(run, frame) {
  try { if ((@stack.depth += frame) > ${depthMax}) @deep(); return run(); } finally { @stack.depth -= frame; }
}
function @counted(x) {
  if (@hasLength(x)) return x;
  const inner = x[Symbol.iterator]();
  const step = (run) => @guarded(run, 1);
  return {
    [Symbol.iterator]() { return this; },
    next: (value) => step(() => inner.next(value)),
    return: (value) => step(() => inner.return === void 0 ? { done: true, value } : inner.return(value)),
    throw: (error) => step(() => {
      if (inner.throw !== void 0) return inner.throw(error);
      if (inner.return !== void 0) inner.return();
      throw new TypeError("The iterator does not provide a 'throw' method");
    }),
  };
}
const @round = Math.round;
function @ahead(weight, from) {
  if (typeof from !== "number" || from < -4503599627370496 || from > 4503599627370496) @trap("a loop that counts beyond 2 ** 52");
  const left = @fuel.left;
  const turns = left >= ${turnsAhead} * weight ? ${turnsAhead} : left > weight ? (left / weight) | 0 : 1;
  if ((@fuel.left = left < 0 ? left : (left - turns * weight) | 0) < 0) @out();
  return turns;
}`;

/** The prelude's text, with the names that a text does not contain. */
export function preludeText(prefix: string): string {
  return [paying, methods, conversions, collections, control].join("\n").replaceAll("@", prefix);
}
