import { beforeAll, describe, expect, test } from "vitest";
import { safeGlobals, safeGlobalValues } from "./globals.js";
import { hardenRealm } from "./realm.js";

const namesOf = Object.keys(safeGlobals);

test("values are not there before the realm is hardened: they would be the untamed ones", () => {
  expect(() => safeGlobalValues(["Map"], "x")).toThrow(expect.objectContaining({ code: "RSP_CONFINE_REALM" }));
});

describe("after the realm is hardened", () => {
  beforeAll(hardenRealm);

  test("only the names asked for are given", () => {
    expect(Object.keys(safeGlobalValues(["Map", "Math"], "x"))).toEqual(["Map", "Math"]);
  });

  test.each(["Date", "Promise", "globalThis", "Function", "eval", "Proxy", "__proto__", "constructor", "toString"])(
    "%s is refused by its name",
    (name) => {
      expect(() => safeGlobalValues([name], "buffer-manager")).toThrow(
        expect.objectContaining({ code: "RSP_CONFINE", message: expect.stringContaining(`buffer-manager: `) }),
      );
    },
  );

  test.each(namesOf)("%s has what the table says, frozen", (name) => {
    const value = safeGlobalValues([name], "x")[name];
    const { members, use } = safeGlobals[name] ?? { members: [], use: "" };
    expect(typeof value).toBe(use === "members only" ? "object" : "function");
    expect(Object.isFrozen(value)).toBe(true);
    for (const member of members) expect(Reflect.get(Object(value), member), member).toBeDefined();
    if (use === "members only") expect(Reflect.ownKeys(Object(value)).toSorted()).toEqual([...members].toSorted());
  });

  test("the members left out are not there", () => {
    const given = safeGlobalValues(namesOf, "x");
    const has = (name: string, member: string): boolean => Reflect.has(Object(given[name]), member);
    expect(has("Math", "random")).toBe(false);
    expect(has("Object", "getPrototypeOf")).toBe(false);
    expect(has("Object", "defineProperty")).toBe(false);
    expect(has("Array", "fromAsync")).toBe(false);
    expect(has("Symbol", "for")).toBe(false);
    for (const stack of ["captureStackTrace", "prepareStackTrace", "stackTraceLimit"])
      expect([has("Error", stack), has("TypeError", stack)]).toEqual([false, false]);
  });

  test("errors are told apart as everywhere else", () => {
    const { Error: given } = safeGlobalValues(["Error"], "x");
    expect(Reflect.construct(Object(given), ["x"])).toBeInstanceOf(Error);
    expect(new RangeError("x") instanceof Object(given)).toBe(true);
  });
});
