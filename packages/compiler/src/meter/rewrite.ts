/** The rewriting of each kind of node; what needs more than a few lines has a file of its own. */
import type { AnyNode, ExportSpecifier, Identifier, SwitchStatement, TryStatement } from "acorn";
import { endStatement } from "./end-statement.js";
import { errorWeight, mayBeError } from "./error-weight.js";
import { rewriteCall, rewriteNew, rewriteSpread } from "./rewrite-calls.js";
import { rewriteClass } from "./rewrite-classes.js";
import { resumeText, rewriteFunction, rewriteYield } from "./rewrite-functions.js";
import { rewriteLoop } from "./rewrite-loops.js";
import { rewriteMember } from "./rewrite-members.js";
import { rewritePattern, rewriteProperty, rewriteRest } from "./rewrite-properties.js";
import { rewriteAssignment, rewriteBinary, rewriteTemplate } from "./rewrite-text.js";
import { childrenOf, isClass, isFunction, isLoop } from "./syntax.js";
import type { Work } from "./work.js";

export function rewriteNode(work: Work, node: AnyNode): void {
  if (isFunction(node)) rewriteFunction(work, node);
  else if (isClass(node)) rewriteClass(work, node);
  else if (isLoop(node)) rewriteLoop(work, node);
  else if (!rewriteExpression(work, node)) rewriteStatement(work, node);
  // Where it is made, and not with its block: most blocks that may make an error never do.
  if (mayBeError(node)) work.wrap(node, `(${work.name("pay")}(${errorWeight}), `, ")");
}

function rewriteExpression(work: Work, node: AnyNode): boolean {
  switch (node.type) {
    case "Identifier":
      rewriteIdentifier(work, node);
      break;
    case "Literal":
      if (node.value instanceof RegExp || node.regex) work.trap(node, "regular expressions");
      else if (node.bigint !== undefined) work.trap(node, "BigInt");
      break;
    case "ThisExpression":
      // The linker's wrapper must not show through.
      if (isTop(work, node)) work.out.update(node.start, node.end, "(void 0)");
      break;
    case "MemberExpression":
      rewriteMember(work, node);
      break;
    case "CallExpression":
      rewriteCall(work, node);
      break;
    case "NewExpression":
      rewriteNew(work, node);
      break;
    case "SpreadElement":
      rewriteSpread(work, node);
      break;
    case "BinaryExpression":
      rewriteBinary(work, node);
      break;
    case "AssignmentExpression":
      rewriteAssignment(work, node);
      break;
    case "TemplateLiteral":
      rewriteTemplate(work, node);
      break;
    case "UnaryExpression":
      if (node.operator !== "typeof" || node.argument.type !== "Identifier" || node.argument.name === "arguments") {
        work.rewrite(node.argument);
      } else if (!work.global(node.argument)) work.rewrite(node.argument);
      break;
    case "YieldExpression":
      rewriteYield(work, node);
      break;
    case "Property":
      rewriteProperty(work, node);
      break;
    case "RestElement":
      rewriteRest(work, node);
      break;
    case "AssignmentPattern":
      rewritePattern(work, node);
      break;
    case "TaggedTemplateExpression":
      work.trap(node, "tagged templates");
      break;
    case "AwaitExpression":
      work.trap(node, "await");
      break;
    case "ImportExpression":
      work.trap(node, "import()");
      break;
    case "MetaProperty":
      if (node.meta.name === "import") work.trap(node, "import.meta");
      break;
    default:
      return false;
  }
  return true;
}

function rewriteIdentifier(work: Work, node: Identifier): void {
  const text = work.identifierText(node);
  if (text !== undefined) work.out.update(node.start, node.end, text);
}

function isTop(work: Work, node: AnyNode): boolean {
  for (let at = work.parents.get(node); at; at = work.parents.get(at)) {
    if (isClass(at) || (isFunction(at) && at.type !== "ArrowFunctionExpression")) return false;
  }
  return true;
}

/** Statements that end with a semicolon, which is written where the text left it out: what follows may begin with `(`. */
const ended: ReadonlySet<string> = new Set([
  "ExpressionStatement",
  "VariableDeclaration",
  "ReturnStatement",
  "ThrowStatement",
  "BreakStatement",
  "ContinueStatement",
  "ExportNamedDeclaration",
]);

function rewriteStatement(work: Work, node: AnyNode): void {
  if (node.type === "DebuggerStatement") {
    work.out.update(node.start, node.end, ";");
    return;
  }
  if (node.type === "VariableDeclarator") rewritePattern(work, node);
  else if (node.type === "TryStatement") rewriteTry(work, node);
  else if (node.type === "ExportSpecifier") rewriteExport(work, node);
  else if (node.type === "SwitchStatement") rewriteSwitch(work, node);
  else for (const child of childrenOf(node)) work.rewrite(child);
  if (ended.has(node.type) && !inLoopHead(work, node)) endStatement(work, node);
  leaveLoop(work, node);
}

/** The value is compared with every case, of which those that stand in the text are short. */
function rewriteSwitch(work: Work, node: SwitchStatement): void {
  for (const child of childrenOf(node)) work.rewrite(child);
  const long = node.cases.filter(({ test }) => test && test.type !== "Literal" && !work.known.numbers.plain(test));
  if (long.length > 0) work.wrap(node.discriminant, `${work.name("cased")}(`, `, ${long.length})`);
}

/** What catches may be where a generator that gave its frame back is resumed. */
function rewriteTry(work: Work, node: TryStatement): void {
  for (const child of childrenOf(node)) work.rewrite(child);
  const resume = resumeText(work);
  const caught = work.charge(errorWeight);
  if (node.handler) work.out.appendLeft(node.handler.body.start + 1, `${resume}${caught}`);
  if (node.finalizer) {
    work.out.appendLeft(node.finalizer.start + 1, `${resume}${hasJump(node.finalizer) ? caught : ""}`);
  }
}

/** Whether a block may be left by a jump: a `finally` that is lets an error go, as a `catch` does. */
function hasJump(node: AnyNode): boolean {
  if (isFunction(node) || isClass(node)) return false;
  if (node.type === "ReturnStatement" || node.type === "BreakStatement" || node.type === "ContinueStatement")
    return true;
  return childrenOf(node).some(hasJump);
}

/** A variable that was renamed is exported under its name. */
function rewriteExport(work: Work, node: ExportSpecifier): void {
  const { local, exported } = node;
  const text = local.type === "Identifier" ? work.identifierText(local) : undefined;
  if (text === undefined || local.type !== "Identifier") return;
  work.out.update(local.start, local.end, local.start === exported.start ? `${text} as ${local.name}` : text);
}

function inLoopHead(work: Work, node: AnyNode): boolean {
  const parent = work.parents.get(node);
  if (!parent || node.type !== "VariableDeclaration") return false;
  return isLoop(parent) && !("body" in parent && parent.body === node);
}

/** A jump out of a loop whose turns were paid ahead settles first. */
function leaveLoop(work: Work, node: AnyNode): void {
  const loop = work.loop;
  if (!loop) return;
  if (node.type === "ReturnStatement") {
    work.before(node, `{ ${loop.settle} `);
    work.after(node, " }");
  } else if (node.type === "BreakStatement" || node.type === "ContinueStatement") {
    if (node.label && labelledInside(work, node, node.label.name)) return;
    if (!node.label) {
      if (node.type === "ContinueStatement" || breaksSwitch(work, node)) return;
      loop.leftByBreak = true;
      // The jump is written anew, since it has to leave the loop around the turns paid for.
      work.out.overwrite(node.start, node.end, `{ ${loop.settle} break ${loop.label}; }`);
    } else {
      work.before(node, `{ ${loop.settle} `);
      work.after(node, " }");
    }
  }
}

function labelledInside(work: Work, node: AnyNode, label: string): boolean {
  for (let at = work.parents.get(node); at && at !== work.loop?.node; at = work.parents.get(at)) {
    if (at.type === "LabeledStatement" && at.label.name === label) return true;
  }
  return false;
}

function breaksSwitch(work: Work, node: AnyNode): boolean {
  for (let at = work.parents.get(node); at && at !== work.loop?.node; at = work.parents.get(at)) {
    if (at.type === "SwitchStatement") return true;
  }
  return false;
}
