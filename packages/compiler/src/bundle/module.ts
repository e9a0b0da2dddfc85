import { RespinError } from "@respin/hardware";
import ts from "typescript";
import { ownModule } from "../check/modules.js";
import type { Imported, Packages } from "./imports.js";
import { isReserved, linkName } from "./names.js";

/** A module as JavaScript, with what it imports from packages replaced by names for the links. */
export interface Emitted {
  readonly code: string;
  readonly map: string;
}

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  verbatimModuleSyntax: true,
  useDefineForClassFields: true,
  sourceMap: true,
  inlineSources: true,
};

/**
 * Emit a module. `undefined` becomes `void 0`. `PhysAddr.Allocate(client)` becomes a raise of its link, `PhysAddr.Reclaim` as a value the link itself, and
 * the interface as a value its name. Throws RSP_IMPORT where the text says something else with one, since only these
 * can be linked.
 */
export function emit(file: ts.SourceFile, packages: Packages): Emitted {
  const { outputText, sourceMapText } = ts.transpileModule(file.text, {
    fileName: file.fileName,
    compilerOptions: options,
    transformers: { before: [(context) => (root) => transform(context, root, packages)] },
  });
  return { code: outputText.replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n"), map: sourceMapText ?? "" };
}

function transform(context: ts.TransformationContext, root: ts.SourceFile, packages: Packages): ts.SourceFile {
  const { factory } = context;
  const names = importedNames(root, packages);
  const fail = (node: ts.Node, what: string): never => {
    const { line, character } = root.getLineAndCharacterOfPosition(Math.max(node.pos, 0));
    throw new RespinError("RSP_IMPORT", `${root.fileName}:${line + 1}:${character + 1}: ${what}`);
  };
  const importedAs = (node: ts.Node): Imported | undefined =>
    ts.isIdentifier(node) ? names.get(node.text) : undefined;
  const linkOf = (node: ts.Node): ts.Identifier | undefined => {
    if (!ts.isPropertyAccessExpression(node) || !ts.isIdentifier(node.name)) return undefined;
    const imported = importedAs(node.expression);
    if (imported?.kind !== "interface") return undefined;
    const { declaration } = imported;
    const procedure = node.name.text;
    if (!Object.hasOwn(declaration.procedures, procedure)) {
      return fail(node, `${declaration.name} has no procedure ${procedure}; see what it declares`);
    }
    return ts.setTextRange(factory.createIdentifier(linkName(declaration.name, procedure)), node);
  };

  const visit = (node: ts.Node): ts.VisitResult<ts.Node | undefined> => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      return ownModule(root.fileName, node.moduleSpecifier.text) === undefined ? undefined : node;
    }
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return node;
    if (ts.isCallExpression(node)) {
      const link = linkOf(node.expression);
      if (link !== undefined) {
        const raise = factory.createPropertyAccessExpression(link, "raise");
        const args = ts.visitNodes(node.arguments, visit, ts.isExpression);
        return ts.setTextRange(factory.createCallExpression(raise, undefined, args), node);
      }
    }
    const link = linkOf(node);
    if (link !== undefined) return link;
    if (ts.isIdentifier(node)) {
      if (node.text === "undefined") {
        if (isBinding(node)) fail(node, "undefined is declared; use another name");
        // In a compartment the name is a variable, and comparing with it three times as slow.
        return isReference(node) ? ts.setTextRange(factory.createVoidZero(), node) : node;
      }
      if (isReserved(node.text)) fail(node, `${node.text} is a name of the compiler's own; use another`);
      const imported = importedAs(node);
      if (imported === undefined || !isReference(node)) {
        if (imported !== undefined && isBinding(node))
          fail(node, `${node.text} is imported, and declared again; rename one`);
        return node;
      }
      const text = imported.kind === "library" ? imported.name : undefined;
      return text === undefined
        ? ts.setTextRange(factory.createStringLiteral(nameOf(imported)), node)
        : ts.setTextRange(factory.createIdentifier(text), node);
    }
    if (ts.isShorthandPropertyAssignment(node) && names.has(node.name.text)) {
      fail(node, `${node.name.text} is imported; write it out as a property of its own name`);
    }
    return ts.visitEachChild(node, visit, context);
  };
  return ts.visitEachChild(root, visit, context);
}

function nameOf(imported: Imported): string {
  return imported.kind === "interface" ? imported.declaration.name : imported.name;
}

/** What each local name of an import from a package stands for. */
function importedNames(root: ts.SourceFile, packages: Packages): ReadonlyMap<string, Imported> {
  const names = new Map<string, Imported>();
  for (const statement of root.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    const known = packages.get(statement.moduleSpecifier.text);
    const bindings = statement.importClause?.namedBindings;
    if (known === undefined || bindings === undefined || !ts.isNamedImports(bindings)) continue;
    for (const element of bindings.elements) {
      const imported = known.get((element.propertyName ?? element.name).text);
      if (!element.isTypeOnly && imported !== undefined) names.set(element.name.text, imported);
    }
  }
  return names;
}

/** Whether an identifier is the name of a value, not of a member, a label or a declaration. */
function isReference(node: ts.Identifier): boolean {
  const { parent } = node;
  if (parent === undefined) return false;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  if (ts.isMethodDeclaration(parent) || ts.isGetAccessor(parent) || ts.isSetAccessor(parent)) return false;
  if (ts.isPropertyDeclaration(parent)) return parent.initializer === node;
  if (ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent) || ts.isLabeledStatement(parent)) return false;
  if (ts.isBreakOrContinueStatement(parent)) return false;
  return !isBinding(node);
}

/** Whether an identifier declares a name. */
function isBinding(node: ts.Identifier): boolean {
  const { parent } = node;
  if (parent === undefined) return false;
  return (
    (ts.isVariableDeclaration(parent) ||
      ts.isParameter(parent) ||
      ts.isFunctionDeclaration(parent) ||
      ts.isFunctionExpression(parent) ||
      ts.isClassDeclaration(parent) ||
      ts.isClassExpression(parent) ||
      ts.isBindingElement(parent)) &&
    parent.name === node
  );
}
