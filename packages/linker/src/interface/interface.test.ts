import { expect, expectTypeOf, test } from "vitest";
import {
  capability,
  declarationOf,
  defineInterface,
  flag,
  integer,
  isInterface,
  list,
  messageWords,
  nothing,
  oneOf,
  operation,
  optional,
  procedure,
  record,
  tuple,
  type Capability,
  type Client,
  type Static,
  type Waiting,
} from "../index.js";

type Page = Capability<"Memory.T">;
const page = capability("Memory.T");
const Memory = defineInterface("Memory", {
  Allocate: procedure([integer], page),
  Write: operation([page, integer], nothing),
  Modified: procedure([page], flag, { functional: true }),
});
const { procedures, fingerprint } = declarationOf(Memory);

test("a client's procedures have the declared types", () => {
  expectTypeOf<Client<typeof Memory>["Allocate"]>().toEqualTypeOf<(size: number) => Page>();
  expectTypeOf<Client<typeof Memory>["Write"]>().toEqualTypeOf<(page: Page, at: number) => Waiting<void>>();
  expectTypeOf(Memory.Allocate).toBeCallableWith(1);
  expectTypeOf(Memory.Modified.functional).toEqualTypeOf<true>();
});

test("records, tuples, lists and words have their static types", () => {
  const fault = record("Fault", { page, address: integer, how: oneOf("load", "store"), more: optional(list(flag)) });
  expectTypeOf<Static<typeof fault>>().toEqualTypeOf<{
    readonly page: Page;
    readonly address: number;
    readonly how: "load" | "store";
    readonly more: readonly boolean[] | undefined;
  }>();
  const pair = tuple(integer, flag);
  expectTypeOf<Static<typeof pair>>().toEqualTypeOf<readonly [number, boolean]>();
  expect(fault.shape).toBe('Fault {page: Memory.T, address: integer, how: "load" | "store", more: list of flag?}');
});

test("the fingerprint goes by shape, not by the order of declaration", () => {
  const { Write, Allocate, Modified } = procedures;
  expect(declarationOf(defineInterface("Memory", { Write, Modified, Allocate })).fingerprint).toBe(fingerprint);
});

test.each([
  ["a name", defineInterface("Memories", procedures)],
  ["a procedure more", defineInterface("Memory", { ...procedures, Free: procedure([page], nothing) })],
  ["one that waits", defineInterface("Memory", { ...procedures, Allocate: operation([integer], page) })],
  ["a parameter", defineInterface("Memory", { ...procedures, Allocate: procedure([integer, integer], page) })],
  ["a result", defineInterface("Memory", { ...procedures, Allocate: procedure([integer], integer) })],
  ["a property", defineInterface("Memory", { ...procedures, Modified: procedure([page], flag) })],
])("the fingerprint is another one for another shape: %s", (_what, other) => {
  expect(declarationOf(other).fingerprint).not.toBe(fingerprint);
});

test("a member of a declared interface leads nowhere, and says which one it is", () => {
  expect(() => Memory.Allocate(1)).toThrow("Memory.Allocate is called where nothing is linked to it");
  expect(Object.isFrozen(Memory)).toBe(true);
});

test("an interface is told from what looks like one", () => {
  expect(isInterface(Memory)).toBe(true);
  for (const other of [{ ...Memory }, Object.create(Memory) as unknown, procedures, null, 1, "Memory"]) {
    expect(isInterface(other)).toBe(false);
  }
  expect(() => declarationOf({ ...Memory })).toThrow(expect.objectContaining({ code: "RSP_INTERFACE" }));
});

test("names are letters and digits", () => {
  for (const wrong of ["", "a b", "__proto__", "1st", "a.b"]) {
    expect(() => defineInterface(wrong, {})).toThrow(expect.objectContaining({ code: "RSP_INTERFACE" }));
    expect(() => defineInterface("Memory", { ["x" + wrong + "!"]: procedure([], nothing) })).toThrow(
      "cannot be the name",
    );
  }
});

test("a message carries a word for a number and for a capability, and a record's one by one", () => {
  expect(messageWords(procedures.Write)).toEqual({ request: 2, reply: 0 });
  const fault = record("Fault", { page, address: integer });
  expect(messageWords(procedure([fault], tuple(integer, flag)))).toEqual({ request: 2, reply: 2 });
});
