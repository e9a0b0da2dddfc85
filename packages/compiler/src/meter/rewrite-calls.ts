/** Calls of built-ins whose work is not constant: they pay before they run, and evaluate what they evaluated, once and in order. */
import type { AnyNode, CallExpression, MemberExpression, NewExpression, SpreadElement } from "acorn";
import { looksAtArguments, paymentOf } from "./builtins.js";
import { keyOfMember, leadsOut, memberName } from "./members.js";
import { continueChain } from "./rewrite-members.js";
import { isFunction } from "./syntax.js";
import type { Work } from "./work.js";

type Arguments = CallExpression["arguments"];

export function rewriteCall(work: Work, node: CallExpression): void {
  const { callee } = node;
  const global = work.global(callee);
  if (global && callee.type === "Identifier") {
    callGlobal(work, node, callee.name, global.call);
  } else if (callee.type === "MemberExpression") {
    const owner = work.global(callee.object);
    if (owner) callStatic(work, node, callee, owner.functions);
    else callMethod(work, node, callee);
  } else {
    work.rewrite(callee);
    work.rewriteAll(node.arguments);
  }
}

function callGlobal(work: Work, node: CallExpression, name: string, helper: string | undefined): void {
  if (helper === undefined) {
    work.trap(node, name);
  } else if (helper === "arrayLength") {
    constructWith(work, node, helper);
  } else {
    if (helper !== "plain") work.out.update(node.callee.start, node.callee.end, work.name(helper));
    work.rewriteAll(node.arguments);
  }
}

function callStatic(
  work: Work,
  node: CallExpression,
  callee: MemberExpression,
  functions: Readonly<Record<string, string>> | undefined,
): void {
  const name = memberName(callee);
  const helper = name !== undefined && functions && Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (helper === undefined || callee.object.type !== "Identifier") {
    work.trap(node, `${callee.object.type === "Identifier" ? callee.object.name : ""}.${name ?? "[...]"}`);
    return;
  }
  const [first] = node.arguments;
  if (helper === "typed" && !first) {
    work.trap(node, `${callee.object.name}.${name} of nothing`);
    return;
  }
  work.rewriteAll(node.arguments);
  if (helper === "plain") return;
  work.out.update(callee.start, callee.end, work.name(helper));
  if (helper === "typed" && first) work.before(first, `${callee.object.name}, `);
}

export function rewriteNew(work: Work, node: NewExpression): void {
  const global = work.global(node.callee);
  if (!global || node.callee.type !== "Identifier") {
    work.rewrite(node.callee);
    work.rewriteAll(node.arguments);
  } else if (global.construct === undefined || (node.callee.name === "ArrayBuffer" && node.arguments.length > 1)) {
    work.trap(node, `new ${node.callee.name} in this way`);
  } else if (global.construct === "plain") {
    work.rewriteAll(node.arguments);
  } else {
    constructWith(work, node, global.construct);
  }
}

/** The first argument goes through a helper that pays for it. */
function constructWith(work: Work, node: CallExpression | NewExpression, helper: string): void {
  if (node.arguments.some(({ type }) => type === "SpreadElement")) {
    work.trap(node, "a collection made of a spread");
    return;
  }
  work.rewriteAll(node.arguments);
  const [first] = node.arguments;
  if (!first || (helper === "arrayLength" && node.arguments.length > 1)) return;
  work.wrap(first, `${work.name(helper)}(`, ")");
}

/** What is spread pays its size; as arguments, it is bounded too: they lie on the stack. */
export function rewriteSpread(work: Work, node: SpreadElement): void {
  work.rewrite(node.argument);
  const parent = work.parents.get(node);
  let helper = "listed";
  if (parent?.type === "ObjectExpression") helper = "members";
  else if (parent?.type === "NewExpression") helper = "spread";
  else if (parent?.type === "CallExpression") helper = takesMany(work, parent) ? "spreadMany" : "spread";
  work.wrap(node.argument, `${work.name(helper)}(`, ")");
}

/** A built-in that calls nothing takes the arguments. */
function takesMany(work: Work, node: CallExpression): boolean {
  const { callee } = node;
  if (callee.type !== "MemberExpression") return false;
  if (work.global(callee.object)) return true;
  const name = memberName(callee);
  return (name === "push" || name === "unshift") && !work.known.definitions.ofProperty.has(name);
}

function callMethod(work: Work, node: CallExpression, callee: MemberExpression): void {
  const key = keyOfMember(callee);
  const payment = key.kind === "name" ? paymentOf.get(key.name) : undefined;
  if (payment === undefined || leadsOut(key) || callee.object.type === "Super") {
    work.rewrite(callee);
    work.rewriteAll(node.arguments);
    return;
  }
  const looks = looksAtArguments.has(payment);
  if (node.arguments.every((argument) => isInert(work, argument, looks))) payBefore(work, node, callee, payment, looks);
  else payLast(work, node, callee, payment, looks);
}

/** Nothing runs between the receiver and the call: the helper takes the receiver and gives it back. */
function payBefore(work: Work, node: CallExpression, callee: MemberExpression, helper: string, looks: boolean): void {
  const texts = looks ? node.arguments.map((argument) => textOf(work, argument)) : [];
  work.rewrite(callee);
  work.rewriteAll(node.arguments);
  work.wrap(callee.object, `${work.name(helper)}(`, `${texts.map((text) => `, ${text}`).join("")})`);
  continueWithin(work, callee);
}

/** The helper runs after the last argument has been evaluated, when nothing can change any more what it looks at. */
function payLast(work: Work, node: CallExpression, callee: MemberExpression, helper: string, looks: boolean): void {
  const { region } = work;
  const receiver = region.acquire();
  const list = node.arguments;
  const spread = list.some(({ type }) => type === "SpreadElement");
  const stashed = spread ? 1 : looks ? list.length : 1;
  const names = Array.from({ length: stashed }, () => region.acquire());
  work.rewrite(callee);
  // A join may have to read other values than the receiver's own: it pays apart from its separator.
  const joins = helper === "joined";
  work.wrap(callee.object, joins ? `(${receiver} = ${work.name(helper)}(` : `(${receiver} = `, joins ? "))" : ")");
  continueWithin(work, callee);
  const pay = joins ? "separated" : helper;
  if (spread) payList(work, list, receiver, names[0], pay);
  else payArguments(work, list, receiver, names, pay);
  region.release(1 + stashed);
}

function payArguments(work: Work, list: Arguments, receiver: string, names: string[], helper: string): void {
  const last = list.length - 1;
  const stashed = list.slice(list.length - names.length);
  work.rewriteAll(list.slice(0, list.length - names.length));
  for (const [index, argument] of stashed.entries()) {
    work.rewrite(argument);
    const isLast = argument === list[last];
    const pay = isLast ? `, ${work.name(helper)}(${[receiver, ...names].join(", ")}), ${names[index]})` : ")";
    work.wrap(argument, `(${names[index]} = `, pay);
  }
}

/** Spread arguments become one list before the helper runs. */
function payList(work: Work, list: Arguments, receiver: string, name: string, helper: string): void {
  work.rewriteAll(list);
  const [first] = list;
  const last = list.at(-1);
  if (!first || !last) return;
  work.before(first, `...(${name} = [`);
  work.after(last, `], ${work.name(helper)}(${receiver}, ...${name}), ${name})`);
}

/** The receiver got parentheses: the chain goes on at the method's name. */
function continueWithin(work: Work, callee: MemberExpression): void {
  if (!callee.optional) continueChain(work, callee.object);
}

/** Evaluating it neither runs code of the text nor changes anything; if it is read twice, it is also the same twice. */
function isInert(work: Work, node: AnyNode, twice: boolean): boolean {
  if (node.type === "Identifier") return !work.isFree(node) || node.name === "undefined";
  if (node.type === "Literal") return !node.regex && node.bigint === undefined;
  if (node.type === "UnaryExpression") return node.operator === "-" && isInert(work, node.argument, twice);
  return !twice && isFunction(node);
}

function textOf(work: Work, node: AnyNode): string {
  if (node.type === "Identifier") return work.identifierText(node) ?? node.name;
  return work.known.text.source.slice(node.start, node.end);
}
