import ts from "typescript";
import { isCalled, isReference, unwrapped, wrapped, type Context } from "../context.js";
import { example, type Report, type Rule } from "../rule.js";

/** These are of the language too, and are plain values. */
const constants = new Set(["undefined", "NaN", "Infinity"]);
/** These have rules that say more of them. */
const elsewhere = new Set(["arguments", "eval", "Function"]);

export const globals: Rule = {
  code: "RSP_SAFE_GLOBAL",
  title: "Only safe names of the language",
  says:
    "An extension has those of the language's own names that are pure: `Math` without `random`, `Map`, the typed " +
    "arrays, `Object.freeze` and the like (`packages/linker/src/confine/globals.ts` has the table, with the reasons). " +
    "A name is called, constructed, or asked for one of its members; it is not kept, passed on or renamed, because the meter " +
    "has to know what is called. An error class may also stand behind `instanceof` and `extends`. `Object.freeze` takes a " +
    "literal: what others made is not the extension's to freeze.",
  refused: [
    example(`export type T = number;\nconst luck = Math.»random();\nif (luck > 0.5) throw new Error("unlucky");`),
    example(`const now = »Date.now();\nif (now > 0) throw new Error("late");`),
    example(`const all = »globalThis;\nif (all === undefined) throw new Error("no world");`),
    example(`const make = »Array;\nif (make.length > 9) throw new Error("no array");`),
    example(`const floor = Math.»floor;\nif (floor(1.5) > 1) throw new Error("up");`),
    example(`const none = Object.»getPrototypeOf([]);\nif (none === 1) throw new Error("odd");`, {
      also: ["RSP_SAFE_ANY"],
    }),
    example(`export function hold(page: { held: boolean }): void {\n  Object.freeze(»page);\n}`, {
      also: ["RSP_SAFE_EXPORT"],
    }),
    example(`const key = Symbol.»asyncIterator;\nif (key.description === "") throw new Error("odd");`, {
      also: ["RSP_SAFE_MEMBER"],
    }),
    example(`const { floor } = »Math;\nif (floor(1.5) > 1) throw new Error("up");`, { also: ["RSP_SAFE_METHOD"] }),
    example(`const box = { »Map };\nif (new box.Map<number, number>().size > 0) throw new Error("full");`),
    example(`const wait = new »Promise<void>(() => {});\nif (wait instanceof Error) throw wait;`),
  ],
  passes: [
    example(
      `const sizes = new Map([["page", Math.max(8192, 4096)]]);\n` +
        `class Odd extends Error {}\n` +
        `if (!Number.isSafeInteger(sizes.get("page"))) throw new Odd("odd");\n` +
        `const names = Object.freeze({ page: "page" });\n` +
        `try {\n  parseInt(names.page, 10);\n} catch (error) {\n  if (error instanceof RangeError) throw error;\n}`,
    ),
  ],
  begin: (context, report) => ({
    value(node) {
      if (!isReference(node)) return;
      const meaning = context.meaning(node);
      if (meaning.kind === "global" && !constants.has(meaning.name) && !elsewhere.has(meaning.name)) {
        checkUse(context, node, meaning.name, report);
      }
    },
  }),
};

function checkUse(context: Context, node: ts.Identifier, name: string, report: Report): void {
  const safe = context.safeGlobal(name);
  if (safe === undefined) {
    report(node, `${name} is none of the names that extensions may use; import an interface that gives what you need`);
    return;
  }
  const at = wrapped(node);
  const { parent } = at;
  if (ts.isPropertyAccessExpression(parent)) {
    checkMember(context, parent, name, safe.members, report);
    return;
  }
  const isError = name.endsWith("Error") && (isClassTested(at) || isExtended(at));
  const mayCall = safe.use === "call" || safe.use === "call or construct";
  const mayConstruct = safe.use === "construct" || safe.use === "call or construct";
  if (isError || (mayCall && isCalled(node)) || (mayConstruct && isCalled(node, "construct"))) return;
  const how = safe.use === "members only" ? "asked for its members" : `used by ${safe.use}`;
  report(
    node,
    `${name} may only be ${how} where it is named; write it out there, or wrap it in a function of your own`,
  );
}

function checkMember(
  context: Context,
  access: ts.PropertyAccessExpression,
  name: string,
  members: readonly string[],
  report: Report,
): void {
  const member = access.name.text;
  if (!members.includes(member)) {
    report(access.name, `${name}.${member} is not for extensions; they may use ${shortList(members)}`);
    return;
  }
  const isFunction = context.checker.getTypeAtLocation(access).getCallSignatures().length > 0;
  if (isFunction && !isCalled(access)) {
    report(access.name, `${name}.${member} is called where it is named, not kept or passed on; wrap it in a function`);
  }
  const call = wrapped(access).parent;
  if (name !== "Object" || member !== "freeze" || !ts.isCallExpression(call)) return;
  for (const frozen of call.arguments) {
    const literal = unwrapped(frozen);
    if (ts.isObjectLiteralExpression(literal) || ts.isArrayLiteralExpression(literal)) continue;
    report(frozen, "Object.freeze takes a literal: what others made is not yours to freeze; freeze a copy, {...it}");
  }
}

function shortList(members: readonly string[]): string {
  if (members.length === 0) return "no member of it";
  return members.length > 8 ? `${members.slice(0, 8).join(", ")} and others` : members.join(", ");
}

/** Whether it stands to the right of instanceof. */
export function isClassTested(node: ts.Node): boolean {
  const { parent } = node;
  return (
    ts.isBinaryExpression(parent) &&
    parent.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword &&
    parent.right === node
  );
}

/** Whether a class extends it. */
export function isExtended(node: ts.Node): boolean {
  return ts.isExpressionWithTypeArguments(node.parent) && ts.isHeritageClause(node.parent.parent);
}
