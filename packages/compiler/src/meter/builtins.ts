/**
 * The language's built-ins: which work grows with its operands and so is paid for, and which are refused.
 *
 * Global names are those of the language alone. A name that is in none of these tables is a linked one, and what it
 * does is the kernel's to account.
 */

/** How a method pays before it runs, by its name. Methods that share a name share a way that suits all of them. */
export type Payment =
  | "linear" // the length of a string, an array or a typed array
  | "text" // the length of a string
  | "visited" // the size of a map or set too
  | "combined" // the sizes of two sets
  | "range" // what lies between the arguments
  | "ordered" // n log n
  | "joined" // the length of the text made
  | "concatenated" // the receiver and the arguments
  | "copied" // the argument's length
  | "repeated" // the length of the text made
  | "padded"
  | "replaced"
  | "flattened"
  | "noPattern" // makes a regular expression: refused on strings
  | "noFlatMap"
  | "noIterator" // runs an iterator to its end: refused on iterators
  | "noBuffer" // changes a buffer's size: refused on buffers
  | "noLocale"; // depends on the host's locale

const payments: readonly (readonly [Payment, string])[] = [
  [
    "linear",
    "fill indexOf lastIndexOf includes reverse copyWithin shift unshift splice toReversed toSpliced with map filter " +
      "every some find findIndex findLast findLastIndex reduce reduceRight",
  ],
  [
    "text",
    "split trim trimStart trimEnd trimLeft trimRight toUpperCase toLowerCase normalize startsWith endsWith " +
      "isWellFormed toWellFormed substr anchor big blink bold fixed fontcolor fontsize italics link small strike sub sup",
  ],
  ["visited", "forEach"],
  ["combined", "union intersection difference symmetricDifference isSubsetOf isSupersetOf isDisjointFrom"],
  ["range", "slice substring"],
  ["ordered", "sort toSorted"],
  ["joined", "join toString"],
  ["concatenated", "concat"],
  ["copied", "set"],
  ["repeated", "repeat"],
  ["padded", "padStart padEnd"],
  ["replaced", "replace replaceAll"],
  ["flattened", "flat"],
  ["noPattern", "match matchAll search"],
  ["noFlatMap", "flatMap"],
  ["noIterator", "toArray take drop"],
  ["noBuffer", "resize transfer transferToFixedLength grow"],
  ["noLocale", "toLocaleString toLocaleUpperCase toLocaleLowerCase localeCompare"],
];

/** How a method of this name pays; undefined if no built-in of the name does work that grows. */
export const paymentOf: ReadonlyMap<string, Payment> = new Map(
  payments.flatMap(([payment, names]) => names.split(" ").map((name): [string, Payment] => [name, payment])),
);

/** Payments that look at the arguments. */
export const looksAtArguments: ReadonlySet<Payment> = new Set<Payment>([
  "range",
  "combined",
  "joined",
  "concatenated",
  "copied",
  "repeated",
  "padded",
  "replaced",
  "flattened",
]);

/** Built-in methods that call a function they are given, and nothing else of the text. */
export const callingArguments: ReadonlySet<string> = new Set(
  (
    "map filter every some find findIndex findLast findLastIndex reduce reduceRight forEach sort toSorted replace " +
    "replaceAll flatMap"
  ).split(" "),
);

/** Built-in methods that call nothing of the text, save for the conversions of their arguments. */
export const callingNothing: ReadonlySet<string> = new Set(
  (
    "push pop at get has delete add clear keys values entries charAt charCodeAt codePointAt subarray toFixed " +
    "toPrecision toExponential valueOf hasOwnProperty isPrototypeOf propertyIsEnumerable getInt8 getUint8 getInt16 " +
    "getUint16 getInt32 getUint32 getFloat32 getFloat64 setInt8 setUint8 setInt16 setUint16 setInt32 setUint32 " +
    "setFloat32 setFloat64 deref " +
    [...paymentOf.keys()].filter((name) => !callingArguments.has(name)).join(" ")
  ).split(" "),
);

/** Arrays of numbers of one kind. */
export const typedArrays: readonly string[] =
  "Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array Float32Array Float64Array".split(
    " ",
  );
const errors = "Error TypeError RangeError SyntaxError ReferenceError EvalError URIError".split(" ");

/** What may be done with a global: how it pays when it is constructed, called, or one of its functions is. */
export interface Global {
  /** `new X(...)`: "plain" costs what it weighs; the others name the helper that the first argument goes through. */
  readonly construct?: "plain" | "arrayLength" | "extent" | "source";
  /** `X(...)`: "plain", or the helper that stands in for it. */
  readonly call?: string;
  /** `X.name(...)`: "plain", "typed" (the helper takes the constructor first), or the helper that stands in for it. */
  readonly functions?: Readonly<Record<string, string>>;
  /** `X.NAME`: numbers and symbols that may be read. */
  readonly constants?: readonly string[];
  /** A class of the text may extend it. */
  readonly extendable?: boolean;
}

const plainly = (names: string): Record<string, string> =>
  Object.fromEntries(names.split(" ").map((name) => [name, "plain"]));

export const globals: ReadonlyMap<string, Global> = new Map<string, Global>([
  [
    "Array",
    {
      construct: "arrayLength",
      call: "arrayLength",
      functions: { isArray: "plain", of: "plain", from: "arrayFrom" },
    },
  ],
  ...typedArrays.map((name): [string, Global] => [
    name,
    { construct: "extent", functions: { of: "plain", from: "typed" }, constants: ["BYTES_PER_ELEMENT"] },
  ]),
  ["ArrayBuffer", { construct: "extent", functions: { isView: "plain" } }],
  ["DataView", { construct: "plain" }],
  ["Map", { construct: "source" }],
  ["Set", { construct: "source" }],
  ["WeakMap", { construct: "source" }],
  ["WeakSet", { construct: "source" }],
  ...errors.map((name): [string, Global] => [name, { construct: "plain", call: "plain", extendable: true }]),
  [
    "Object",
    {
      functions: {
        ...plainly("is hasOwn isFrozen"),
        create: "nullObject",
        keys: "keys",
        values: "values",
        entries: "entries",
        fromEntries: "fromEntries",
        assign: "assign",
        freeze: "freeze",
      },
    },
  ],
  ["JSON", { functions: { parse: "parse", stringify: "stringify" } }],
  ["String", { call: "toText", functions: plainly("fromCharCode fromCodePoint") }],
  [
    "Number",
    {
      call: "toNumber",
      functions: {
        ...plainly("isInteger isSafeInteger isFinite isNaN"),
        parseInt: "parseInteger",
        parseFloat: "parseFloating",
      },
      constants:
        "MAX_SAFE_INTEGER MIN_SAFE_INTEGER MAX_VALUE MIN_VALUE EPSILON POSITIVE_INFINITY NEGATIVE_INFINITY NaN".split(
          " ",
        ),
    },
  ],
  ["Boolean", { call: "plain" }],
  ["Symbol", { call: "plain", constants: ["iterator"] }],
  [
    "Math",
    {
      functions: plainly(
        "abs acos acosh asin asinh atan atan2 atanh cbrt ceil clz32 cos cosh exp expm1 floor fround hypot imul log " +
          "log10 log1p log2 max min pow round sign sin sinh sqrt tan tanh trunc",
      ),
      constants: "E LN10 LN2 LOG10E LOG2E PI SQRT1_2 SQRT2".split(" "),
    },
  ],
  ["parseInt", { call: "parseInteger" }],
  ["parseFloat", { call: "parseFloating" }],
  ["isNaN", { call: "isNotNumber" }],
  ["isFinite", { call: "isFiniteNumber" }],
  // Refused in every use.
  ...(
    "globalThis Function eval Reflect Proxy Promise RegExp Date Intl WeakRef FinalizationRegistry BigInt BigInt64Array " +
    "BigUint64Array Float16Array SharedArrayBuffer Atomics WebAssembly AggregateError SuppressedError Iterator " +
    "AsyncIterator DisposableStack AsyncDisposableStack escape unescape encodeURI encodeURIComponent decodeURI " +
    "decodeURIComponent Compartment harden lockdown"
  )
    .split(" ")
    .map((name): [string, Global] => [name, {}]),
]);

/** Globals that a text may read as values. */
export const constantGlobals: ReadonlySet<string> = new Set(["undefined", "NaN", "Infinity"]);
