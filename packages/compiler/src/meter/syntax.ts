/**
 * The text as a tree, and the few questions about a tree that every part of the meter asks.
 *
 * Names are compared after unescaping, as the parser gives them: `constr\u0075ctor` is `constructor`.
 */
import { RespinError } from "@respin/hardware";
import {
  type AnyNode,
  type ArrowFunctionExpression,
  type Class,
  type ClassDeclaration,
  type ClassExpression,
  type FunctionDeclaration,
  type FunctionExpression,
  type Program,
  parse,
} from "acorn";
import { walk } from "estree-walker";

export type FunctionNode = FunctionDeclaration | FunctionExpression | ArrowFunctionExpression;
export type ClassNode = ClassDeclaration | ClassExpression;

/** Where the tokens lie that no node of the tree has a place for. */
interface Punctuation {
  readonly arrows: readonly number[];
  readonly semicolons: readonly number[];
  readonly dots: readonly number[];
  readonly brackets: readonly number[];
  readonly braces: readonly number[];
  /** The word `await`. */
  readonly awaits: readonly number[];
}

/** A text, its tree, and who is whose parent in it. */
export interface Text {
  readonly source: string;
  readonly program: Program;
  readonly parents: ReadonlyMap<AnyNode, AnyNode>;
  readonly punctuation: Punctuation;
}

/** The error for a text that is not one bundled module. */
export function refusal(why: string): RespinError {
  return new RespinError(
    "RSP_METER_TEXT",
    `the compiler cannot meter this text: ${why}; give it one bundled ES module without imports`,
  );
}

/** Parse a bundled module. Throws RSP_METER_TEXT. */
export function parseText(source: string): Text {
  const punctuation = { arrows: [], semicolons: [], dots: [], brackets: [], braces: [], awaits: [] };
  const lists: Readonly<Record<string, number[]>> = {
    "=>": punctuation.arrows,
    ";": punctuation.semicolons,
    ".": punctuation.dots,
    "[": punctuation.brackets,
    "{": punctuation.braces,
    await: punctuation.awaits,
  };
  let program: Program;
  try {
    program = parse(source, {
      ecmaVersion: "latest",
      sourceType: "module",
      allowHashBang: false,
      onToken: (token) => {
        lists[token.type.label]?.push(token.start);
        if (source.startsWith("await", token.start)) lists["await"].push(token.start);
      },
    });
  } catch (error) {
    throw refusal(error instanceof Error ? error.message : "it does not parse");
  }
  refuseModuleSyntax(program);
  return { source, program, parents: parentsOf(program), punctuation };
}

/** Only `export { a, b as c }` may stand among the statements, and only at the end. */
function refuseModuleSyntax(program: Program): void {
  for (const [index, statement] of program.body.entries()) {
    if (statement.type === "ImportDeclaration") throw refusal("it imports");
    if (statement.type === "ExportAllDeclaration" || statement.type === "ExportDefaultDeclaration") {
      throw refusal("it exports something else than names");
    }
    if (statement.type !== "ExportNamedDeclaration") continue;
    const names = statement.specifiers.every((specifier) => specifier.local.type === "Identifier");
    if (statement.declaration || statement.source || !names) throw refusal("it exports something else than names");
    if (index !== program.body.length - 1) throw refusal("its export is not its last statement");
  }
}

/** The first of some tokens at or after a place. */
export function tokenFrom(positions: readonly number[], from: number): number {
  let low = 0;
  let high = positions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (positions[middle] < from) low = middle + 1;
    else high = middle;
  }
  return positions[low] ?? -1;
}

/** The last of some tokens before a place. */
export function tokenBefore(positions: readonly number[], place: number): number {
  return positions.findLast((position) => position < place) ?? -1;
}

export function isNode(value: unknown): value is AnyNode {
  return typeof value === "object" && value !== null && "type" in value && "start" in value;
}

/** Every node below a node, without the names that stand for no value: labels, dotted names, names of exports. */
export function childrenOf(node: AnyNode): AnyNode[] {
  const children: AnyNode[] = [];
  for (const [field, value] of Object.entries(node)) {
    if (isName(node, field)) continue;
    if (isNode(value)) children.push(value);
    else if (Array.isArray(value)) for (const item of value) if (isNode(item)) children.push(item);
  }
  return children;
}

function isName(node: AnyNode, field: string): boolean {
  switch (node.type) {
    case "MemberExpression":
      return field === "property" && !node.computed;
    case "Property":
    case "MethodDefinition":
    case "PropertyDefinition":
      return field === "key" && !node.computed;
    case "LabeledStatement":
    case "BreakStatement":
    case "ContinueStatement":
      return field === "label";
    case "ExportSpecifier":
      return field === "exported";
    case "MetaProperty":
      return true;
    default:
      return false;
  }
}

/** Visit a node and what is below it; `enter` answers false for "not below this one". */
export function visit(node: AnyNode, enter: (node: AnyNode) => boolean | void): void {
  if (enter(node) === false) return;
  for (const child of childrenOf(node)) visit(child, enter);
}

function parentsOf(program: Program): Map<AnyNode, AnyNode> {
  const parents = new Map<AnyNode, AnyNode>();
  visit(program, (node) => {
    for (const child of childrenOf(node)) parents.set(child, node);
  });
  return parents;
}

/** Every name that the text spells anywhere, also where it stands for a property or a label. */
export function spelledNames(program: Program): Set<string> {
  const names = new Set<string>();
  // The walker's tree type is ESTree's; acorn's tree is one, and says so with types of its own.
  walk(program as Parameters<typeof walk>[0], {
    enter: (node: { readonly type: string }) => {
      if ("name" in node && typeof node.name === "string") names.add(node.name);
    },
  });
  return names;
}

export function isFunction(node: AnyNode): node is FunctionNode {
  return (
    node.type === "FunctionExpression" || node.type === "ArrowFunctionExpression" || node.type === "FunctionDeclaration"
  );
}

export function isClass(node: AnyNode | Class): node is ClassNode {
  return "type" in node && (node.type === "ClassDeclaration" || node.type === "ClassExpression");
}

export function isLoop(node: AnyNode): boolean {
  return (
    node.type === "ForStatement" ||
    node.type === "ForInStatement" ||
    node.type === "ForOfStatement" ||
    node.type === "WhileStatement" ||
    node.type === "DoWhileStatement"
  );
}

/** What a node assigns directly, declarations with a value among it: identifiers, member accesses, patterns. */
export function targetsOf(node: AnyNode): AnyNode[] {
  switch (node.type) {
    case "AssignmentExpression":
      return [node.left];
    case "UpdateExpression":
      return [node.argument];
    case "UnaryExpression":
      return node.operator === "delete" ? [node.argument] : [];
    case "VariableDeclarator":
      return [node.id];
    default:
      return [];
  }
}
