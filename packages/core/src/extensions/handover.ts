import { types } from "node:util";
import { RespinError } from "@respin/hardware";
import { anything, defineInterface, isCapability, nothing, procedure } from "@respin/linker";

/**
 * What an extension exports that hands its state over to the one that takes its place, and takes it over itself. What is
 * handed over is plain data (numbers, text, lists, records, typed arrays) and capabilities.
 */
export const Handover = defineInterface("Handover", {
  /** Asked of the extension that is being replaced. Calls of it that are under way go on, and finish there. */
  Give: procedure([], anything),
  /** Given to the one that takes its place, before any call reaches it. */
  Take: procedure([anything], nothing),
});

/** Objects and lists that may be handed over at once, values in them, and bytes of typed arrays. */
const objectsMax = 100_000;
const valuesMax = 500_000;
const bytesMax = 2 ** 26;

/**
 * A frozen copy of what is handed over: what the old extension still holds of it, the new one does not. Runs no code of the
 * extension's. Throws RSP_HANDOVER for a function, an accessor, an object of a class, or too much.
 */
export function handedOver(name: string, value: unknown): unknown {
  const copies = new Map<object, object>();
  const toFill: (readonly [from: object, into: object])[] = [];
  // Views of one buffer are copied each for itself, so it is the copies that are counted, before they are made.
  const left = { values: valuesMax, bytes: bytesMax };
  const copyOf = (each: unknown, at: string): unknown => {
    if (typeof each === "function" || typeof each === "symbol") throw refused(name, at, `a ${typeof each}`);
    if (typeof each !== "object" || each === null || isCapability(each)) return each;
    const known = copies.get(each);
    if (known !== undefined) return known;
    if (copies.size === objectsMax) throw refused(name, at, `one of more than ${objectsMax} objects`);
    if (types.isTypedArray(each)) left.bytes -= bytesOf(each);
    else if (Array.isArray(each) && !types.isProxy(each)) left.values -= each.length;
    if (left.bytes < 0) throw refused(name, at, `more than ${bytesMax} bytes of typed arrays`);
    if (left.values < 0) throw refused(name, at, `more than ${valuesMax} values`);
    const copy = emptyLike(name, each, at);
    copies.set(each, copy);
    if (!types.isTypedArray(copy)) toFill.push([each, copy]);
    return copy;
  };
  const whole = copyOf(value, "the state");
  // A list of what is to be done, and no recursion: what is handed over may be nested as deep as the extension likes.
  for (let next = toFill.pop(); next !== undefined; next = toFill.pop()) {
    const [from, into] = next;
    const keys = Reflect.ownKeys(from);
    // The length of a list was counted when it was met.
    if (!Array.isArray(from)) left.values -= keys.length;
    if (left.values < 0) throw refused(name, "the state", `more than ${valuesMax} values`);
    for (const key of keys) {
      if (typeof key === "symbol") throw refused(name, "a symbol", "a symbol");
      if (key === "length" && Array.isArray(from)) continue;
      const at = key.slice(0, 64);
      const descriptor = Object.getOwnPropertyDescriptor(from, key);
      if (descriptor === undefined || !("value" in descriptor)) throw refused(name, at, "an accessor");
      Object.defineProperty(into, key, { value: copyOf(descriptor.value, at), enumerable: true });
    }
    Object.freeze(into);
  }
  return whole;
}

/** Something of the same kind, with nothing in it but the numbers of a typed array. */
function emptyLike(name: string, each: object, at: string): object {
  if (types.isProxy(each)) throw refused(name, at, "a proxy");
  const prototype: unknown = Object.getPrototypeOf(each);
  if (Array.isArray(each) && prototype === Array.prototype) {
    const copy: unknown[] = [];
    copy.length = each.length;
    return copy;
  }
  if (prototype === Object.prototype || prototype === null) return {};
  if (types.isTypedArray(each)) {
    for (const Kind of typedArrays) if (prototype === Kind.prototype) return new Kind(each as ArrayLike<number>);
  }
  throw refused(name, at, "an object of a class");
}

/** By what belongs to its type, whatever stands in it by that name. */
function bytesOf(array: NodeJS.TypedArray): number {
  const length: unknown = Reflect.get(Object.getPrototypeOf(Uint8Array.prototype) as object, "byteLength", array);
  return typeof length === "number" ? length : 0;
}

const typedArrays = [
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
] as const;

function refused(name: string, at: string, what: string): RespinError {
  return new RespinError(
    "RSP_HANDOVER",
    `${name} hands over ${what} (${at.replaceAll(/\s/g, " ")}); give plain data and capabilities in Handover.Give`,
  );
}
