/** How much of the stack a function takes, in frames of an ordinary one. */
import type { AnyNode } from "acorn";
import { childrenOf, isClass, isFunction } from "./syntax.js";

/** Slots of 8 bytes, for variables and operands, that an ordinary frame has; the engine's own come to about as many bytes. */
const slotsPerFrame = 32;

/** Size of the frame of a function, or of the fields of a class being initialised. */
export function frameOf(node: AnyNode): number {
  const parts = isClass(node)
    ? node.body.body.flatMap((member) => (member.type === "PropertyDefinition" && member.value ? [member.value] : []))
    : childrenOf(node);
  let variables = 0;
  let operands = 0;
  for (const part of parts) {
    variables += variablesIn(part);
    operands = Math.max(operands, operandsOf(part));
  }
  return 1 + Math.floor((variables + operands) / slotsPerFrame);
}

/** Places where a variable may be bound: more of them than variables, never fewer. */
function variablesIn(node: AnyNode): number {
  if (isFunction(node) || isClass(node)) return 1;
  let count = 0;
  for (const child of childrenOf(node)) {
    count += variablesIn(child) + (child.type === "Identifier" && binds(node) ? 1 : 0);
  }
  return count;
}

function binds(node: AnyNode): boolean {
  return (
    node.type === "VariableDeclarator" ||
    node.type === "ArrayPattern" ||
    node.type === "Property" ||
    node.type === "RestElement" ||
    node.type === "AssignmentPattern" ||
    node.type === "CatchClause"
  );
}

/** The most operands that are held at once while an expression is evaluated: each while the next ones are. */
function operandsOf(node: AnyNode): number {
  if (isFunction(node) || isClass(node)) return 1;
  const statement = /Statement|^VariableDeclaration$|^Switch|^Catch/u.test(node.type);
  let most = 0;
  for (const [index, child] of childrenOf(node).entries()) {
    most = Math.max(most, operandsOf(child) + (statement ? 0 : index));
  }
  return most + (statement ? 0 : 1);
}
