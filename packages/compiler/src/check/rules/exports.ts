import ts from "typescript";
import { unwrapped, type Context } from "../context.js";
import { example, type Report, type Rule } from "../rule.js";
import { libraryCalled } from "../calls.js";

const linked = `import { implement } from "@respin/linker";\nimport { Console } from "@respin/core";\n`;

export const exports: Rule = {
  code: "RSP_SAFE_EXPORT",
  title: "What an extension exports implements an interface",
  says:
    "The entry exports types, and `export const x = implement(SomeInterface, { ... })` with a literal of its procedures, and no other " +
    "value: a domain exports interfaces. `implement` stands nowhere else. Other modules export what they like to each other.",
  refused: [
    example(`»export const five = 5;`),
    example(`»export function five(): number {\n  return 5;\n}`),
    example(`»export default class {}`),
    example(`const five = 5;\n»export { five };`),
    example(
      `${linked}const made = »implement(Console, { Write: () => {} });\nif (made === undefined) throw new Error("odd");`,
    ),
    example(
      `${linked}const procedures = { Write: (): void => {} };\nexport const made = implement(Console, »procedures);`,
    ),
    example(
      `${linked}const parts = { Write: (): void => {} };\nexport const made = implement(Console, { »...parts });`,
    ),
    example(`${linked}»export let made = »implement(Console, { Write: () => {} });`),
  ],
  passes: [
    example(
      `${linked}import { five } from "./other.js";\nexport interface Settings {\n  readonly width: number;\n}\nlet written = 0;\n` +
        `export const made = implement(Console, {\n  Write(text) {\n    written += text.length + five;\n  },\n});`,
      { modules: { "other.ts": `export const five: number = 5;` } },
    ),
  ],
  begin: (context, report) => ({
    value(node) {
      const isEntry = node.getSourceFile().fileName === context.entry;
      if (isEntry && ts.isSourceFile(node.parent)) checkStatement(context, node, report);
      if (!ts.isCallExpression(node) || libraryCalled(context, node) !== "implement") return;
      if (isEntry && isExported(node)) checkImplementation(node, report);
      else report(node, "implement stands in the entry alone, as export const x = implement(...); export it there");
    },
  }),
};

/** Whether a call is all that an exported constant of the module's top is. */
function isExported(call: ts.CallExpression): boolean {
  const { parent } = call;
  if (!ts.isVariableDeclaration(parent) || parent.initializer !== call || !ts.isIdentifier(parent.name)) return false;
  const list = parent.parent;
  return (
    (list.flags & ts.NodeFlags.Const) !== 0 && ts.isVariableStatement(list.parent) && exportsSomething(list.parent)
  );
}

function exportsSomething(node: ts.Node): boolean {
  return (
    ts.canHaveModifiers(node) &&
    (ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false)
  );
}

function checkStatement(context: Context, node: ts.Node, report: Report): void {
  const remedy = "export const x = implement(SomeInterface, { ... }), or types";
  if (ts.isExportAssignment(node) || (ts.isExportDeclaration(node) && !isTypesOnly(node))) {
    report(node, `the entry exports what implements an interface: ${remedy}`);
    return;
  }
  if (!exportsSomething(node)) return;
  if (!ts.isVariableStatement(node)) {
    report(node, `the entry exports what implements an interface: ${remedy}`);
    return;
  }
  const isFine = node.declarationList.declarations.every(
    ({ initializer }) =>
      initializer !== undefined &&
      ts.isCallExpression(initializer) &&
      isExported(initializer) &&
      libraryCalled(context, initializer) === "implement",
  );
  if (!isFine) report(node, `the entry exports what implements an interface: ${remedy}`);
}

function isTypesOnly({ isTypeOnly, exportClause }: ts.ExportDeclaration): boolean {
  if (isTypeOnly) return true;
  return (
    exportClause !== undefined &&
    ts.isNamedExports(exportClause) &&
    exportClause.elements.every((each) => each.isTypeOnly)
  );
}

function checkImplementation(call: ts.CallExpression, report: Report): void {
  const [, given] = call.arguments;
  if (given === undefined) return;
  const literal = unwrapped(given);
  if (!ts.isObjectLiteralExpression(literal)) {
    report(given, "what implements an interface is written out here: { Procedure(...) { ... } }");
    return;
  }
  for (const each of literal.properties) {
    if (ts.isSpreadAssignment(each))
      report(each, "what implements an interface is written out, procedure by procedure");
  }
}
