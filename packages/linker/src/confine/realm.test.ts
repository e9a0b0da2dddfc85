import {
  anything,
  argumentIs,
  Dispatcher,
  Modules,
  nothing,
  openToAll,
  parameter,
  signature,
} from "@respin/dispatcher";
import { RespinError } from "@respin/hardware";
import { afterAll, expect, test } from "vitest";
import { evaluate } from "./compartment.js";
import { harden, hardenErrorClass, hardenRealm } from "./realm.js";
import { stackOf } from "./stacks.js";

// The tests of this file stand in the order in which a process lives: before, during and after.

const nativeFreeze = Object.freeze;
const nativeFunction = Function;

class LoadedBefore extends Error {}

test("before the realm is hardened nothing is confined", () => {
  expect(() => evaluate("1", {}, "early.js")).toThrow(expect.objectContaining({ code: "RSP_CONFINE_REALM" }));
  expect(() => harden({})).toThrow(expect.objectContaining({ code: "RSP_CONFINE_REALM" }));
  expect(() => hardenErrorClass(LoadedBefore)).toThrow(expect.objectContaining({ code: "RSP_CONFINE_REALM" }));
});

test("importing the module changes nothing: only hardenRealm does", () => {
  expect(Object.isFrozen(Object.prototype)).toBe(false);
  expect(Reflect.get(globalThis, "lockdown")).toBeUndefined();
});

test("the environment cannot weaken the hardening", () => {
  process.env["LOCKDOWN_HARDEN_TAMING"] = "unsafe";
  process.env["LOCKDOWN_ERROR_TAMING"] = "unsafe";
  process.env["LOCKDOWN_EVAL_TAMING"] = "unsafe-eval";
  process.env["LOCKDOWN_ERROR_TRAPPING"] = "abort";
  const listeners = process.listenerCount("uncaughtException");

  hardenRealm();

  expect(Object.isFrozen(Object.prototype)).toBe(true);
  expect(new Error("x").stack).toBe("");
  expect(globalThis.Function).not.toBe(nativeFunction);
  expect(process.listenerCount("uncaughtException")).toBe(listeners);
});

afterAll(() => {
  for (const name of Object.keys(process.env)) if (name.startsWith("LOCKDOWN_")) delete process.env[name];
});

test("hardening again does nothing", () => {
  const { prototype } = Object;
  hardenRealm();
  expect(Object.prototype).toBe(prototype);
});

test("Object.freeze is the language's own again", () => {
  expect(Object.freeze).toBe(nativeFreeze);
});

test("every intrinsic prototype is frozen, those of typed arrays and arrays too", () => {
  for (const { prototype } of [Object, Array, Function, Int32Array, Uint8Array, Float64Array, Map, Error, Buffer])
    expect(Object.isFrozen(prototype)).toBe(true);
  expect(Object.isFrozen(Object.getPrototypeOf(Int8Array.prototype))).toBe(true);
  expect(() => Object.assign(Array.prototype, { polluted: 1 })).toThrow(TypeError);
});

test("the kernel keeps the clock, randomness, and its own evaluator", () => {
  expect(Date.now()).toBeGreaterThan(0);
  expect(Math.random()).toBeLessThan(1);
  expect(new Function("a", "return a + 1")(1)).toBe(2);
});

test("a module that is loaded after the realm was hardened works", async () => {
  const { ExternalReferences } = await import("../external-references.js");
  expect(ExternalReferences).toBeTypeOf("function");
});

test("the dispatcher still makes code for its events, and raises by it", () => {
  const modules = new Modules();
  const core = modules.create("core");
  const dispatcher = new Dispatcher({ modules, strategy: "compiled" });
  const takesNumber = signature([parameter("x", anything)], nothing);
  const event = dispatcher.define(core, "Raised", takesNumber, () => {}, { authorizer: openToAll });
  const stacks: string[] = [];
  for (const x of [1, 2])
    dispatcher.installHandler(core, event, () => void stacks.push(stackOf(new Error(String(x)))), {
      guards: [argumentIs("x", x)],
    });

  event.raise(2);

  // Generated code is named after its event.
  expect(stacks).toEqual([expect.stringContaining("respin-dispatcher/Raised")]);
});

test("assigning what a frozen prototype has works as before on other objects", () => {
  const record: Record<string, unknown> = {};
  record["toString"] = () => "mine";
  expect(String(record)).toBe("mine");
  class Named extends Error {
    constructor() {
      super("x");
      this.name = "Named";
    }
  }
  expect(new Named().name).toBe("Named");
});

test("errors show no stack to anyone, and the kernel can ask for it", () => {
  const error = new RespinError("RSP_X", "x: y; z");
  expect(error.stack).toBe("");
  expect(stackOf(error)).toContain("realm.test");
  expect(error).toBeInstanceOf(Error);
  expect(error.message).toBe("x: y; z");
});

test("a tool that wants to write stacks itself is let pass, and gets nothing", () => {
  Reflect.set(Error, "prepareStackTrace", () => "taken over");
  expect(new Error("x").stack).toBe("");
});

test("an error class of before extends V8's own Error, until it is hardened", () => {
  expect("captureStackTrace" in LoadedBefore).toBe(true);
  hardenErrorClass(LoadedBefore);
  expect("captureStackTrace" in LoadedBefore).toBe(false);
  expect("prepareStackTrace" in LoadedBefore).toBe(false);
  expect(Object.isFrozen(LoadedBefore.prototype)).toBe(true);
  expect(new LoadedBefore("still works")).toMatchObject({ message: "still works" });
});

test("an error class of afterwards extends the kernel's Error, until it is hardened", () => {
  class LoadedAfter extends RangeError {}
  class Deeper extends LoadedAfter {}
  class Plain extends Error {}
  for (const errorClass of [Deeper, Plain]) {
    hardenErrorClass(errorClass);
    expect("captureStackTrace" in errorClass).toBe(false);
    expect(Object.isFrozen(errorClass.prototype)).toBe(true);
  }
});
