import { expect, test } from "vitest";
import {
  anything,
  byReference,
  flag,
  instance,
  integer,
  nothing,
  parameter,
  real,
  reference,
  shapeOf,
  signature,
  text,
} from "./types.js";
import { codeOf, range } from "../testing/strategies.js";

test("a signature reads as a procedure's type", () => {
  const open = signature([parameter("path", text), parameter("size", integer)], nothing);
  expect(shapeOf(open)).toBe("(path: text, size: integer) -> nothing");
  expect(shapeOf(signature([], byReference(flag)))).toBe("() -> reference to flag");
});

test("a type includes its values, and no others", () => {
  const values = [0, 1.5, Number.NaN, 2 ** 53, "", true, undefined, null, {}, 1n];
  const included = [
    [integer, [0]],
    [real, [0, 1.5, Number.NaN, 2 ** 53]],
    [text, [""]],
    [flag, [true]],
    [nothing, [undefined]],
    [anything, values],
  ] as const;
  for (const [type, of] of included) {
    expect(values.filter((value) => type.includes(value))).toEqual(of);
    expect(type.reference).toBe(false);
  }
});

test("references: instances of a class and its subclasses, what a predicate tells, and arguments by reference", () => {
  class Page {
    readonly number = 0;
  }
  class Mapped extends Page {}
  const page = instance(Page);
  expect(page.name).toBe("Page");
  expect([new Page(), new Mapped(), {}, null, 5].map((value) => page.includes(value))).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
  const any = reference("any", () => true);
  expect([{}, [], () => {}, null, undefined, 5, "a"].map((value) => any.includes(value))).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
  const number = byReference(integer);
  expect([{ value: 1 }, { value: "a" }, {}, null, 1].map((value) => number.includes(value))).toEqual([
    true,
    false,
    false,
    false,
    false,
  ]);
  for (const type of [page, any, number]) expect(type.reference).toBe(true);
});

test("fifteen parameters are a signature, sixteen are not, nor are two of one name", () => {
  const parameters = (count: number) => range(count).map((n) => parameter(`p${n}`, integer));
  expect(signature(parameters(15), nothing).parameters).toHaveLength(15);
  expect(codeOf(() => signature(parameters(16), nothing))).toBe("RSP_DISPATCH_SIGNATURE");
  expect(codeOf(() => signature([...parameters(2), ...parameters(1)], nothing))).toBe("RSP_DISPATCH_SIGNATURE");
});
