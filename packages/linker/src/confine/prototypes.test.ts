import { setFlagsFromString } from "node:v8";
import { describe, expect, test } from "vitest";
import { intrinsicPrototypes, makeFast } from "./prototypes.js";
import { hardenRealm } from "./realm.js";

// As the language has it: the realm's own does not know V8's syntax for its internals.
const NativeFunction = Function;
setFlagsFromString("--allow-natives-syntax");
const ask = (question: string) => {
  const answer: unknown = new NativeFunction("o", `return %${question}(o)`);
  return (o: object): unknown => (typeof answer === "function" ? answer(o) : undefined);
};
const hasFastProperties = ask("HasFastProperties");
const hasDictionaryElements = ask("HasDictionaryElements");

const behindStores = [Object, Array, Int8Array, Uint8Array, Int32Array, Float64Array, Buffer].map(
  ({ prototype }) => prototype,
);
behindStores.push(Object.getPrototypeOf(Uint8Array.prototype));

/** Nanoseconds of a store: the best of some tries, so that what else the host does counts for little. */
function storeNs(make: string): number {
  const loop: unknown = new NativeFunction(
    `const a = ${make}; return (n) => { for (let i = 0; i < n; i++) a[i & 255] = i; return a[3] }`,
  )();
  if (typeof loop !== "function") throw new Error("no loop");
  const stores = 500_000;
  const tries = Array.from({ length: 8 }, () => {
    const start = performance.now();
    loop(stores);
    return ((performance.now() - start) * 1e6) / stores;
  });
  return Math.min(...tries);
}

const stores = [
  `new Int32Array(256)`,
  `new Float64Array(256)`,
  `Buffer.alloc(256)`,
  `Array.from({ length: 256 }, () => 0)`,
];
const before = stores.map(storeNs);

describe("in a hardened realm", () => {
  hardenRealm();

  // A frozen prototype would make it 5 times for arrays, 25 to 60 for the others.
  test.each(stores.map((make, index) => [make, before[index] ?? 0] as const))(
    "stores into %s stay fast",
    (make, ns) => {
      expect(storeNs(make)).toBeLessThan(3.5 * ns + 0.5);
    },
  );

  // How V8 keeps things is its own affair: asked of the version that was measured. What counts is the test above.
  const onMeasured = test.runIf(process.versions.node.startsWith("20."));

  test("what stores look through is frozen", () => {
    expect(behindStores.map((prototype) => Object.isFrozen(prototype))).toEqual(behindStores.map(() => true));
  });

  onMeasured("elements of what stores look through are an empty dictionary, not of the kind FROZEN", () => {
    expect(behindStores.map(hasDictionaryElements)).toEqual(behindStores.map(() => true));
  });

  onMeasured("freezing them again leaves them so", () => {
    for (const prototype of behindStores) Object.freeze(prototype);
    expect(behindStores.map(hasDictionaryElements)).toEqual(behindStores.map(() => true));
  });

  test("nothing was left behind on them", () => {
    const symbols = behindStores.flatMap((prototype) => Object.getOwnPropertySymbols(prototype));
    expect(symbols.filter((symbol) => symbol.description === "passing")).toEqual([]);
  });

  onMeasured("every intrinsic prototype has its properties in the fast form", () => {
    const prototypes = [...intrinsicPrototypes()];
    expect(prototypes.length).toBeGreaterThan(40);
    expect(prototypes.filter((prototype) => hasFastProperties(prototype) !== true)).toEqual([]);
  });
});

test("what is in a dictionary becomes fast, whatever it is", () => {
  const slow = Object.create(null, { a: { value: 1 }, b: { value: 2 } });
  expect(hasFastProperties(slow)).toBe(false);
  makeFast(slow);
  expect(hasFastProperties(slow)).toBe(true);
});
