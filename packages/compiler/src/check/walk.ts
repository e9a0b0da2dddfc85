import ts from "typescript";
import type { Visitor } from "./rule.js";

/** Show every node of a module to the rules, each as something of the run time or of the type checker. */
export function walk(file: ts.SourceFile, visitors: readonly Visitor[]): void {
  for (const visitor of visitors) visitor.module?.(file);
  const visit = (node: ts.Node, isType: boolean): void => {
    const forTypes = isType || isOfTypes(node);
    for (const visitor of visitors) {
      if (forTypes) visitor.type?.(node);
      else visitor.value?.(node);
    }
    ts.forEachChild(node, (child) => visit(child, forTypes));
  };
  ts.forEachChild(file, (node) => visit(node, false));
}

/** Whether a node, and all below it, is erased before anything runs. */
function isOfTypes(node: ts.Node): boolean {
  if (ts.isExpressionWithTypeArguments(node)) {
    return !(ts.isHeritageClause(node.parent) && node.parent.token === ts.SyntaxKind.ExtendsKeyword);
  }
  return (
    ts.isTypeNode(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isTypeParameterDeclaration(node) ||
    (ts.isImportDeclaration(node) && node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword) ||
    (ts.isExportDeclaration(node) && node.isTypeOnly) ||
    ((ts.isImportSpecifier(node) || ts.isExportSpecifier(node)) && node.isTypeOnly)
  );
}
