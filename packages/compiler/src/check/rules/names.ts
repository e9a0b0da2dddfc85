import ts from "typescript";

/** A member that is named by a piece of syntax. */
export interface NamedMember {
  readonly name: string;
  /** Where it stands. */
  readonly at: ts.Node;
}

/** The member of something that a node reads, writes, defines or takes out, if it names it. */
export function memberNamed(node: ts.Node): NamedMember | undefined {
  if (ts.isPropertyAccessExpression(node)) return { name: node.name.text, at: node.name };
  if (ts.isElementAccessExpression(node)) return literal(node.argumentExpression);
  if (ts.isBindingElement(node) && ts.isObjectBindingPattern(node.parent)) {
    if (node.dotDotDotToken !== undefined) return undefined;
    const name = node.propertyName ?? node.name;
    return ts.isObjectBindingPattern(name) || ts.isArrayBindingPattern(name) ? undefined : propertyName(name);
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.InKeyword) return literal(node.left);
  if (ts.isObjectLiteralElementLike(node) && !ts.isSpreadAssignment(node)) return propertyName(node.name);
  if (ts.isClassElement(node) && node.name !== undefined) return propertyName(node.name);
  return undefined;
}

function propertyName(name: ts.PropertyName): NamedMember | undefined {
  return ts.isComputedPropertyName(name) ? literal(name.expression) : { name: name.text, at: name };
}

function literal(node: ts.Expression): NamedMember | undefined {
  return ts.isStringLiteralLike(node) ? { name: node.text, at: node } : undefined;
}

/** A declaration of one name. */
export type Declaration = (
  | ts.VariableDeclaration
  | ts.ParameterDeclaration
  | ts.BindingElement
  | ts.PropertyDeclaration
) & {
  readonly name: Exclude<ts.BindingName | ts.PropertyName, ts.BindingPattern>;
};

/** Whether a node declares one name of a value. */
export function isDeclaration(node: ts.Node): node is Declaration {
  return (
    (ts.isVariableDeclaration(node) ||
      ts.isParameter(node) ||
      ts.isBindingElement(node) ||
      ts.isPropertyDeclaration(node)) &&
    !ts.isObjectBindingPattern(node.name) &&
    !ts.isArrayBindingPattern(node.name)
  );
}
