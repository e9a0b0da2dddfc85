import ts from "typescript";
import { unwrapped, type Context } from "../context.js";
import { example, type Rule } from "../rule.js";
import { isIndexed } from "../types.js";

export const numericIndex: Rule = {
  code: "RSP_SAFE_INDEX",
  title: "Members are named, elements are numbered",
  says:
    "`o[k]` is for an element: `k` a number and `o` an array, a tuple, a typed array or a string. Names that are computed could be any " +
    "name; a `Map` is for that. For the same reason there is no `for...in`, and before `in` stands a name that is written out.",
  refused: [
    example(`const sizes: Record<string, number> = { page: 8192 };\nif (»sizes["page"] > 5) throw new Error("big");`),
    example(`const how = "push" as const;\nconst list = [1];\nif (»list[how](5) > 5) throw new Error("big");`),
    example(
      `const sizes: { readonly [n: number]: string } = { 5: "five" };\nif (»sizes[5] === "") throw new Error("empty");`,
    ),
    example(
      `const sizes = { page: 8192 };\nfor (»const name in sizes) if (name === "frame") throw new Error("no frame");`,
    ),
    example(`const name: string = "page";\nif (»name in { page: 8192 }) throw new Error("there");`),
  ],
  passes: [
    example(
      `const sizes = new Map([["page", 8192]]);\nconst list = [1, 2];\nconst pair = [1, "two"] as const;\nconst words = new Int32Array(4);\n` +
        `const frozen: Readonly<Int32Array> = words;\n` +
        `for (let at = 0; at < 2; at++) words[at] = list[at] + frozen[at + 1];\nif (pair[1] === "two" && "text"[0] === "t") sizes.delete("page");\n` +
        `type Shape = { readonly side: number } | { readonly radius: number };\nconst shape: Shape = { side: 5 };\nif ("radius" in shape) throw new Error("round");`,
    ),
  ],
  begin: (context, report) => ({
    value(node) {
      if (ts.isElementAccessExpression(node)) {
        const why = whyNoElement(context, node);
        if (why !== undefined) report(node, why);
      } else if (ts.isForInStatement(node)) {
        report(node.initializer, "for...in computes names; use for...of with Object.keys, or a Map");
      } else if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.InKeyword) {
        const name = unwrapped(node.left);
        if (ts.isStringLiteral(name) || ts.isPrivateIdentifier(name)) return;
        report(node.left, "before in stands a name that is written out; use a Map or a Set for computed ones");
      }
    },
  }),
};

function whyNoElement(context: Context, node: ts.ElementAccessExpression): string | undefined {
  const { checker } = context;
  const index = checker.getTypeAtLocation(node.argumentExpression);
  const isNumber = (index.flags & ts.TypeFlags.Any) === 0 && checker.isTypeAssignableTo(index, checker.getNumberType());
  if (!isNumber) return "a member whose name is computed could be any; write its name, or use a Map";
  if (isIndexed(context, checker.getTypeAtLocation(node.expression))) return undefined;
  return "only arrays, tuples, typed arrays and strings have numbered elements; use one, or a Map";
}

export const plainKeys: Rule = {
  code: "RSP_SAFE_KEY",
  title: "Keys are written out",
  says:
    "A property of a literal, a class or a pattern has a name or a number that is written out, quoted or not; the one key " +
    "that is computed is `[Symbol.iterator]`.",
  refused: [
    example(
      `const name: string = "page";\nconst sizes = { [»name]: 8192 };\nif (sizes === undefined) throw new Error("odd");`,
    ),
    example(
      `const key = "page" as const;\nconst { [»key]: size } = { page: 8192 };\nif (size > 5) throw new Error("big");`,
    ),
    example(`class Timer {\n  [»Symbol.toPrimitive](): number {\n    return 5;\n  }\n}\nnew Timer();`, {
      also: ["RSP_SAFE_GLOBAL", "RSP_SAFE_MEMBER"],
    }),
  ],
  passes: [
    example(
      `const sizes = { page: 8192, "two words": 5, 7: "seven" };\nclass Ring {\n  *[Symbol.iterator](): Generator<number> {\n    yield sizes.page;\n  }\n}\n` +
        `for (const size of new Ring()) if (size > 8192) throw new Error("big");`,
    ),
  ],
  begin: (context, report) => ({
    value(node) {
      if (!ts.isComputedPropertyName(node) || ts.isNumericLiteral(node.expression)) return;
      if (isSymbolIterator(context, node.expression)) return;
      report(node.expression, "a key that is computed could be any; write it out, or use a Map");
    },
  }),
};

function isSymbolIterator(context: Context, node: ts.Expression): boolean {
  if (!ts.isPropertyAccessExpression(node) || node.name.text !== "iterator") return false;
  if (!ts.isIdentifier(node.expression)) return false;
  const meaning = context.meaning(node.expression);
  return meaning.kind === "global" && meaning.name === "Symbol";
}
