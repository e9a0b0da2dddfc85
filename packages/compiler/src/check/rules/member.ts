import ts from "typescript";
import { isCalled, type Context } from "../context.js";
import { example, type Report, type Rule } from "../rule.js";
import { isLanguageType, isPlainlyIterable, typedArrays } from "../types.js";
import { isDeclaration, memberNamed, type NamedMember } from "./names.js";

/** Members of the language's own values, and why an extension has none of it. */
const kept = new Map([
  ["buffer", "shows all of the memory that an array is a view of; use the array, or a copy"],
  ["stack", "shows where the kernel's code is; use the message"],
  ["match", "makes a regular expression, whose work cannot be metered; use includes, indexOf or startsWith"],
  ["matchAll", "makes a regular expression, whose work cannot be metered; use includes, indexOf or startsWith"],
  ["search", "makes a regular expression, whose work cannot be metered; use indexOf"],
  ["localeCompare", "depends on the host; compare with <"],
  ["toLocaleString", "depends on the host; use toString"],
  ["toLocaleLowerCase", "depends on the host; use toLowerCase"],
  ["toLocaleUpperCase", "depends on the host; use toUpperCase"],
  ["toLocaleDateString", "depends on the host; use toString"],
  ["toLocaleTimeString", "depends on the host; use toString"],
]);

/** The language's own types that nothing in an extension may be of, however it came to it. */
const keptTypes = new Set([
  "ArrayBuffer",
  "SharedArrayBuffer",
  "ArrayBufferLike",
  "RegExp",
  "Date",
  "Promise",
  "PromiseLike",
  "Function",
  "CallableFunction",
  "NewableFunction",
]);

export const members: Rule = {
  code: "RSP_SAFE_MEMBER",
  title: "No members that show more than their value",
  says:
    "Some members of the language's values lead further than the value does: an array's `buffer` and `byteOffset` to the memory " +
    "around it, an error's `stack` to the kernel's code, `match`, `matchAll` and `search` to regular expressions, and those that " +
    "know a locale to the host. Nothing may be of a type that only they lead to (`ArrayBuffer`, `RegExp`, `Date`, `Promise`, " +
    "`Function`, `symbol`), whatever it is called.",
  refused: [
    example(
      `const bytes = new Uint8Array(8);\nconst around = new Uint8Array(»bytes.»buffer);\nif (around.length > 8) throw new Error("more");`,
    ),
    example(
      `interface Holder<T> {\n  readonly buffer: T;\n}\nfunction take<T>(holder: Holder<T>): T {\n  return holder.buffer;\n}\n` +
        `const around = new Uint8Array(»take(new Uint8Array(8)));\nif (around.length > 8) throw new Error("more");`,
    ),
    example(`const at = new Uint8Array(8).»byteOffset;\nif (at > 8) throw new Error("more");`),
    example(
      `try {\n  parseInt("5", 10);\n} catch (error) {\n  if (error instanceof Error && error.»stack === "") throw error;\n}`,
    ),
    example(`const found = "pages".»search("g");\nif (found > 8) throw new Error("far");`),
    example(
      `const { »length: far, »buffer: near } = new Uint8Array(8);\nif (far > 8 || near === undefined) throw new Error("more");`.replace(
        "»length",
        "length",
      ),
    ),
  ],
  passes: [
    example(
      `class Ring {\n  readonly buffer: number[] = [];\n  readonly stack: number[] = [];\n}\n` +
        `const ring = new Ring();\nring.buffer.push(1);\nif (ring.stack.length > 0 || "pages".indexOf("g") > 8) throw new Error("far");\n` +
        `const part = new Uint8Array(8).subarray(2, 4);\nif (part.byteLength > 2) throw new Error("more");`,
    ),
  ],
  begin: (context, report) => ({
    value(node) {
      const member = memberNamed(node);
      const why = member === undefined ? undefined : whyKept(context, node, member);
      if (member !== undefined && why !== undefined) report(member.at, `${member.name} ${why}`);
      const isMade = (ts.isPropertyAccessExpression(node) && !isCalled(node)) || ts.isCallExpression(node);
      if (isMade || (isDeclaration(node) && node.initializer === undefined && why === undefined)) {
        const at = isMade ? node : node.name;
        const type = keptType(context, context.checker.getTypeAtLocation(at));
        if (type !== undefined) report(at, `this is a ${type}, which extensions have no use for; do without`);
      }
      if (ts.isNewExpression(node)) checkView(context, node, report);
    },
  }),
};

/** A typed array is made of numbers, not on top of memory that something else has, whatever that is said to be. */
function checkView(context: Context, { expression, arguments: given }: ts.NewExpression, report: Report): void {
  if (!ts.isIdentifier(expression) || !typedArrays.has(expression.text)) return;
  if (context.meaning(expression).kind !== "global") return;
  for (const each of given ?? []) {
    if (isPlainlyIterable(context, context.checker.getTypeAtLocation(each))) continue;
    report(each, `a ${expression.text} is made of its length, an array or a collection; copy into one what you have`);
  }
}

function whyKept(context: Context, node: ts.Node, { name, at }: NamedMember): string | undefined {
  if (!ts.isPropertyAccessExpression(node) && !ts.isBindingElement(node)) return undefined;
  if (name === "byteOffset") return "shows where in memory an array lies; count from its beginning";
  const why = kept.get(name);
  if (why === undefined) return undefined;
  const symbol = ts.isBindingElement(node)
    ? context.checker.getTypeAtLocation(node.parent).getProperty(name)
    : context.checker.getSymbolAtLocation(at);
  return symbol !== undefined && context.isOfLanguage(symbol) ? why : undefined;
}

/** Which of the types that are kept from extensions one is. */
function keptType(context: Context, type: ts.Type): string | undefined {
  const constraint = context.checker.getBaseConstraintOfType(type);
  if (constraint !== undefined && constraint !== type) return keptType(context, constraint);
  if (type.isUnionOrIntersection())
    return type.types.map((each) => keptType(context, each)).find((each) => each !== undefined);
  if ((type.flags & ts.TypeFlags.ESSymbolLike) !== 0 && !isIteratorKey(type)) return "symbol";
  return isLanguageType(context, type, keptTypes) ? type.symbol.name : undefined;
}

/** `Symbol.iterator` is the one that a class needs. */
function isIteratorKey(type: ts.Type): boolean {
  return type.symbol?.name === "iterator";
}
