import ts from "typescript";
import { isCalled, isReference, unwrapped, wrapped, type Context } from "../context.js";
import { example, type Rule } from "../rule.js";
import { isLanguageType, iterations, yieldsNothing } from "../types.js";
import { memberNamed } from "./names.js";

export const calledMethods: Rule = {
  code: "RSP_SAFE_METHOD",
  title: "Methods are called, not taken",
  says:
    "A method is called on what has it. Taken out, it would run with whatever its caller makes of `this`, so that its fields " +
    "could be a stranger's. It may be compared, to see whether it is there; an arrow function passes it on: `(x) => o.m(x)`.",
  refused: [
    example(
      `class Plain {\n  held = 0;\n  take(): number {\n    return this.held;\n  }\n}\nconst odd = { held: 5, take: new Plain().»take };\nodd.take();`,
    ),
    example(`const list = [1];\nconst { »push } = list;\nif (push(5) > 5) throw new Error("big");`),
    example(`const list = [1];\nlist.»push = () => 5;\nlist.push(5);`),
  ],
  passes: [
    example(
      `interface Sink {\n  put(value: number): void;\n  end?(): void;\n}\n` +
        `const use = (sink: Sink): void => {\n  [1, 2].forEach((value) => sink.put(value));\n  sink.end?.();\n  if (sink.end === undefined) sink.put(0);\n};\n` +
        `const list: number[] = [];\nuse({ put: (value) => void list.push(value) });`,
    ),
  ],
  begin: (context, report) => ({
    value(node) {
      const isRead = ts.isPropertyAccessExpression(node) && !isCalled(node) && !isCompared(node);
      if (!isRead && !ts.isBindingElement(node)) return;
      const member = memberNamed(node);
      if (member === undefined || !isMethod(context, node, member.name)) return;
      report(
        member.at,
        `${member.name} is a method: call it where it is named, or pass on an arrow function that does`,
      );
    },
  }),
};

function isMethod(context: Context, node: ts.PropertyAccessExpression | ts.BindingElement, name: string): boolean {
  const { checker } = context;
  const symbol = ts.isBindingElement(node)
    ? checker.getTypeAtLocation(node.parent).getProperty(name)
    : checker.getSymbolAtLocation(node.name);
  // What is of the language by name has a rule of its own.
  if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression)) {
    if (context.meaning(node.expression).kind === "global") return false;
  }
  return symbol !== undefined && (symbol.flags & ts.SymbolFlags.Method) !== 0;
}

const comparisons = new Set([
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
  ts.SyntaxKind.EqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsToken,
]);

function isCompared(node: ts.Node): boolean {
  const { parent } = wrapped(node);
  return ts.isBinaryExpression(parent) && comparisons.has(parent.operatorToken.kind);
}

export const waitedWork: Rule = {
  code: "RSP_SAFE_WAITING",
  title: "Work that waits is waited for",
  says:
    "What a procedure that may wait returns is the kernel's work. It is handed to `yield*`, to another procedure, or to the caller; " +
    "an extension does not step it, end it or throw into it: no `next`, `return` or `throw` of a generator, and no loop, spread " +
    "or pattern over one that yields nothing. What is left to run time: the same under a type that hides the generator.",
  refused: [
    example(
      `import { Volume, type Page } from "@respin/core";\nexport function start(page: Page): void {\n  Volume.Read(5, page).»next();\n}`,
      {
        also: ["RSP_SAFE_EXPORT"],
      },
    ),
    example(
      `import { Volume, type Page } from "@respin/core";\nexport function cut(page: Page): void {\n  Volume.Read(5, page).»return();\n}`,
      {
        also: ["RSP_SAFE_EXPORT"],
      },
    ),
    example(
      `import { Volume, type Page } from "@respin/core";\nexport function cut(page: Page): void {\n  for (const step of »Volume.Read(5, page)) if (step === undefined) break;\n}`,
      { also: ["RSP_SAFE_EXPORT"] },
    ),
    example(
      `import { Volume, type Page } from "@respin/core";\nexport const run = (page: Page): void => void [...»Volume.Read(5, page)];`,
      {
        also: ["RSP_SAFE_EXPORT"],
      },
    ),
    example(
      `import { Volume, type Page } from "@respin/core";\nfunction* run(page: Page): Generator<unknown, void> {\n  »yield* Volume.Read(5, page);\n}\nif (run.length > 5) throw new Error("odd");`,
    ),
    example(
      `import { Volume, type Page } from "@respin/core";\nconst run = (page: Page): number => new Set(»Volume.Read(5, page)).size;\nif (run.length > 5) throw new Error("odd");`,
    ),
  ],
  passes: [
    example(
      `import { Volume, type Page } from "@respin/core";\nimport type { Waiting } from "@respin/linker";\n` +
        `function* both(page: Page): Waiting {\n  const first = Volume.Read(5, page);\n  yield* first;\n  yield* Volume.Read(6, page);\n}\n` +
        `const [oldest] = new Set([1]);\nif (both.length > 5 || new Map<number, number>().keys().next().value === oldest) throw new Error("odd");`,
    ),
  ],
  begin: (context, report) => ({
    value(node) {
      if (ts.isPropertyAccessExpression(node)) {
        const { text } = node.name;
        const ends = text === "return" || text === "throw";
        if (ends || (text === "next" && isGenerator(context, node.expression))) {
          report(
            node.name,
            `${text} drives or ends work that may be the kernel's; use yield*, for...of, or hand it on`,
          );
        }
        return;
      }
      for (const iterated of iteratedBy(context, node)) {
        if (!yieldsNothing(context, context.checker.getTypeAtLocation(iterated))) continue;
        report(iterated, "work that waits is no list; wait for it with yield*, or hand it on");
      }
      if (ts.isYieldExpression(node) && hidesWaiting(context, node)) {
        report(node, "a generator that waits for others' work yields nothing of its own; make it return Waiting<...>");
      }
    },
  }),
};

function isGenerator(context: Context, node: ts.Expression): boolean {
  const type = context.checker.getTypeAtLocation(node);
  const parts = type.isUnionOrIntersection() ? type.types : [type];
  return parts.some((each) => isLanguageType(context, each, iterations));
}

/** What a node goes through from the beginning to the end, or gives to the language to do so. */
function iteratedBy(context: Context, node: ts.Node): readonly ts.Expression[] {
  if (ts.isForOfStatement(node) || ts.isSpreadElement(node)) return [node.expression];
  if (ts.isVariableDeclaration(node) && ts.isArrayBindingPattern(node.name)) {
    return node.initializer === undefined ? [] : [node.initializer];
  }
  if (ts.isBinaryExpression(node) && ts.isArrayLiteralExpression(node.left)) return [node.right];
  if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return [];
  return isOfLanguage(context, unwrapped(node.expression)) ? (node.arguments ?? []) : [];
}

function isOfLanguage(context: Context, callee: ts.Expression): boolean {
  if (isReference(callee)) return context.meaning(callee).kind === "global";
  if (!ts.isPropertyAccessExpression(callee)) return false;
  const of = unwrapped(callee.expression);
  return isReference(of) && context.meaning(of).kind === "global";
}

/** Whether a generator waits for work that waits, and its own type does not say that it does. */
function hidesWaiting(context: Context, { asteriskToken, expression, parent }: ts.YieldExpression): boolean {
  if (asteriskToken === undefined || expression === undefined) return false;
  if (!yieldsNothing(context, context.checker.getTypeAtLocation(expression))) return false;
  const around = ts.findAncestor(parent, ts.isFunctionLike);
  const signature = around === undefined ? undefined : context.checker.getSignatureFromDeclaration(around);
  return signature === undefined || !yieldsNothing(context, context.checker.getReturnTypeOfSignature(signature));
}
