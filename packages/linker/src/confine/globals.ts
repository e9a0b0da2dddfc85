import { RespinError } from "@respin/hardware";
import { makeFast } from "./prototypes.js";
import { harden, hardenedRealm } from "./realm.js";

/** One name of the language's own that extensions may use. The compiler checks by this table, the linker gives by it. */
export interface SafeGlobal {
  /** Its members that an extension may name. A call or construction of the global itself is allowed where `use` says so. */
  readonly members: readonly string[];
  readonly use: "call" | "construct" | "call or construct" | "members only";
  /** Why it is safe to have, or what is left out of it and why. */
  readonly why: string;
}

const typedArray: SafeGlobal = {
  members: ["BYTES_PER_ELEMENT", "from", "of"],
  use: "construct",
  why: "Memory of the extension's own; the compiler makes it pay for the length",
};

const error: SafeGlobal = {
  members: [],
  use: "call or construct",
  why: "The powerless one of the hardened realm: stacks are empty, and captureStackTrace and its like are removed",
};

/** Those of Math that every supported host has, but for `random`. */
const mathMembers = (
  "E LN10 LN2 LOG10E LOG2E PI SQRT1_2 SQRT2 abs acos acosh asin asinh atan atan2 atanh cbrt ceil clz32 cos cosh exp expm1 " +
  "floor fround hypot imul log log10 log1p log2 max min pow round sign sin sinh sqrt tan tanh trunc"
).split(" ");

const numberMembers = (
  "EPSILON MAX_SAFE_INTEGER MAX_VALUE MIN_SAFE_INTEGER MIN_VALUE NEGATIVE_INFINITY NaN POSITIVE_INFINITY " +
  "isFinite isInteger isNaN isSafeInteger parseFloat parseInt"
).split(" ");

/**
 * The language's own names that an extension may use, and why.
 *
 * Not among them, and why: Date, performance and Math.random (an extension runs the same every time; an interface gives the
 * time), timers and Promise (work after the bound of a call), Function and eval (code that nobody checked or metered), Proxy and
 * Reflect (they get around what the compiler checks), WeakRef and FinalizationRegistry (they show the collector), Object's
 * definers and prototypes, Symbol's registry (shared by the whole process), BigInt and RegExp (work that cannot be metered), ArrayBuffer
 * and DataView (a typed array does; buffers can be shared, detached and resized), console, process, require and all else of the host.
 */
export const safeGlobals: Readonly<Record<string, SafeGlobal>> = Object.freeze({
  Array: {
    members: ["from", "isArray", "of"],
    use: "call or construct",
    why: "Plain data; fromAsync, which leads to promises, is removed from the realm",
  },
  Int8Array: typedArray,
  Uint8Array: typedArray,
  Uint8ClampedArray: typedArray,
  Int16Array: typedArray,
  Uint16Array: typedArray,
  Int32Array: typedArray,
  Uint32Array: typedArray,
  Float32Array: typedArray,
  Float64Array: typedArray,
  Map: { members: [], use: "construct", why: "Plain data; iterated in the order of insertion, so the same every time" },
  Set: { members: [], use: "construct", why: "As Map" },
  WeakMap: { members: [], use: "construct", why: "Shows nothing of the collector: a key must be held to be asked for" },
  WeakSet: { members: [], use: "construct", why: "As WeakMap" },
  Math: {
    members: mathMembers,
    use: "members only",
    why: "A copy without random, which would not be the same every time",
  },
  Number: { members: numberMembers, use: "call", why: "Pure" },
  String: { members: ["fromCharCode", "fromCodePoint"], use: "call", why: "Pure; raw is for tagged templates" },
  Boolean: { members: [], use: "call", why: "Pure" },
  Object: {
    members: ["entries", "freeze", "fromEntries", "is", "keys", "values"],
    use: "members only",
    why: "A record of these six; the rest defines properties and reaches prototypes, which an extension has no business with",
  },
  JSON: { members: ["parse", "stringify"], use: "members only", why: "Pure, but for the toJSON of what it is given" },
  Error: error,
  EvalError: error,
  RangeError: error,
  ReferenceError: error,
  SyntaxError: error,
  TypeError: error,
  URIError: error,
  isFinite: { members: [], use: "call", why: "Pure" },
  isNaN: { members: [], use: "call", why: "Pure" },
  parseFloat: { members: [], use: "call", why: "Pure" },
  parseInt: { members: [], use: "call", why: "Pure" },
  Symbol: {
    members: ["iterator"],
    use: "members only",
    why: "A record of the one symbol that classes need to be iterable; others change what operators do",
  },
});

let values: ReadonlyMap<string, unknown> | undefined;

/**
 * The values of some of `safeGlobals`, as `evaluate` takes them. Throws RSP_CONFINE_REALM before `hardenRealm`, and
 * RSP_CONFINE for a name that is not in the table.
 */
export function safeGlobalValues(names: Iterable<string>, who: string): Readonly<Record<string, unknown>> {
  values ??= makeValues();
  const chosen: Record<string, unknown> = {};
  for (const name of names) {
    if (!values.has(name))
      throw new RespinError(
        "RSP_CONFINE",
        `${who}: it may not have the global name ${JSON.stringify(name)}; import an interface that gives what it needs`,
      );
    chosen[name] = values.get(name);
  }
  return chosen;
}

function makeValues(): ReadonlyMap<string, unknown> {
  hardenedRealm();
  const made = new Map<string, unknown>();
  for (const [name, { members, use }] of Object.entries(safeGlobals)) {
    const value: unknown = Reflect.get(globalThis, name);
    made.set(name, use === "members only" ? record(name, value, members) : value);
  }
  // The kernel's own Error can look at stacks; the powerless one is what instances of both call their constructor.
  made.set("Error", Error.prototype.constructor);
  return made;
}

/** A frozen record of some members. It inherits from Object.prototype: V8 keeps records without a prototype in dictionaries. */
function record(name: string, from: unknown, members: readonly string[]): object {
  if (typeof from !== "object" && typeof from !== "function") throw new TypeError(`no ${name} in this realm`);
  const made = harden(Object.fromEntries(members.map((member) => [member, Reflect.get(from ?? {}, member)])));
  makeFast(made);
  return made;
}
