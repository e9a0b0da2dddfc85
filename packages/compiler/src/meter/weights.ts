/**
 * What running a piece of text costs: the operations in it, one table for all of them.
 *
 * A unit is about one machine operation of compiled code. Names and literals cost nothing, since they are operands.
 *
 * Invariant M2: fuel never falls short of the operations executed, a binding of parameters that throws excepted.
 *   Kept by: `weightOf` counts every node that the block it is charged at can execute, of two arms the heavier;
 *   what can execute again (loop bodies, functions) is charged where it begins. Attacked by: weights.properties.test.ts
 */
import type { AnyNode, SwitchStatement } from "acorn";
import { childrenOf, isClass, isFunction, refusal } from "./syntax.js";

/** Units by kind of node. A kind that is missing here is no part of the language that the meter knows. */
export const weights: Readonly<Record<string, number>> = {
  // Operands and what only has a place in the tree.
  Identifier: 0,
  Literal: 0,
  ThisExpression: 0,
  Super: 0,
  PrivateIdentifier: 0,
  TemplateElement: 0,
  ChainExpression: 0,
  ParenthesizedExpression: 0,
  SequenceExpression: 0,
  ExpressionStatement: 0,
  BlockStatement: 0,
  EmptyStatement: 0,
  DebuggerStatement: 0,
  LabeledStatement: 0,
  Program: 0,
  ClassBody: 0,
  StaticBlock: 0,
  VariableDeclaration: 0,
  ExportNamedDeclaration: 0,
  ExportSpecifier: 0,
  MetaProperty: 0,
  // One operation each.
  MemberExpression: 1,
  UnaryExpression: 1,
  UpdateExpression: 1,
  BinaryExpression: 1,
  LogicalExpression: 1,
  AssignmentExpression: 1,
  ConditionalExpression: 1,
  VariableDeclarator: 1,
  ArrayExpression: 1,
  ObjectExpression: 1,
  Property: 1,
  SpreadElement: 1,
  TemplateLiteral: 1,
  ObjectPattern: 1,
  ArrayPattern: 1,
  RestElement: 1,
  AssignmentPattern: 1,
  FunctionExpression: 1,
  ArrowFunctionExpression: 1,
  FunctionDeclaration: 1,
  MethodDefinition: 1,
  PropertyDefinition: 1,
  IfStatement: 1,
  SwitchCase: 1,
  SwitchStatement: 1,
  ReturnStatement: 1,
  BreakStatement: 1,
  ContinueStatement: 1,
  TryStatement: 1,
  CatchClause: 1,
  ForStatement: 1,
  WhileStatement: 1,
  DoWhileStatement: 1,
  // A frame, an object or a switch of context.
  CallExpression: 2,
  NewExpression: 3,
  ThrowStatement: 2,
  YieldExpression: 2,
  ForInStatement: 2,
  ForOfStatement: 2,
  ClassDeclaration: 3,
  ClassExpression: 3,
  // Never run: each becomes a trap.
  AwaitExpression: 1,
  TaggedTemplateExpression: 1,
  ImportExpression: 1,
};

/** The weight of a node, or RSP_METER_TEXT for one of a kind that the table does not have. */
function own(node: AnyNode): number {
  const weight = weights[node.type];
  if (weight === undefined) throw refusal(`it has a ${node.type}, which the compiler does not know`);
  return weight;
}

/**
 * What a node can cost until control leaves it, without the bodies of loops, which pay for each turn, and of
 * functions, which pay at each entry. What a class does at its definition is counted; what it does for each object
 * is `weightOfFields`.
 */
export function weightOf(node: AnyNode): number {
  if (isFunction(node)) return own(node);
  if (isClass(node)) return weightOfClass(node);
  switch (node.type) {
    case "ConditionalExpression":
    case "IfStatement": {
      const other = node.alternate ? weightOf(node.alternate) : 0;
      return own(node) + weightOf(node.test) + Math.max(weightOf(node.consequent), other);
    }
    case "SwitchStatement":
      return weightOfSwitch(node);
    // The test runs once more than the body.
    case "ForStatement":
      return own(node) + (node.init ? weightOf(node.init) : 0) + (node.test ? weightOf(node.test) : 0);
    case "WhileStatement":
      return own(node) + weightOf(node.test);
    case "DoWhileStatement":
      return own(node);
    case "ForInStatement":
    case "ForOfStatement":
      return own(node) + weightOf(node.right);
    default:
      return own(node) + sum(childrenOf(node));
  }
}

function sum(nodes: readonly AnyNode[]): number {
  let total = 0;
  for (const node of nodes) total += weightOf(node);
  return total;
}

/** All tests, and of the ways through the cases the heaviest: a case that does not end in a jump falls into the next. */
function weightOfSwitch(node: SwitchStatement): number {
  let total = own(node) + weightOf(node.discriminant);
  let heaviest = 0;
  let following = 0;
  for (const branch of node.cases.toReversed()) {
    total += own(branch) + (branch.test ? weightOf(branch.test) : 0);
    const last = branch.consequent.at(-1)?.type;
    const jumps =
      last === "BreakStatement" ||
      last === "ReturnStatement" ||
      last === "ThrowStatement" ||
      last === "ContinueStatement";
    following = sum(branch.consequent) + (jumps ? 0 : following);
    heaviest = Math.max(heaviest, following);
  }
  return total + heaviest;
}

function weightOfClass(node: AnyNode & { body: AnyNode }): number {
  let total = own(node) + ("superClass" in node && node.superClass ? weightOf(node.superClass) : 0);
  for (const member of childrenOf(node.body)) {
    total += own(member);
    if (member.type === "StaticBlock") total += sum(member.body);
    else if (member.type === "PropertyDefinition" || member.type === "MethodDefinition") {
      if (member.computed) total += weightOf(member.key);
      if (member.type === "PropertyDefinition" && member.static && member.value) total += weightOf(member.value);
    }
  }
  return total;
}

/** What the fields of a class cost each object, before its constructor's body goes on. */
export function weightOfFields(node: AnyNode): number {
  if (!isClass(node)) return 0;
  let total = 0;
  for (const member of node.body.body) {
    if (member.type !== "PropertyDefinition" || member.static) continue;
    total += own(member) + (member.value ? weightOf(member.value) : 0);
  }
  return total;
}

/** What a function pays at its entry: its parameters and its body. At least one unit. */
export function weightOfEntry(node: AnyNode): number {
  if (!isFunction(node)) return Math.max(1, weightOf(node));
  return Math.max(1, sum(node.params) + weightOf(node.body));
}

/** What a loop pays at the head of each turn: the step, the test and the body. At least one unit. */
export function weightOfTurn(node: AnyNode): number {
  switch (node.type) {
    case "ForStatement":
      return Math.max(
        1,
        (node.test ? weightOf(node.test) : 0) + (node.update ? weightOf(node.update) : 0) + weightOf(node.body),
      );
    case "WhileStatement":
    case "DoWhileStatement":
      return Math.max(1, weightOf(node.test) + weightOf(node.body));
    case "ForInStatement":
    case "ForOfStatement":
      return own(node) + weightOf(node.left) + weightOf(node.body);
    default:
      return 1;
  }
}
