/** Counting the operations that a program executes, by a way that shares nothing with the meter's weights. For tests only. */
import { type AnyNode, parse } from "acorn";
import { MagicString } from "magic-string";

const operations: ReadonlySet<string> = new Set([
  "ArrayExpression",
  "ArrowFunctionExpression",
  "AssignmentExpression",
  "BinaryExpression",
  "CallExpression",
  "ChainExpression",
  "ConditionalExpression",
  "FunctionExpression",
  "LogicalExpression",
  "MemberExpression",
  "NewExpression",
  "ObjectExpression",
  "TemplateLiteral",
  "UnaryExpression",
  "UpdateExpression",
  "YieldExpression",
]);

const statements: ReadonlySet<string> = new Set([
  "ReturnStatement",
  "ThrowStatement",
  "BreakStatement",
  "ContinueStatement",
]);

function isNode(value: unknown): value is AnyNode {
  return typeof value === "object" && value !== null && "type" in value && "start" in value;
}

/** Whether the field of a parent holds an expression whose value is used as it is: not a target, a key or a part. */
function isOperand(parent: AnyNode, field: string): boolean {
  switch (parent.type) {
    case "AssignmentExpression":
    case "AssignmentPattern":
    case "ForInStatement":
    case "ForOfStatement":
      return field !== "left";
    case "UpdateExpression":
    case "ArrayPattern":
    case "ObjectPattern":
    case "RestElement":
    case "MethodDefinition":
    case "ChainExpression":
      return false;
    case "UnaryExpression":
      return parent.operator !== "delete" && parent.operator !== "typeof";
    case "CallExpression":
    case "NewExpression":
      return field !== "callee";
    case "MemberExpression":
    case "TaggedTemplateExpression":
      return false;
    case "Property":
      return field === "value" && parent.kind === "init" && !parent.method;
    default:
      return field !== "key" && field !== "params" && field !== "id";
  }
}

/** The program, calling `count()` at each operation. */
export function countingText(source: string, count: string): string {
  const out = new MagicString(source);
  const visit = (node: AnyNode, operand: boolean): void => {
    for (const [field, value] of Object.entries(node)) {
      for (const child of Array.isArray(value) ? value : [value])
        if (isNode(child)) visit(child, isOperand(node, field));
    }
    if (operand && operations.has(node.type)) {
      out.prependRight(node.start, `(${count}(), `);
      out.appendLeft(node.end, ")");
    } else if (statements.has(node.type)) {
      out.prependRight(node.start, `{ ${count}(); `);
      out.appendLeft(node.end, " }");
    }
  };
  visit(parse(source, { ecmaVersion: "latest", sourceType: "module" }), false);
  return out.toString();
}

/** How many operations a program executes that may call `log`. */
export function countOperations(source: string): number {
  let operationsRun = 0;
  const run = new Function("count_", "log", `"use strict"; ${countingText(source, "count_")}`);
  try {
    run(
      () => operationsRun++,
      () => undefined,
    );
  } catch {
    // What ran before counts.
  }
  return operationsRun;
}
