import { defineCapabilities } from "@respin/linker";
import { expect, test } from "vitest";
import { thrown } from "../testing/extensions.js";
import { handedOver } from "./handover.js";

const of = (value: unknown): unknown => handedOver("counter", value);

test.each([undefined, null, true, 0, -0, Number.NaN, "text", 10n])("%s is handed over as it is", (value) => {
  expect(of(value)).toBe(value);
});

test("lists, records and typed arrays are copied, and the copies are frozen: what the old one changes later, the new one does not see", () => {
  const given = {
    list: [1, [2, 3]],
    words: new Int32Array([4, 5]),
    bare: Object.assign(Object.create(null) as object, { x: 1 }),
  };
  const taken = of(given) as typeof given;
  expect(taken).toEqual({ list: [1, [2, 3]], words: new Int32Array([4, 5]), bare: { x: 1 } });
  given.list.push(9);
  given.words[0] = 9;
  expect([taken.list, taken.words[0]]).toEqual([[1, [2, 3]], 4]);
  for (const each of [taken, taken.list, taken.list[1], taken.bare]) expect(Object.isFrozen(each)).toBe(true);
});

test("a capability is handed over itself, and what is in two places stays one thing, a circle a circle", () => {
  const pages = defineCapabilities<object, "Page">("Page", "make one");
  const page = pages.mint({});
  const shared = { page };
  const given: Record<string, unknown> = { a: shared, b: [shared, page] };
  given.self = given;
  const taken = of(given) as { a: { page: unknown }; b: unknown[]; self: unknown };
  expect([taken.a.page, taken.b[0], taken.b[1], taken.self]).toEqual([page, taken.a, page, taken]);
  expect(taken.b[1]).toBe(page);
  expect(taken.self).toBe(taken);
});

test("what is nested very deep is no danger, and holes stay holes", () => {
  let deep: unknown[] = [];
  for (let n = 0; n < 99_000; n++) deep = [deep];
  expect(of(deep)).toHaveLength(1);
  const holes: unknown[] = [];
  holes[3] = 1;
  const taken = of(holes) as unknown[];
  expect([taken.length, 0 in taken, taken[3]]).toEqual([4, false, 1]);
  expect(of(JSON.parse(`{"__proto__": {"x": 1}}`))).toEqual(JSON.parse(`{"__proto__": {"x": 1}}`));
});

test("nothing that could run, or that has a hidden side, is handed over; and none of it runs", () => {
  let ran = 0;
  const run = (): number => ++ran;
  const refused: readonly unknown[] = [
    run,
    { run },
    [[run]],
    Symbol("x"),
    { [Symbol.iterator]: 1 },
    Object.defineProperty({}, "x", { get: run, enumerable: true }),
    Object.defineProperty({}, "x", { value: run }),
    Object.defineProperty([1], 0, { get: run }),
    new Map(),
    new Set(),
    new Date(0),
    /x/,
    new Error("x"),
    new (class Own {
      x = 1;
    })(),
    Object.create({ x: 1 }),
    Object.create(Int32Array.prototype),
    new (class extends Array {})(),
    new Proxy({}, { get: run, ownKeys: () => (run(), []), getPrototypeOf: () => (run(), null) }),
    new Proxy([], {}),
    new ArrayBuffer(4),
    (function* () {})(),
    Promise.resolve(1),
  ];
  for (const value of refused) {
    expect(thrown(() => of(value)).code).toBe("RSP_HANDOVER");
    expect(thrown(() => of({ deep: [value] })).code).toBe("RSP_HANDOVER");
  }
  expect(ran).toBe(0);
  expect(thrown(() => of({ ask: run })).message).toBe(
    "counter hands over a function (ask); give plain data and capabilities in Handover.Give",
  );
});

test("no more than a hundred thousand objects are handed over at once", () => {
  const many = Array.from({ length: 100_000 }, () => ({}));
  expect(thrown(() => of(many)).code).toBe("RSP_HANDOVER");
});

test("no more than half a million values and 64 megabytes are handed over at once, however many views there are of one buffer", () => {
  const whole = new Uint8Array(2 ** 20);
  const views = (count: number): unknown => Array.from({ length: count }, () => whole.subarray(0));
  expect(of(views(64))).toHaveLength(64);
  const many: unknown[] = [views(65), Array.from({ length: 500_001 }), [Array.from({ length: 500_000 })]];
  many.push(Object.fromEntries(Array.from({ length: 500_001 }, (_, n) => [`n${n}`, n])));
  for (const each of many) expect(thrown(() => of(each)).code).toBe("RSP_HANDOVER");
  const lying = Object.defineProperty(whole.subarray(0), "byteLength", { value: 0 });
  expect(thrown(() => of([views(64), lying])).code).toBe("RSP_HANDOVER");
});
