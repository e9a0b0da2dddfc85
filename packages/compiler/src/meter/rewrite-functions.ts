/**
 * What stands at the entry of a function: the payment of its block, and the count of its frame if it can recurse.
 *
 * A generator is on the stack only while it runs, so a counted one gives its frame back at each `yield` and takes it
 * again when it is resumed: at the `yield`, or at the head of the `catch` or `finally` that a `throw` or `return` of
 * its consumer reaches.
 */
import type { AnyNode, YieldExpression } from "acorn";
import { depthMax } from "./recursion.js";
import { canStandApart, paymentsApart, paymentsOfRests, rewriteApart } from "./rewrite-properties.js";
import { type ClassNode, type FunctionNode, childrenOf, isClass, isFunction, tokenFrom } from "./syntax.js";
import { weightOfEntry, weightOfFields } from "./weights.js";
import { Region, type Work } from "./work.js";

export function rewriteFunction(work: Work, node: FunctionNode): void {
  if (node.async) {
    trapAsync(work, node);
    return;
  }
  const outer = { region: work.region, loop: work.loop };
  work.loop = undefined;
  work.rewrite(node.id);
  const frame = work.known.guarded.get(node);
  const paid = paymentsApart(work, node, work.name("list"));
  const apart = paid !== "" || (frame !== undefined && iteratesParameters(work, node));
  work.rewriteAll(node.params);
  const region = new Region(work.known.prefix, node);
  work.region = region;
  work.rewrite(node.body);
  const weight = weightOfEntry(node) + fieldsOfConstructor(work, node);
  const rests = paymentsOfRests(work, node.params);
  const charge = `${work.chargeEntry(node, weight)}${rests}`;
  const counts = frame !== undefined && !apart;
  const head = `${region.declaration} ${counts ? countIn(work, node, frame) : ""} ${charge}`;
  writeBody(work, node, head, counts ? countOut(work, node, frame) : "");
  if (apart) writeApart(work, node, frame, paid);
  work.functions++;
  if (frame !== undefined) work.guards++;
  Object.assign(work, outer);
}

/** A function that would be asynchronous throws when it is called; a method is replaced together with its key. */
function trapAsync(work: Work, node: FunctionNode): void {
  const trap = `{ ${work.trapText("async functions")}; }`;
  const text =
    node.type === "ArrowFunctionExpression"
      ? `(() => ${trap})`
      : `function ${node.id ? (work.identifierText(node.id) ?? node.id.name) : ""}() ${trap}`;
  work.out.update(node.start, node.end, node.type === "FunctionExpression" ? `(${text})` : text);
}

/** Put the head and the tail into the body; the value of an arrow becomes a returned one. */
function writeBody(work: Work, node: FunctionNode, head: string, tail: string): void {
  const { body } = node;
  if (body.type === "BlockStatement") {
    work.out.appendLeft(body.start + 1, ` ${head}`);
    if (tail !== "") work.out.appendLeft(body.end - 1, ` ${tail}`);
    return;
  }
  const { arrows } = work.known.text.punctuation;
  const from = node.params.at(-1)?.end ?? node.start;
  // The parentheses keep a line break after the arrow from ending the statement, and hold what held the body.
  work.out.appendLeft(tokenFrom(arrows, from) + 2, ` { ${head} return (`);
  work.after(node, `); ${tail} }`);
}

/** A constructor pays for the fields that are initialised while it runs. */
function fieldsOfConstructor(work: Work, node: FunctionNode): number {
  const method = work.parents.get(node);
  if (method?.type !== "MethodDefinition" || method.kind !== "constructor") return 0;
  const body = work.parents.get(method);
  const owner = body && work.parents.get(body);
  return owner ? weightOfFields(owner) : 0;
}

function countIn(work: Work, node: FunctionNode, frame: number): string {
  const enter = enterText(work, frame);
  return node.generator ? `let ${work.name("on")} = true; try { ${enter};` : `try { ${enter};`;
}

function countOut(work: Work, node: FunctionNode, frame: number): string {
  const leave = `${work.name("stack")}.depth -= ${frame};`;
  return `} finally { ${node.generator ? `if (${work.name("on")}) ` : ""}${leave} }`;
}

function enterText(work: Work, frame: number): string {
  return `(${work.name("stack")}.depth += ${frame}) > ${depthMax} && ${work.name("deep")}()`;
}

/** Binding an array pattern runs iterators, before any statement of the body could count the frame. */
function iteratesParameters(work: Work, node: FunctionNode): boolean {
  const patterns = node.params.filter((parameter) => hasArrayPattern(parameter));
  const [first] = patterns;
  if (!first) return false;
  if (canStandApart(work, node)) return true;
  // These can have no function around their parameters: the pattern traps.
  work.before(first, `{ [${work.trapText("array patterns in this parameter")}]: `);
  work.after(first, " }");
  return false;
}

function hasArrayPattern(node: AnyNode): boolean {
  if (isFunction(node) || isClass(node)) return false;
  return node.type === "ArrayPattern" || childrenOf(node).some((child) => hasArrayPattern(child));
}

/** The function becomes the body of one that first counts the frame, and pays for what binding its parameters does. */
function writeApart(work: Work, node: FunctionNode, frame: number | undefined, paid: string): void {
  const [first] = node.params;
  if (!first) return;
  const list = work.name("list");
  const arrow = node.type === "ArrowFunctionExpression";
  const [enter, leave] = frame === undefined ? ["", ""] : [countIn(work, node, frame), countOut(work, node, frame)];
  const head = `${enter}${paid} return ((`;
  work.out.prependRight(first.start, `...${list})${arrow ? " =>" : ""} { ${head}`);
  if (!arrow) work.out.prependRight(node.body.start, "=> ");
  work.after(node, `)(...${list}); ${leave} }`);
}

export function rewriteYield(work: Work, node: YieldExpression): void {
  const { owner } = work.region;
  const frame = owner && work.known.guarded.get(owner);
  work.rewrite(node.argument);
  if (frame === undefined) return;
  const value = work.region.acquire();
  work.region.release();
  const leave = `${work.name("stack")}.depth -= ${frame}, ${work.name("on")} = false`;
  if (!node.argument) work.after(node, ` (${leave}, void 0)`);
  else if (node.delegate) work.wrap(node.argument, `(${value} = ${work.name("counted")}(`, `), ${leave}, ${value})`);
  else work.wrap(node.argument, `(${value} = `, `, ${leave}, ${value})`);
  work.before(node, `(${value} = `);
  work.after(node, `, ${work.name("on")} = true, ${enterText(work, frame)}, ${value})`);
}

/** At the head of a `catch` or `finally` of a counted generator: it may have been resumed right here. */
export function resumeText(work: Work): string {
  const { owner } = work.region;
  const frame = owner?.generator === true ? work.known.guarded.get(owner) : undefined;
  if (frame === undefined) return "";
  const on = work.name("on");
  return ` if (!${on}) { ${on} = true; ${enterText(work, frame)}; }`;
}

/** Fields and static blocks of a class, which run outside of any function's body. */
export function rewriteField(work: Work, node: AnyNode, owner: ClassNode, weight: number): void {
  const frame = work.known.guarded.get(owner);
  rewriteApart(work, node, frame);
  if (weight > 0) work.wrap(node, `(${work.name("pay")}(${weight}), `, ")");
}
