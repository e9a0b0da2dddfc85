import { expect, expectTypeOf, test } from "vitest";
import {
  capability,
  defineInterface,
  integer,
  messageWords,
  nothing,
  operation,
  procedure,
  type Client,
  type Waiting,
} from "./index.js";

interface Page {
  readonly page: "opaque";
}

const Memory = defineInterface("Memory", {
  Allocate: procedure([integer], capability<Page>("Memory.T")),
  Write: operation([capability<Page>("Memory.T"), integer], nothing),
});

test("a client's procedures have the declared types", () => {
  expectTypeOf<Client<typeof Memory>["Allocate"]>().toEqualTypeOf<(size: number) => Page>();
  expectTypeOf<Client<typeof Memory>["Write"]>().toEqualTypeOf<(page: Page, at: number) => Waiting<void>>();
});

test("the fingerprint goes by shape, not by the order of declaration", () => {
  const same = defineInterface("Memory", { Write: Memory.procedures.Write, Allocate: Memory.procedures.Allocate });
  const other = defineInterface("Memory", {
    Allocate: Memory.procedures.Allocate,
    Write: procedure([capability<Page>("Memory.T"), integer], nothing),
  });
  expect(same.fingerprint).toBe(Memory.fingerprint);
  expect(other.fingerprint).not.toBe(Memory.fingerprint);
});

test("a message carries a word for a number and for a capability", () => {
  expect(messageWords(Memory.procedures.Write)).toEqual({ request: 2, reply: 0 });
});
