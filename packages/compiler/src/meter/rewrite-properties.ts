/** Properties of literals and patterns, default values, and the rests of patterns, which are as long as what they rest of. */
import type {
  AnyNode,
  AssignmentPattern,
  AssignmentProperty,
  MethodDefinition,
  Property,
  PropertyDefinition,
  RestElement,
  VariableDeclarator,
} from "acorn";
import { paymentOf } from "./builtins.js";
import { keyOfProperty, leadsOut } from "./members.js";
import { type FunctionNode, isFunction, tokenBefore } from "./syntax.js";
import { Region, type Work } from "./work.js";

/** A key that leads out, or that nobody knows before it runs, traps where it is evaluated. */
export function rewriteKeyOf(
  work: Work,
  node: Property | AssignmentProperty | MethodDefinition | PropertyDefinition,
): void {
  const key = keyOfProperty(node);
  let what: string | undefined;
  if (leadsOut(key) && "name" in key) what = key.name;
  else if (key.kind === "bigint") what = "BigInt";
  else if (key.kind === "expression") what = "computed keys";
  else if (key.kind === "iterator") {
    const { key: expression } = node;
    const isSymbol = expression.type === "MemberExpression" && work.global(expression.object) !== undefined;
    if (!isSymbol) what = "computed keys";
  }
  if (what === undefined) return;
  const trap = work.trapText(what);
  work.out.update(node.key.start, node.key.end, node.computed ? trap : `[${trap}]`);
}

export function rewriteProperty(work: Work, node: Property | AssignmentProperty): void {
  const pattern = work.parents.get(node)?.type === "ObjectPattern";
  const key = keyOfProperty(node);
  const name = "name" in key ? key.name : "";
  // Whether a built-in's method is bound here is not known before it is too late.
  const takesBuiltin = pattern && key.kind === "name" && paymentOf.has(name);
  if (node.shorthand) {
    rewriteShorthand(work, node, leadsOut(key) || takesBuiltin ? `[${work.trapText(name)}]` : name);
    return;
  }
  if (takesBuiltin) {
    const trap = work.trapText(`${name} in a pattern`);
    work.out.update(node.key.start, node.key.end, node.computed ? trap : `[${trap}]`);
  } else {
    rewriteKeyOf(work, node);
  }
  const { value } = node;
  if (isFunction(value) && value.async) rewriteAsyncMethod(work, node, value);
  else work.rewrite(value);
}

/** `{ a }` and `{ a = 1 }` stand for a key and a variable: written apart if either cannot stay. */
function rewriteShorthand(work: Work, node: Property | AssignmentProperty, key: string): void {
  const { value } = node;
  const target = value.type === "AssignmentPattern" ? value.left : value;
  if (target.type !== "Identifier") return;
  const text = work.identifierText(target);
  const stays = text === undefined && !key.startsWith("[");
  if (!stays) work.out.update(target.start, target.end, `${key}: ${text ?? target.name}`);
  if (value.type === "AssignmentPattern") rewriteDefault(work, value);
}

/** An async method stays a method, and throws when it is called. */
export function rewriteAsyncMethod(
  work: Work,
  node: Property | AssignmentProperty | MethodDefinition,
  value: AnyNode,
): void {
  const isStatic = node.type === "MethodDefinition" && node.static;
  const keyStart = node.computed ? tokenBefore(work.known.text.punctuation.brackets, node.key.start) : node.key.start;
  work.out.update(node.start, keyStart, isStatic ? "static " : "");
  work.out.update(value.start, value.end, `() { ${work.trapText("async functions")}; }`);
}

export function rewritePattern(work: Work, node: AssignmentPattern | VariableDeclarator): void {
  if (node.type === "AssignmentPattern") {
    work.rewrite(node.left);
    rewriteDefault(work, node);
    return;
  }
  work.rewrite(node.id);
  if (!node.init) return;
  work.rewrite(node.init);
  paySource(work, node.id, node.init);
}

/** What a pattern with a rest takes apart pays its size. */
export function paySource(work: Work, pattern: AnyNode, source: AnyNode): void {
  if (restOf(pattern) === undefined) return;
  work.wrap(source, `${work.name(pattern.type === "ArrayPattern" ? "listed" : "members")}(`, ")");
}

/** The rest directly in a pattern. */
export function restOf(pattern: AnyNode): RestElement | undefined {
  const last =
    pattern.type === "ArrayPattern"
      ? pattern.elements.at(-1)
      : pattern.type === "ObjectPattern"
        ? pattern.properties.at(-1)
        : undefined;
  return last?.type === "RestElement" ? last : undefined;
}

/**
 * A default value of a parameter lies outside of the function's body: it has the meter's variables in a function of
 * its own, and counts its frame if its function does.
 */
function rewriteDefault(work: Work, node: AssignmentPattern): void {
  const owner = parameterOf(work, node);
  if (owner) rewriteApart(work, node.right, work.known.guarded.get(owner));
  else work.rewrite(node.right);
  paySource(work, node.left, node.right);
}

/** Rewrite an expression that has no function's body around it. */
export function rewriteApart(work: Work, node: AnyNode, frame: number | undefined): void {
  const outer = work.region;
  const loop = work.loop;
  work.region = new Region(work.known.prefix);
  work.loop = undefined;
  work.rewrite(node);
  const { declaration } = work.region;
  work.region = outer;
  work.loop = loop;
  const counts = frame !== undefined && mayCall(node);
  if (declaration === "" && !counts) return;
  const body = declaration === "" ? ["() => (", ")"] : [`() => { ${declaration} return (`, "); }"];
  if (counts) work.wrap(node, `${work.name("guarded")}(${body[0]}`, `${body[1]}, ${frame})`);
  else work.wrap(node, `(${body[0]}`, `${body[1]})()`);
}

function mayCall(node: AnyNode): boolean {
  return !isFunction(node) && node.type !== "Literal" && node.type !== "Identifier" && node.type !== "ThisExpression";
}

/** The function among whose parameters a node lies. */
function parameterOf(work: Work, node: AnyNode): AnyNode | undefined {
  let below = node;
  for (let at = work.parents.get(node); at; at = work.parents.get(at)) {
    if (isFunction(at)) return at.params.some((parameter) => parameter === below) ? at : undefined;
    if (at.type.endsWith("Statement") || at.type === "VariableDeclarator") return undefined;
    below = at;
  }
  return undefined;
}

/**
 * The rest of an array or object takes as long as it is. Where the source can be made to pay before, or the body can
 * pay right after, it may stand; elsewhere it traps.
 */
export function rewriteRest(work: Work, node: RestElement): void {
  const pattern = work.parents.get(node);
  const taken = pattern && work.parents.get(pattern);
  work.rewrite(node.argument);
  if (!pattern || !taken || isFunction(pattern)) return;
  if (taken.type === "VariableDeclarator" && taken.init) return;
  if (taken.type === "AssignmentExpression" && taken.left === pattern) return;
  if (paidByBody(work, pattern) || paidApart(work, pattern)) return;
  const trap = work.trapText("the rest of a pattern in a pattern");
  if (pattern.type === "ObjectPattern") {
    // Only a variable may take the rest of an object: a key before it traps.
    work.before(node, `[${trap}]: {}, `);
  } else {
    work.before(node.argument, `{ [${trap}]: `);
    work.after(node.argument, " }");
  }
}

/** The function whose parameter a pattern is, with a default or without, and the parameter's place. */
function parameterOfPattern(work: Work, pattern: AnyNode): { owner: FunctionNode; index: number } | undefined {
  const parent = work.parents.get(pattern);
  const parameter = parent?.type === "AssignmentPattern" && parent.left === pattern ? parent : pattern;
  const owner = work.parents.get(parameter);
  if (!owner || !isFunction(owner)) return undefined;
  const index = owner.params.findIndex((its) => its === parameter);
  return index < 0 ? undefined : { owner, index };
}

/** The pattern is a parameter after which others have to be bound: its function becomes the body of one that pays. */
function paidApart(work: Work, pattern: AnyNode): boolean {
  const parameter = parameterOfPattern(work, pattern);
  return restOf(pattern) !== undefined && parameter !== undefined && canStandApart(work, parameter.owner);
}

/** A function around its parameters would take a generator's or a setter's nature. */
export function canStandApart(work: Work, node: FunctionNode): boolean {
  const parent = work.parents.get(node);
  const setter = (parent?.type === "MethodDefinition" || parent?.type === "Property") && parent.kind === "set";
  return !setter && !node.generator;
}

/** What a function around the parameters pays for the rests in them, of the arguments in a list. */
export function paymentsApart(work: Work, node: FunctionNode, list: string): string {
  return node.params
    .map((parameter, index) => {
      const pattern = parameter.type === "AssignmentPattern" ? parameter.left : parameter;
      const pays = restOf(pattern) && !paidByBody(work, pattern) && paidApart(work, pattern);
      return pays ? ` ${work.name("members")}(${list}[${index}]);` : "";
    })
    .join("");
}

/** The pattern is a parameter after which only names follow, or what a `for` of declares; the body pays. */
function paidByBody(work: Work, pattern: AnyNode): boolean {
  const rest = restOf(pattern);
  const taken = work.parents.get(pattern);
  if (!taken || rest?.argument.type !== "Identifier") return false;
  const parameter = parameterOfPattern(work, pattern);
  if (parameter) return parameter.owner.params.slice(parameter.index + 1).every(({ type }) => type === "Identifier");
  if (taken.type !== "VariableDeclarator") return false;
  const declaration = work.parents.get(taken);
  const loop = declaration && work.parents.get(declaration);
  return loop?.type === "ForOfStatement" && loop.left === declaration;
}

/** What a body pays at its head for the rests that its patterns have bound. */
export function paymentsOfRests(work: Work, patterns: readonly AnyNode[]): string {
  return patterns
    .map((parameter) => {
      const pattern = parameter.type === "AssignmentPattern" ? parameter.left : parameter;
      const rest = restOf(pattern);
      if (rest?.argument.type !== "Identifier" || !paidByBody(work, pattern)) return "";
      const name = work.identifierText(rest.argument) ?? rest.argument.name;
      return ` ${work.name("members")}(${name});`;
    })
    .join("");
}
