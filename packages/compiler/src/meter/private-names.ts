/**
 * Private names, told apart by the class that declares them: `#next` of one class is another than `#next` of the next.
 *
 * A private name means the innermost class around it that declares it; what a class extends is still outside of it.
 */
import type { AnyNode, Program } from "acorn";
import { type ClassNode, isClass, isNode } from "./syntax.js";

type Known = ReadonlyMap<string, string>;

const names = new WeakMap<AnyNode, string>();

/** Find what every private name of a program means. */
export function resolvePrivateNames(program: Program): void {
  resolve(program, new Map());
}

/** The name with its class: the same for the same name of the same class, and for no other. It begins with `#`. */
export function privateName(node: AnyNode & { readonly type: "PrivateIdentifier" }): string {
  return names.get(node) ?? `#${node.name}`;
}

function resolve(node: AnyNode, known: Known): void {
  if (node.type === "PrivateIdentifier") {
    const name = known.get(node.name);
    if (name !== undefined) names.set(node, name);
  } else if (isClass(node)) {
    if (node.superClass) resolve(node.superClass, known);
    resolve(node.body, new Map([...known, ...declaredBy(node)]));
  } else {
    for (const value of Object.values(node)) {
      for (const below of Array.isArray(value) ? value : [value]) if (isNode(below)) resolve(below, known);
    }
  }
}

function declaredBy(node: ClassNode): [string, string][] {
  return node.body.body.flatMap((member): [string, string][] => {
    if (member.type === "StaticBlock" || member.key.type !== "PrivateIdentifier") return [];
    // No text can spell the place: two classes of a text begin at different ones.
    return [[member.key.name, `#${member.key.name}@${node.start}`]];
  });
}
