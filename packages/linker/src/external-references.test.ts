import { expect, test } from "vitest";
import { RespinError } from "@respin/hardware";
import { ExternalReferences } from "./external-references.js";

const codeOf = (action: () => unknown): string => {
  try {
    action();
  } catch (error) {
    if (error instanceof RespinError) return error.code;
    throw error;
  }
  return "nothing";
};

test("a reference resolves to what it was given for, until it is released", () => {
  const table = new ExternalReferences<object>("db");
  const file = { name: "orders" };
  const reference = table.externalize(file);
  expect(table.resolve(reference, "File.Read")).toBe(file);
  expect(table.release(reference, "File.Close")).toBe(file);
  expect(() => table.resolve(reference, "File.Read")).toThrowError(
    `File.Read: db holds no reference ${reference}; pass one that was given to it and not released, or open it again`,
  );
  expect(codeOf(() => table.release(reference, "File.Close"))).toBe("RSP_REFERENCE");
  expect(table.held).toBe(0);
});

test("a released reference never resolves again, though its place is used again", () => {
  const table = new ExternalReferences<object>("db");
  const reference = table.externalize({});
  table.release(reference, "Close");
  const again = table.externalize({});
  expect(again % 65_536).toBe(reference % 65_536);
  expect(again).not.toBe(reference);
  expect(codeOf(() => table.resolve(reference, "Read"))).toBe("RSP_REFERENCE");
  expect(table.held).toBe(1);
});

test("one capability may have several references, each with a life of its own", () => {
  const table = new ExternalReferences<object>("db");
  const file = {};
  const [first, second] = [table.externalize(file), table.externalize(file)];
  table.release(first, "Close");
  expect(table.resolve(second, "Read")).toBe(file);
});

test("no number but the very one that was given resolves", () => {
  // A small series, so that a reference and a fraction is another number.
  const table = new ExternalReferences<object>("db", { series: 3 });
  const held = Array.from({ length: 5 }, () => table.externalize({}));
  table.release(held[0], "Close");
  const place = 65_536;
  const guesses = held.flatMap((r) => [
    -r,
    r + 0.5,
    r - 0.25,
    r + place,
    r - place,
    r + 2 ** 32,
    r - 2 ** 32,
    r + 2 ** 33,
    r + 2 ** 53,
    r * 2,
    r % place,
    r % 2 ** 32,
    r | 0,
    r >>> 0,
  ]);
  guesses.push(0, -0, 1, -1, 5, 0.5, place, 7 * place, 2 ** 31, 2 ** 32, 2 ** 60, 1e308, 5e-324);
  guesses.push(Number.NaN, Infinity, -Infinity, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, Number.MAX_VALUE);
  for (const guess of guesses)
    expect(
      codeOf(() => table.resolve(guess, "Read")),
      `${guess}`,
    ).toBe("RSP_REFERENCE");
});

/** Whatever is done to it, it fails the test. */
function hostile(reference: number): unknown {
  const called = () => {
    throw new Error("code of the caller's was run");
  };
  const target = { valueOf: called, toString: called, toJSON: called, [Symbol.toPrimitive]: called };
  expect(reference).toBeGreaterThan(0);
  return new Proxy(target, { get: called, has: called, getPrototypeOf: called, ownKeys: called });
}

test("what is no number is refused, and its code is not run", () => {
  const table = new ExternalReferences<object>("db");
  const reference = table.externalize({});
  const cases: readonly (readonly [unknown, string])[] = [
    [undefined, "undefined"],
    [null, "null"],
    [String(reference), "a string"],
    [BigInt(reference), "a bigint"],
    [Symbol("reference"), "a symbol"],
    [true, "a boolean"],
    [Object(reference), "an object"],
    [[reference], "an object"],
    [{ valueOf: () => reference }, "an object"],
    [() => reference, "a function"],
    [hostile(reference), "an object"],
  ];
  for (const [value, kind] of cases) {
    expect(() => table.resolve(value, "Read")).toThrowError(`Read: db holds no reference that is ${kind}; `);
  }
});

test("another application's reference is refused, though the same place is in use here", () => {
  const names = Array.from({ length: 50 }, (_, n) => `application ${n}`);
  const tables = names.map((name) => new ExternalReferences<object>(name));
  const references = tables.map((table) => table.externalize({}));
  for (const table of tables) {
    const resolved = references.filter((reference) => codeOf(() => table.resolve(reference, "Read")) === "nothing");
    expect(resolved).toHaveLength(1);
  }
});

test("tables of one application differ if the kernel numbers them", () => {
  const first = new ExternalReferences<object>("db", { series: 1 });
  const second = new ExternalReferences<object>("db", { series: 2 });
  const reference = first.externalize({});
  second.externalize({});
  expect(codeOf(() => second.resolve(reference, "Read"))).toBe("RSP_REFERENCE");
});

test("the same program is given the same numbers each time", () => {
  const run = () => {
    const table = new ExternalReferences<object>("db");
    const references = [table.externalize({}), table.externalize({})];
    table.release(references[0], "Close");
    return [...references, table.externalize({}), table.externalize({})];
  };
  expect(run()).toEqual(run());
});

test("a table is full at its limit, and only as long as so many are held", () => {
  const table = new ExternalReferences<object>("db", { limit: 3 });
  const [first] = [table.externalize({}), table.externalize({}), table.externalize({})];
  expect(() => table.externalize({})).toThrowError("db holds 3 references, as many as it may; release some first");
  expect(table.held).toBe(3);
  table.release(first, "Close");
  table.externalize({});
  expect(codeOf(() => table.externalize({}))).toBe("RSP_REFERENCES_FULL");
});

test("unless told, the limit is 65,536", () => {
  const table = new ExternalReferences<object>("db");
  const numbers = new Set(Array.from({ length: 65_536 }, () => table.externalize({})));
  expect(numbers.size).toBe(65_536);
  expect(codeOf(() => table.externalize({}))).toBe("RSP_REFERENCES_FULL");
});

test.each([0, -1, 0.5, Number.NaN, 65_537])("a limit of %d is refused", (limit) => {
  expect(codeOf(() => new ExternalReferences("db", { limit }))).toBe("RSP_REFERENCES_TABLE");
});

test.each([0, -1, 0.5, Number.NaN, 2 ** 20])("a series of %d is refused", (series) => {
  expect(codeOf(() => new ExternalReferences("db", { series }))).toBe("RSP_REFERENCES_TABLE");
});

test("a place whose uses are spent is left, before its numbers would come again", () => {
  for (const series of [1, 2 ** 20 - 1]) {
    const table = new ExternalReferences<object>("db", { limit: 1, series });
    const capability = {};
    const first = table.externalize(capability);
    let last = first;
    for (let use = 1; use < 2 ** 17; use++) {
      table.release(last, "Close");
      last = table.externalize(capability);
    }
    expect(last % 65_536).toBe(first % 65_536);
    expect(Number.isSafeInteger(last)).toBe(true);
    table.release(last, "Close");
    const next = table.externalize(capability);
    expect(next % 65_536).toBe((first % 65_536) + 1);
    expect(Math.floor(next / 2 ** 33)).toBe(series);
    for (const stale of [first, last]) expect(codeOf(() => table.resolve(stale, "Read"))).toBe("RSP_REFERENCE");
    expect(table.held).toBe(1);
  }
});

test("after the application's end nothing resolves, nothing is given, and the kernel has what was held", () => {
  const table = new ExternalReferences<object>("db");
  const capabilities = [{ n: 0 }, { n: 1 }, { n: 2 }];
  const references = capabilities.map((capability) => table.externalize(capability));
  table.release(references[1], "Close");
  expect(table.releaseAll()).toEqual([{ n: 0 }, { n: 2 }]);
  expect(table.held).toBe(0);
  expect(() => table.resolve(references[0], "Read")).toThrowError(
    `Read: db has ended and holds no reference ${references[0]}; start it again`,
  );
  expect(codeOf(() => table.release(references[2], "Close"))).toBe("RSP_REFERENCE");
  expect(codeOf(() => table.externalize({}))).toBe("RSP_REFERENCES_ENDED");
  expect(table.releaseAll()).toEqual([]);
});
