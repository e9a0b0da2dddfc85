import { expect, test } from "vitest";
import { declarationOf, defineInterface, operation, procedure } from "../interface/interface.js";
import { capability, flag, integer, list, nothing, oneOf, optional, record, text, tuple } from "../interface/types.js";
import { parametersOf, waits } from "./shapes.js";

const { shapes } = declarationOf(
  defineInterface("Sample", {
    None: procedure([], nothing),
    Few: procedure([integer, tuple(flag, list(text)), optional(text)], tuple(integer, integer)),
    Words: procedure([oneOf("a, b", 'quo"ted)', "waits"), record("waits", { a: integer, b: flag })], text),
    Slow: operation([capability("Sample.T")], nothing),
    Marked: procedure([integer], flag, { functional: true }),
  }),
);

test("the parameters of a procedure are told from its shape", () => {
  expect(parametersOf(shapes.None)).toEqual([]);
  expect(parametersOf(shapes.Few)).toEqual(["integer", "(flag, list of text)", "text?"]);
  expect(parametersOf(shapes.Words)).toEqual(['"a, b" | "quo\\"ted)" | "waits"', "waits {a: integer, b: flag}"]);
  expect(parametersOf(shapes.Slow)).toEqual(["Sample.T"]);
  expect(parametersOf("")).toEqual([]);
});

test("so is whether it waits", () => {
  expect(Object.keys(shapes).filter((each) => waits(shapes[each]))).toEqual(["Slow"]);
});
