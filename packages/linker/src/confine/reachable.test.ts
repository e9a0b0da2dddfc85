import { expect, test } from "vitest";

/** As the host has them before the realm is hardened: a module imported by `import()` runs after these lines. */
const before = {
  Function,
  AsyncFunction: Object.getPrototypeOf(async () => {}).constructor,
  GeneratorFunction: Object.getPrototypeOf(function* () {}).constructor,
  AsyncGeneratorFunction: Object.getPrototypeOf(async function* () {}).constructor,
  eval: Reflect.get(globalThis, "eval"),
  Error,
};

const { evaluate } = await import("./compartment.js");
const { everyGlobal, host } = await import("./testing/hostile.js");

/** Expressions, and the constructors that can be reached from what they make, besides those of every literal. */
const literals: readonly (readonly [expression: string, leadsTo: readonly string[]])[] = [
  [`({})`, []],
  [`[]`, ["Array"]],
  [`""`, ["String"]],
  [`0`, ["Number"]],
  [`true`, ["Boolean"]],
  [`Symbol.iterator`, ["Symbol"]],
  [`1n`, ["BigInt"]],
  [`/x/`, ["RegExp"]],
  ["(strings => strings)`x`", ["Array"]],
  [`function () {}`, []],
  [`() => 0`, []],
  [`({ method() {} }).method`, []],
  [`class {}`, []],
  [`function* () {}`, ["GeneratorFunction"]],
  [`(function* () {})()`, ["GeneratorFunction"]],
  [`async () => {}`, ["AsyncFunction"]],
  [`(async () => {})()`, ["Promise"]],
  [`async function* () {}`, ["AsyncGeneratorFunction"]],
  [`(async function* () {})()`, ["AsyncGeneratorFunction"]],
  [`(function () { return arguments })()`, []],
  [`(() => { try { null.x } catch (e) { return e } })()`, ["Error", "TypeError"]],
  [`[].values()`, []],
  [`"".matchAll(/x/g)`, []],
];

/** Object is tamed by being frozen, Function by refusing to make functions; iterators inherit from Iterator in later hosts. */
const fromEveryLiteral = ["Function", "Object", "Iterator", "AsyncIterator"];

function reachableFrom(root: unknown): Map<object, string> {
  const met = new Map<object, string>();
  const queue: object[] = [];
  const meet = (value: unknown, path: string): void => {
    if ((typeof value !== "object" && typeof value !== "function") || value === null || met.has(value)) return;
    met.set(value, path);
    queue.push(value);
  };
  meet(Object(root), "");
  for (let o = queue.pop(); o !== undefined; o = queue.pop()) {
    const path = met.get(o) ?? "";
    for (const key of Reflect.ownKeys(o)) {
      const property = Object.getOwnPropertyDescriptor(o, key);
      meet(property?.value, `${path}.${String(key)}`);
      meet(property?.get, `${path}.get ${String(key)}`);
      meet(property?.set, `${path}.set ${String(key)}`);
    }
    meet(Object.getPrototypeOf(o), `${path}.[[Prototype]]`);
  }
  return met;
}

const constructorsAmong = (objects: Iterable<object>): string[] =>
  [...objects].flatMap((o) =>
    typeof o === "function" && Object.hasOwn(o, "prototype") && /^[A-Z]/.test(o.name) ? o.name : [],
  );

/** What only the host may have, by name. */
function powers(): Map<unknown, string> {
  const names = [
    "globalThis",
    "process",
    "eval",
    "Function",
    "Error",
    "Date",
    "Math",
    "RegExp",
    "Symbol",
    "Reflect",
    "Proxy",
  ];
  names.push("WeakRef", "FinalizationRegistry", "Compartment", "harden", "lockdown", "console", "SharedArrayBuffer");
  names.push(
    "Atomics",
    "WebAssembly",
    "setTimeout",
    "queueMicrotask",
    "structuredClone",
    "performance",
    "Intl",
    "Buffer",
  );
  const found = new Map<unknown, string>(names.map((name) => [Reflect.get(globalThis, name), `the host's ${name}`]));
  for (const [name, value] of Object.entries(before)) found.set(value, `${name} as it was`);
  return found;
}

test.each(literals)("%s leads to frozen things alone", (expression, leadsTo) => {
  const made = evaluate(expression, everyGlobal, "literal.js");
  const own = new Set<unknown>([made, Reflect.get(Object(made), "prototype")]);
  // Generators have a prototype object of their own function's.
  if (expression.includes("function*")) own.add(Object.getPrototypeOf(Object(made)));
  const met = reachableFrom(made);
  // A wrapper that the walk made around a primitive.
  own.add(met.keys().next().value);

  const unfrozen = [...met].filter(([o]) => !own.has(o) && !Object.isFrozen(o)).map(([, path]) => path);
  expect(unfrozen).toEqual([]);
  const unexpected = constructorsAmong(met.keys()).filter((name) => ![...fromEveryLiteral, ...leadsTo].includes(name));
  expect(unexpected).toEqual([]);
  for (const name of leadsTo) expect(constructorsAmong(met.keys())).toContain(name);
});

test.each([
  [
    "literals",
    () => evaluate(`[${literals.map(([expression]) => expression).join(", ")}]`, everyGlobal, "literals.js"),
  ],
  ["globals", () => ({ ...everyGlobal })],
  ["what it is handed", () => host],
  ["errors of the host", () => evaluate(`(host) => { try { host.throwing() } catch (e) { return e } }`, {}, "e.js")],
  ["errors it gets from the host", () => caught(host.throwing)],
])("no power of the host can be reached from %s", (_, roots) => {
  const known = powers();
  const reached = [...reachableFrom(roots())].flatMap(([o, path]) =>
    known.has(o) ? `${known.get(o)} by ${path}` : [],
  );
  expect(reached).toEqual([]);
});

function caught(throwing: () => void): unknown {
  try {
    throwing();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

test("the walk finds a power where there is one", () => {
  const known = powers();
  expect([...reachableFrom({ deep: [() => 0, { Date }] }).keys()].some((o) => known.has(o))).toBe(true);
});
