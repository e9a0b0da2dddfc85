import { expect, test } from "vitest";
import { evaluate } from "./compartment.js";
import { hardenRealm } from "./realm.js";

test("a realm that cannot be hardened says so, now and later, and nothing is confined in it", () => {
  // As a polyfill might that wants to be sure of itself.
  const { prototype } = Array;
  Reflect.defineProperty(prototype, "own", { value: () => "own", configurable: false });

  const failed = { code: "RSP_CONFINE_REALM" };
  expect(hardenRealm).toThrow(expect.objectContaining(failed));
  expect(hardenRealm).toThrow(expect.objectContaining(failed));
  expect(hardenRealm).toThrow("start a new process");
  expect(() => evaluate("1", {}, "x.js")).toThrow(expect.objectContaining(failed));
});
