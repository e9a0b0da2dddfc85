/** Property accesses: numeric keys, names that lead out, and built-in methods taken as values. */
import type { AnyNode, MemberExpression } from "acorn";
import { paymentOf } from "./builtins.js";
import { keyOfMember, leadsOut, memberName } from "./members.js";
import { tokenFrom } from "./syntax.js";
import type { Work } from "./work.js";

export function rewriteMember(work: Work, node: MemberExpression): void {
  const key = keyOfMember(node);
  if (leadsOut(key) && "name" in key) {
    work.trap(node, key.name);
    return;
  }
  const global = work.global(node.object);
  if (global) {
    const constant = key.kind === "name" && global.constants?.includes(key.name) === true;
    if (!constant || use(work, node) !== "read") work.trap(node, `${nameOfGlobal(node.object)} in this way`);
    return;
  }
  work.rewrite(node.object);
  if (node.computed) rewriteKey(work, node);
  if (key.kind !== "name" || !paymentOf.has(key.name) || node.object.type === "Super") return;
  if (use(work, node) === "read") {
    work.before(node, `(${work.name("own")}(`);
    work.after(node, "))");
    continueChain(work, node);
  }
}

/** `x.fill ||= y` has the value of `x.fill` where that is not falsy: a built-in method as a value. */
export function givesAway(node: AnyNode): boolean {
  if (node.type !== "AssignmentExpression" || !["||=", "&&=", "??="].includes(node.operator)) return false;
  return paymentOf.has(memberName(node.left) ?? "");
}

function nameOfGlobal(node: AnyNode): string {
  return node.type === "Identifier" ? node.name : "a global";
}

/** A key that is not known is a number: no text can name a property that the compiler has not seen. */
function rewriteKey(work: Work, node: MemberExpression): void {
  const key = keyOfMember(node);
  if (key.kind === "iterator") {
    const { property } = node;
    if (property.type === "MemberExpression" && work.global(property.object)) return;
  } else if (key.kind !== "expression") return;
  work.rewrite(node.property);
  if (!isNumber(node.property)) {
    work.before(node.property, "+(");
    work.after(node.property, ")");
  }
}

const arithmetic: ReadonlySet<string> = new Set(["-", "*", "/", "%", "**", "|", "&", "^", "<<", ">>", ">>>"]);

/** Whatever it is made of, the value is a number. */
function isNumber(node: AnyNode): boolean {
  if (node.type === "UpdateExpression") return true;
  if (node.type === "UnaryExpression") return ["-", "+", "~"].includes(node.operator);
  if (node.type === "AssignmentExpression") return arithmetic.has(node.operator.slice(0, -1));
  return node.type === "BinaryExpression" && arithmetic.has(node.operator);
}

/** Whether an access reads the property's value, calls it, or only assigns or deletes it. */
function use(work: Work, node: AnyNode): "read" | "called" | "written" {
  const parent = work.parents.get(node);
  switch (parent?.type) {
    case "CallExpression":
      return parent.callee === node ? "called" : "read";
    case "AssignmentExpression":
      return parent.left === node ? "written" : "read";
    case "AssignmentPattern":
    case "ForInStatement":
    case "ForOfStatement":
      return parent.left === node ? "written" : "read";
    case "ArrayPattern":
    case "RestElement":
      return "written";
    case "UpdateExpression":
      return "written";
    case "Property":
      return work.parents.get(parent)?.type === "ObjectPattern" ? "written" : "read";
    case "UnaryExpression":
      return parent.operator === "delete" ? "written" : "read";
    default:
      return "read";
  }
}

/** There is a `?.` in the part of the chain that ends with the node. */
function isOptional(node: AnyNode): boolean {
  if (node.type === "MemberExpression") return node.optional || isOptional(node.object);
  if (node.type === "CallExpression") return node.optional || isOptional(node.callee);
  return false;
}

/**
 * A node that got parentheses no longer ends the whole chain where it is nullish: what follows it has to.
 * (The two differ only where the chain would have thrown for an absent property.)
 */
export function continueChain(work: Work, node: AnyNode): void {
  if (!isOptional(node)) return;
  const parent = work.parents.get(node);
  const goesOn =
    (parent?.type === "MemberExpression" && parent.object === node) ||
    (parent?.type === "CallExpression" && parent.callee === node);
  if (!goesOn || parent.optional) return;
  if (parent.type === "MemberExpression" && !parent.computed) {
    work.out.appendLeft(tokenFrom(work.known.text.punctuation.dots, node.end), "?");
  } else {
    work.after(node, "?.");
  }
}
