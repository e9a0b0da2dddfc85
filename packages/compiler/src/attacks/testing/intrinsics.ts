/** What the language gives to all, and what a host adds: their names, and what stands behind each. */

const names = [
  "Object",
  "Function",
  "Array",
  "String",
  "Number",
  "Boolean",
  "Symbol",
  "Error",
  "RangeError",
  "TypeError",
  "Map",
  "Set",
  "WeakMap",
  "WeakSet",
  "Promise",
  "RegExp",
  "Date",
  "JSON",
  "Math",
  "Reflect",
  "Proxy",
  "Int32Array",
  "Float64Array",
  "ArrayBuffer",
  "DataView",
  "BigInt",
  "Atomics",
] as const;

/** The language's objects as they are now. */
export function intrinsics(): ReadonlyMap<string, unknown> {
  const found = new Map<string, unknown>();
  const add = (name: string, of: unknown): void => {
    if ((typeof of !== "object" && typeof of !== "function") || of === null) return;
    for (const key of Reflect.ownKeys(of)) {
      const property = Reflect.getOwnPropertyDescriptor(of, key);
      const at = `${name}.${String(key)}`;
      found.set(at, property !== undefined && "value" in property ? property.value : property?.get);
    }
  };
  for (const name of names) {
    const value: unknown = Reflect.get(globalThis, name);
    add(name, value);
    if (typeof value === "function") add(`${name}.prototype`, value.prototype);
  }
  const generator = function* (): Generator<void> {};
  add("generators", Object.getPrototypeOf(Object.getPrototypeOf(generator()) ?? {}));
  add("iterators", Object.getPrototypeOf([].values()));
  add("iterators of maps", Object.getPrototypeOf(new Map().entries()));
  for (const key of Reflect.ownKeys(globalThis)) found.set(`globalThis.${String(key)}`, "there");
  return found;
}

/** What differs between two looks at them. */
export function differences(
  before: ReadonlyMap<string, unknown>,
  after: ReadonlyMap<string, unknown>,
): readonly string[] {
  const changed = [...before].filter(([name, value]) => !Object.is(after.get(name), value)).map(([name]) => name);
  return [...changed, ...[...after.keys()].filter((name) => !before.has(name))];
}
