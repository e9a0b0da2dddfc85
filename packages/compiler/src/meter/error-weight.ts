/**
 * What errors cost: the engine takes as long to make one as for hundreds of other operations, since it looks at the stack.
 *
 * Invariant M6: who makes or catches errors pays for them, the kernel's and the engine's too.
 *   Kept by: `markErrors` for those that the text makes, and the charge of each `catch` for those that it meets.
 *   Attacked by: the families of endless loops in packages/compiler/attacks
 */
import type { AnyNode } from "acorn";
import { globals } from "./builtins.js";
import type { Definitions } from "./definitions.js";
import type { Scopes } from "./scopes.js";
import { isClass, type Text, visit } from "./syntax.js";

/** Units for an error that is made, and for one that is caught. */
export const errorWeight = 500;

const errorMakers = new WeakSet<AnyNode>();

/** Find the calls and constructions of a text that may make an error: all but those of which it is known that they do not. */
export function markErrors(text: Text, scopes: Scopes, definitions: Definitions): void {
  visit(text.program, (node) => {
    if (node.type === "NewExpression" && mayMake(node.callee, scopes, definitions, 0)) errorMakers.add(node);
    if (node.type !== "CallExpression" || node.callee.type !== "Identifier") return;
    if (scopes.bindingOf(node.callee) === undefined && isError(node.callee.name)) errorMakers.add(node);
  });
}

/** Whether a node may make an error. */
export function mayBeError(node: AnyNode): boolean {
  return errorMakers.has(node);
}

/** Whether what is constructed may be an error: a class of the text is one if what it extends may be. */
function mayMake(callee: AnyNode, scopes: Scopes, definitions: Definitions, depth: number): boolean {
  if (isClass(callee)) return mayExtend(callee, scopes, definitions, depth);
  if (callee.type !== "Identifier") return true;
  const binding = scopes.bindingOf(callee);
  if (binding === undefined) return !globals.has(callee.name) || isError(callee.name);
  const values = definitions.ofBinding.get(binding) ?? [];
  if (values.length === 0) return true;
  return values.some(
    (value) =>
      value === "nothing" || value === "unknown" || !isClass(value) || mayExtend(value, scopes, definitions, depth),
  );
}

/** Classes that extend each other more often than this are taken for errors. */
const depthMax = 32;

function mayExtend(node: AnyNode, scopes: Scopes, definitions: Definitions, depth: number): boolean {
  const base = "superClass" in node ? node.superClass : undefined;
  if (base === undefined || base === null) return false;
  return depth === depthMax || mayMake(base, scopes, definitions, depth + 1);
}

function isError(name: string): boolean {
  return name.endsWith("Error");
}
