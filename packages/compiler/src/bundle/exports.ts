import { RespinError } from "@respin/hardware";
import type { Declaration } from "@respin/linker";
import ts from "typescript";
import type { Imported, Packages } from "./imports.js";

/** The interfaces that an entry exports: `export const it = implement(AnInterface, { ... })`. Throws RSP_EXPORT for anything else. */
export function exportedInterfaces(entry: ts.SourceFile, packages: Packages): readonly Declaration[] {
  const exported: Declaration[] = [];
  for (const statement of entry.statements) {
    if (!isExported(statement)) continue;
    if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) continue;
    if (ts.isVariableStatement(statement)) {
      for (const { initializer } of statement.declarationList.declarations) {
        exported.push(implemented(entry, initializer, packages) ?? refuse(entry, statement));
      }
      continue;
    }
    refuse(entry, statement);
  }
  const twice = exported.find((each, n) => exported.findIndex(({ name }) => name === each.name) !== n);
  if (twice !== undefined) {
    throw new RespinError("RSP_EXPORT", `${entry.fileName} exports ${twice.name} twice; leave one of them out`);
  }
  return exported;
}

function isExported(statement: ts.Statement): boolean {
  if (ts.isExportAssignment(statement) || ts.isExportDeclaration(statement)) return true;
  const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
  return modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
}

function implemented(
  entry: ts.SourceFile,
  initializer: ts.Expression | undefined,
  packages: Packages,
): Declaration | undefined {
  if (initializer === undefined || !ts.isCallExpression(initializer)) return undefined;
  const [first] = initializer.arguments;
  if (!ts.isIdentifier(initializer.expression) || first === undefined || !ts.isIdentifier(first)) return undefined;
  const callee = importOf(entry, initializer.expression.text, packages);
  const declared = importOf(entry, first.text, packages);
  if (callee?.kind !== "library" || callee.name !== "implement" || declared?.kind !== "interface") return undefined;
  return declared.declaration;
}

function importOf(entry: ts.SourceFile, local: string, packages: Packages): Imported | undefined {
  for (const statement of entry.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    const bindings = statement.importClause?.namedBindings;
    if (bindings === undefined || !ts.isNamedImports(bindings)) continue;
    const element = bindings.elements.find(({ name }) => name.text === local);
    if (element === undefined) continue;
    return packages.get(statement.moduleSpecifier.text)?.get((element.propertyName ?? element.name).text);
  }
  return undefined;
}

function refuse(entry: ts.SourceFile, statement: ts.Statement): never {
  const { line, character } = entry.getLineAndCharacterOfPosition(statement.getStart(entry));
  throw new RespinError(
    "RSP_EXPORT",
    `${entry.fileName}:${line + 1}:${character + 1}: an extension exports interfaces only; write \`export const it = implement(AnInterface, { ... })\``,
  );
}
