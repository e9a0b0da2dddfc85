/**
 * Which loops count: `for (...; i < limit; i++)` and its like, where nothing but the step moves `i` or the limit, and
 * no code of the text runs within a turn.
 */
import type { AnyNode, ForStatement, Identifier } from "acorn";
import { keyOfMember, memberName } from "./members.js";
import type { Binding } from "./scopes.js";
import { childrenOf, targetsOf, isClass, isFunction, isLoop, visit } from "./syntax.js";
import type { Work } from "./work.js";

export interface Count {
  /** The variable that counts, as it is written. */
  readonly name: string;
  readonly operator: "<" | "<=" | ">" | ">=";
  readonly up: boolean;
  /** A whole number of at least 1. */
  readonly step: number;
  /** What it counts to, as it is written; reading it twice gives the same. */
  readonly bound: string;
}

const stepMax = 65_536;

/** How a loop counts, if it does. */
export function countOf(work: Work, node: ForStatement): Count | undefined {
  const { test, update } = node;
  if (work.parents.get(node)?.type === "LabeledStatement" || work.known.graph.operatorsCall) return undefined;
  if (test?.type !== "BinaryExpression" || test.left.type !== "Identifier" || !update) return undefined;
  const { operator } = test;
  if (operator !== "<" && operator !== "<=" && operator !== ">" && operator !== ">=") return undefined;
  const binding = work.known.scopes.bindingOf(test.left);
  const up = operator === "<" || operator === "<=";
  const step = stepOf(work, update, binding, up);
  if (!binding || step === undefined || !work.known.numbers.plain(test.left)) return undefined;
  const turn = [test.right, node.body];
  if (!turn.every((part) => runsAlone(work, part))) return undefined;
  const written = writtenIn(work, node.body);
  if (written.bindings.has(binding)) return undefined;
  written.bindings.add(binding);
  const bound = steadyText(work, test.right, written);
  if (bound === undefined) return undefined;
  return { name: work.identifierText(test.left) ?? test.left.name, operator, up, step, bound };
}

/** The limit of a strip: the loop's own, or what lies a number of steps ahead. */
export function limitText({ name, operator, up, step, bound }: Count, distance: string): string {
  const ahead = `${name} ${up ? "+" : "-"} ${distance}`;
  // A limit that may be reached is one step nearer.
  const last = operator === "<=" ? `${ahead} - ${step}` : operator === ">=" ? `${ahead} + ${step}` : ahead;
  return `${ahead} ${operator} ${bound} ? ${last} : ${bound}`;
}

function stepOf(work: Work, update: AnyNode, binding: Binding | undefined, up: boolean): number | undefined {
  const counts = (target: AnyNode): boolean =>
    target.type === "Identifier" && work.known.scopes.bindingOf(target) === binding;
  if (update.type === "UpdateExpression" && counts(update.argument)) {
    return (update.operator === "++") === up ? 1 : undefined;
  }
  if (update.type !== "AssignmentExpression" || !counts(update.left)) return undefined;
  if (update.operator !== (up ? "+=" : "-=") || update.right.type !== "Literal") return undefined;
  const { value } = update.right;
  return typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= stepMax ? value : undefined;
}

/** Nothing in it calls, yields, iterates, or makes what could: no code runs but what stands there. */
function runsAlone(work: Work, node: AnyNode): boolean {
  if (isFunction(node) || isClass(node) || isLoop(node)) return false;
  switch (node.type) {
    case "NewExpression":
    case "YieldExpression":
    case "AwaitExpression":
    case "TaggedTemplateExpression":
    case "ImportExpression":
    case "TemplateLiteral":
    case "SpreadElement":
    case "ArrayPattern":
    case "ObjectPattern":
    case "TryStatement":
      return false;
    case "CallExpression": {
      const { callee } = node;
      const name = memberName(callee);
      if (callee.type !== "MemberExpression" || !name) return false;
      const math = callee.object.type === "Identifier" && callee.object.name === "Math" && work.global(callee.object);
      return Boolean(math) && node.arguments.every((argument) => runsAlone(work, argument));
    }
    case "MemberExpression": {
      const name = memberName(node);
      const { getters, setters } = work.known.definitions;
      if (name !== undefined && (getters.has(name) || setters.has(name))) return false;
      break;
    }
    default:
  }
  return childrenOf(node).every((child) => runsAlone(work, child));
}

interface Written {
  readonly bindings: Set<Binding>;
  readonly properties: Set<string>;
  /** A number of a collection, which may change its length. */
  items: boolean;
}

function writtenIn(work: Work, node: AnyNode): Written {
  const written: Written = { bindings: new Set(), properties: new Set(), items: false };
  visit(node, (below) => {
    for (const target of targetsOf(below)) write(work, target, written);
  });
  return written;
}

function write(work: Work, target: AnyNode, written: Written): void {
  if (target.type === "Identifier") {
    const binding = work.known.scopes.bindingOf(target);
    if (binding) written.bindings.add(binding);
  } else if (target.type === "MemberExpression") {
    const key = keyOfMember(target);
    if (key.kind === "name" || key.kind === "private") written.properties.add(key.name);
    else written.items = true;
  }
}

/** The text of an expression that no turn changes and that runs nothing; undefined for any other. */
function steadyText(work: Work, node: AnyNode, written: Written): string | undefined {
  if (node.type === "Literal") return typeof node.value === "number" ? String(node.raw) : undefined;
  if (node.type === "Identifier") return steadyName(work, node, written);
  if (node.type === "ThisExpression") return "this";
  if (node.type !== "MemberExpression" || node.optional || node.object.type === "Super") return undefined;
  const key = keyOfMember(node);
  if (key.kind !== "private" && !(key.kind === "name" && key.name === "length")) return undefined;
  if (written.properties.has(key.name)) return undefined;
  if (key.name === "length" && written.items && !work.known.numbers.typed(node.object)) return undefined;
  const object = steadyText(work, node.object, written);
  if (object === undefined || node.object.type === "Literal") return undefined;
  return `${object}.${node.property.type === "PrivateIdentifier" ? `#${node.property.name}` : key.name}`;
}

function steadyName(work: Work, node: Identifier, written: Written): string | undefined {
  const binding = work.known.scopes.bindingOf(node);
  if (!binding || written.bindings.has(binding)) return undefined;
  return work.identifierText(node) ?? node.name;
}
