/** Classes: what they extend, the names they define, and their fields, which are paid for with the constructor. */
import type { AnyNode, PropertyDefinition, StaticBlock } from "acorn";
import { endStatement } from "./end-statement.js";
import { rewriteField } from "./rewrite-functions.js";
import { rewriteAsyncMethod, rewriteKeyOf } from "./rewrite-properties.js";
import { type ClassNode, tokenFrom } from "./syntax.js";
import { weightOfFields } from "./weights.js";
import { Region, type Work } from "./work.js";

export function rewriteClass(work: Work, node: ClassNode): void {
  if (node.id) work.rewrite(node.id);
  if (node.superClass) rewriteHeritage(work, node.superClass);
  const paying = fieldThatPays(node);
  for (const member of node.body.body) {
    if (member.type === "StaticBlock") {
      rewriteStaticBlock(work, member);
      continue;
    }
    const isConstructor = member.type === "MethodDefinition" && member.kind === "constructor";
    if (!isConstructor && member.key.type !== "PrivateIdentifier") rewriteKeyOf(work, member);
    if (member.type === "PropertyDefinition") {
      rewriteDefinition(work, node, member, member === paying ? weightOfFields(node) : 0);
    } else if (member.value.async) rewriteAsyncMethod(work, member, member.value);
    else work.rewrite(member.value);
  }
}

function rewriteHeritage(work: Work, node: AnyNode): void {
  if (work.global(node)?.extendable !== true) work.rewrite(node);
}

/** Without a constructor in the text, one of the fields pays for all of them. */
function fieldThatPays(node: ClassNode): PropertyDefinition | undefined {
  const fields: PropertyDefinition[] = [];
  for (const member of node.body.body) {
    if (member.type === "MethodDefinition" && member.kind === "constructor") return undefined;
    if (member.type === "PropertyDefinition" && !member.static) fields.push(member);
  }
  // A function that is wrapped would lose the name it takes from the field.
  return fields.find(({ value }) => value && !/Function|Class/u.test(value.type)) ?? fields[0];
}

function rewriteDefinition(work: Work, owner: ClassNode, node: PropertyDefinition, weight: number): void {
  if (node.value) {
    rewriteField(work, node.value, owner, weight);
  } else if (weight > 0) {
    const end = work.known.text.source[node.end - 1] === ";" ? node.end - 1 : node.end;
    work.out.appendLeft(end, ` = (${work.name("pay")}(${weight}), void 0)`);
  }
  endStatement(work, node);
}

/** What a static block does is paid for where the class stands; it has variables of its own. */
function rewriteStaticBlock(work: Work, node: StaticBlock): void {
  const outer = { region: work.region, loop: work.loop };
  work.region = new Region(work.known.prefix);
  work.loop = undefined;
  work.rewriteAll(node.body);
  const { declaration } = work.region;
  const open = tokenFrom(work.known.text.punctuation.braces, node.start);
  if (declaration !== "") work.out.appendLeft(open + 1, ` ${declaration}`);
  Object.assign(work, outer);
}
