import ts from "typescript";
import { argumentsOf, isCalled, isReference, wrapped, type Context } from "../context.js";
import { example, type Rule } from "../rule.js";
import { isLanguageType, iterations } from "../types.js";
import { isDeclaration, type Declaration } from "./names.js";

export const noAny: Rule = {
  code: "RSP_SAFE_ANY",
  title: "Nothing of type any",
  says:
    "What is `any` is whatever its user says, so no declaration or expression may be it, written or not, or hold it, as " +
    "`any[]` does. `unknown` is fine: it has to be looked at before it is used. A call that returns `any` is fine where an " +
    "`unknown` is expected, so `const said: unknown = JSON.parse(text)` passes.",
  refused: [
    example(`const x: »any = 5;\nif (x === 6) throw new Error("six");`),
    example(`const page: { id: number } = »JSON.parse("{}");\nif (page.id > 5) throw new Error("big");`),
    example(`const pages: string[] = »new Array(3);\nif (pages.length > 5) throw new Error("big");`),
    example(`const »list = [];\nlist.push(5);\nif (list.length > 5) throw new Error("big");`),
    example(
      `const none: object = {};\nconst pages: string[] = »Object.values(none);\nif (pages.length > 5) throw new Error("big");`,
    ),
    example(
      `const given: unknown = [5];\nif (Array.isArray(given)) {\n  const page: string = »given[0];\n  if (page === "") throw new Error("empty");\n}`,
    ),
    example(`try {\n  parseInt("5", 10);\n} catch (error: »any) {\n  throw error;\n}`),
    example(
      `const given: unknown = [5];\nif (Array.isArray(given)) {\n  const pages: string[] = »given;\n  if (pages.length > 5) throw new Error("big");\n}`,
    ),
    example(
      `const held: { page: »ReturnType<typeof JSON.parse> } = { page: 5 };\nif (held === undefined) throw new Error("odd");`,
    ),
    example(
      `const held: »PropertyDescriptor = { value: 5 };\nconst page: { value?: string } = held;\nif (page.value === "") throw new Error("empty");`,
    ),
  ],
  passes: [
    example(
      `const said: unknown = JSON.parse("{}");\nif (typeof said !== "number") throw new Error("no number");\n` +
        `const list: number[] = [];\nlist.push(said);\nconst room = new Array<number>(3);\n` +
        `try {\n  room.push(...list);\n} catch (error) {\n  if (error instanceof Error) throw error;\n}`,
    ),
    example(
      `function* count(): Generator<number> {\n  yield 1;\n}\nfor (const n of count()) if (n > 1) throw new Error("big");`,
    ),
  ],
  begin: (context, report) => ({
    type(node) {
      if (ts.isTypeNode(node) && isWrittenAny(context, node)) {
        report(node, "this is any, or holds it: whatever its user says; name the type, or unknown");
      }
    },
    value(node) {
      const isDeclared = isDeclaration(node);
      if (!isDeclared && !isSource(node) && !(isReference(node) && isNarrowedToAny(context, node))) return;
      if (!holdsAny(context, context.checker.getTypeAtLocation(node))) return;
      if (isDeclared && hasSource(context, node)) return;
      if (!isDeclared && (isUnread(node) || isExpectedUnknown(context, node))) return;
      const type = context.checker.typeToString(context.checker.getTypeAtLocation(node));
      report(
        isDeclared ? node.name : node,
        `this is of type ${type}, so that nothing is known of it; say what it is, or unknown, and look at it`,
      );
    },
  }),
};

/** Expressions that can be any though nothing in them is. All others that are any are made of these. */
function isSource(node: ts.Node): node is ts.Expression {
  if (ts.isPropertyAccessExpression(node)) return !isCalled(node);
  return (
    ts.isCallExpression(node) ||
    ts.isNewExpression(node) ||
    ts.isElementAccessExpression(node) ||
    ts.isYieldExpression(node)
  );
}

/** Whether the declaration's initial value or type, where it is reported, is why it is any. */
function hasSource(context: Context, node: Declaration): boolean {
  if (!ts.isBindingElement(node) && node.type !== undefined) return true;
  const { initializer } = node;
  if (initializer === undefined || !(isSource(initializer) || isReference(initializer))) return false;
  return holdsAny(context, context.checker.getTypeAtLocation(initializer));
}

/** Whether a name was found to be any by a test: it was not declared so. */
function isNarrowedToAny(context: Context, node: ts.Identifier): boolean {
  const meaning = context.meaning(node);
  if (meaning.kind !== "own" || (meaning.symbol.flags & ts.SymbolFlags.Variable) === 0) return false;
  return !holdsAny(context, context.checker.getTypeOfSymbol(meaning.symbol));
}

/** Whether nobody sees the value. */
function isUnread(node: ts.Node): boolean {
  const { parent } = wrapped(node);
  return ts.isExpressionStatement(parent) || ts.isVoidExpression(parent);
}

function isExpectedUnknown(context: Context, node: ts.Expression): boolean {
  const expected = context.checker.getContextualType(node);
  return expected !== undefined && (expected.flags & ts.TypeFlags.Unknown) !== 0;
}

/** Whether a type that is written is any, or holds it, and no smaller part of it is why. */
function isWrittenAny(context: Context, node: ts.TypeNode): boolean {
  if (node.kind === ts.SyntaxKind.AnyKeyword) return true;
  const type = context.checker.getTypeFromTypeNode(node);
  if (hasAnyMember(context, type)) return true;
  if (!holdsAny(context, type)) return false;
  let hasSmaller = false;
  ts.forEachChild(node, (child) => {
    if (ts.isTypeNode(child) && holdsAny(context, context.checker.getTypeFromTypeNode(child))) hasSmaller = true;
  });
  return !hasSmaller;
}

function holdsAny(context: Context, type: ts.Type, depth = 0): boolean {
  if ((type.flags & ts.TypeFlags.Any) !== 0) return !(context.hasTypeErrors && isOfError(type));
  if (depth > 8) return false;
  if (type.isUnionOrIntersection()) return type.types.some((each) => holdsAny(context, each, depth + 1));
  if ((type.flags & ts.TypeFlags.Object) === 0) return false;
  const held = argumentsOf(context.checker, type);
  // Those after the first are any where nobody says, and what they are of is not to be had.
  const telling = isLanguageType(context, type, iterations) ? held.slice(0, 1) : held;
  return telling.some((each) => holdsAny(context, each, depth + 1));
}

/** Whether a type of the language's has a member that is any, as PropertyDescriptor has. */
function hasAnyMember(context: Context, type: ts.Type): boolean {
  const symbol: ts.Symbol | undefined = type.symbol;
  if (symbol === undefined || (symbol.flags & ts.SymbolFlags.Interface) === 0 || !context.isOfLanguage(symbol))
    return false;
  return context.checker
    .getPropertiesOfType(type)
    .some((each) => (context.checker.getTypeOfSymbol(each).flags & ts.TypeFlags.Any) !== 0);
}

/** TypeScript gives this type to what it has reported already. */
function isOfError(type: ts.Type): boolean {
  return Reflect.get(type, "intrinsicName") === "error";
}
