/**
 * What makes strings pays for their length.
 *
 * A `+` is looked at only if it may make a string, and only the outermost of several: what is inside is part of what
 * it makes. The test `typeof` costs nothing in compiled code that has only ever seen numbers.
 */
import type { AnyNode, AssignmentExpression, BinaryExpression, TemplateLiteral } from "acorn";
import { givesAway } from "./rewrite-members.js";
import { paySource } from "./rewrite-properties.js";
import type { Work } from "./work.js";

/** Comparisons, and the helpers that pay for those of two strings. */
const comparisons: ReadonlyMap<string, string> = new Map([
  ...["===", "!==", "==", "!="].map((operator): [string, string] => [operator, "matched"]),
  ...["<", "<=", ">", ">="].map((operator): [string, string] => [operator, "compared"]),
]);

export function rewriteBinary(work: Work, node: BinaryExpression): void {
  const builtin = node.operator === "instanceof" && work.global(node.right) !== undefined;
  const comparison = comparisons.get(node.operator);
  if (comparison !== undefined && !isShort(work, node.left) && !isShort(work, node.right)) {
    payComparison(work, node, comparison);
    return;
  }
  if (node.left.type !== "PrivateIdentifier") work.rewrite(node.left);
  if (!builtin) work.rewrite(node.right);
  if (node.operator === "+" && !work.known.numbers.plain(node) && !isConstant(node)) payGrowth(work, node);
}

export function rewriteAssignment(work: Work, node: AssignmentExpression): void {
  if (givesAway(node)) {
    work.trap(node, "a built-in method as a value");
    return;
  }
  work.rewrite(node.left);
  work.rewrite(node.right);
  if (node.operator === "=") paySource(work, node.left, node.right);
  if (node.operator === "+=" && !work.known.numbers.plain(node)) payGrowth(work, node);
}

export function rewriteTemplate(work: Work, node: TemplateLiteral): void {
  let grows = false;
  for (const expression of node.expressions) {
    work.rewrite(expression);
    if (work.known.numbers.plain(expression)) continue;
    grows = true;
    work.wrap(expression, `${work.name("said")}(`, ")");
  }
  if (grows && !isPartOfText(work, node)) work.wrap(node, `${grown(work)}(`, ")");
}

/** No string, or one that stands in the text. */
function isShort(work: Work, node: AnyNode): boolean {
  return work.known.numbers.plain(node) || isConstant(node) || node.type === "PrivateIdentifier";
}

/** Two strings are compared from end to end. */
function payComparison(work: Work, node: BinaryExpression, helper: string): void {
  const { left, right } = node;
  const [one, other] = [work.region.acquire(), work.region.acquire()];
  const { loop } = work;
  const pay = `${work.name(helper)}(${one}, ${other})`;
  work.rewrite(left);
  work.rewrite(right);
  work.region.release(2);
  // The comparison itself stays where it was, between its operands' values.
  const again = `typeof ${one} === "string" && ${loop ? `(${loop.settleAndGoOn}, ${pay})` : pay}`;
  work.wrap(left, `(${one} = `, ")");
  work.wrap(right, `(${other} = `, `, ${again}, ${other})`);
}

function payGrowth(work: Work, node: AnyNode): void {
  if (isPartOfText(work, node)) return;
  if (node.type === "BinaryExpression" && (isText(node.left) || isText(node.right))) {
    work.wrap(node, `${grown(work)}(`, ")");
    return;
  }
  const value = work.region.acquire();
  work.region.release();
  const { loop } = work;
  const pay = loop ? `(${loop.settleAndGoOn}, ${grown(work)}(${value}))` : `${grown(work)}(${value})`;
  work.wrap(node, `(typeof (${value} = `, `) === "string" ? ${pay} : ${value})`);
}

function grown(work: Work): string {
  return work.name("grown");
}

function isText(node: AnyNode): boolean {
  return node.type === "TemplateLiteral" || (node.type === "Literal" && typeof node.value === "string");
}

function isConstant(node: AnyNode): boolean {
  if (node.type === "Literal") return true;
  return node.type === "BinaryExpression" && isConstant(node.left) && isConstant(node.right);
}

/** What the node makes is joined to more text at once. */
function isPartOfText(work: Work, node: AnyNode): boolean {
  const parent = work.parents.get(node);
  return parent?.type === "BinaryExpression" && parent.operator === "+" && !work.known.numbers.plain(parent);
}
