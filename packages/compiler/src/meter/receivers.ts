/**
 * Of which class an expression's value is an instance, where the text leaves no doubt.
 *
 * A variable or property that is only ever assigned `new C(...)` holds instances of `C`, if no constructor on the way
 * up returns another object. Without this, `this.lists.unlink(slot)` in a method `unlink` would look like a recursion.
 */
import type { AnyNode } from "acorn";
import type { Definition, Definitions } from "./definitions.js";
import { keyOfProperty, memberName, nameOf } from "./members.js";
import type { Scopes } from "./scopes.js";
import { type ClassNode, type Text, isClass, isFunction, visit } from "./syntax.js";

export interface Receivers {
  /** What the property of a name may be on the expression's value: undefined if its class is not known. */
  definitionsOn(node: AnyNode, name: string): readonly Definition[] | undefined;
}

export function inferReceivers(text: Text, scopes: Scopes, definitions: Definitions): Receivers {
  // Properties may get on an instance that no assignment names.
  let namesAreMade = false;
  visit(text.program, (node) => {
    if (memberName(node) === "fromEntries" || memberName(node) === "assign") namesAreMade = true;
  });
  const lineages = new Map<ClassNode, readonly ClassNode[] | undefined>();

  const classNamed = (node: AnyNode): ClassNode | undefined => {
    if (isClass(node)) return node;
    const binding = node.type === "Identifier" ? scopes.bindingOf(node) : undefined;
    const [only, ...others] = (binding && definitions.ofBinding.get(binding)) ?? [];
    return others.length === 0 && typeof only === "object" && isClass(only) ? only : undefined;
  };

  /** The class and what it extends, if all of it is in the text and makes its own objects. */
  const lineageOf = (node: ClassNode): readonly ClassNode[] | undefined => {
    if (lineages.has(node)) return lineages.get(node);
    lineages.set(node, undefined);
    let lineage: readonly ClassNode[] | undefined;
    if (!givesAnother(node)) {
      const parent = node.superClass ? classNamed(node.superClass) : undefined;
      const above = parent && lineageOf(parent);
      if (!node.superClass) lineage = [node];
      else if (above) lineage = [node, ...above];
    }
    lineages.set(node, lineage);
    return lineage;
  };

  const classOf = (node: AnyNode): ClassNode | undefined => {
    if (node.type === "NewExpression") return classNamed(node.callee);
    const values = valuesOf(node)?.filter((value) => value !== "nothing") ?? [];
    const classes = new Set(
      values.map((value) =>
        typeof value === "object" && value.type === "NewExpression" ? classNamed(value.callee) : undefined,
      ),
    );
    const [only] = classes;
    return classes.size === 1 ? only : undefined;
  };

  const valuesOf = (node: AnyNode): readonly Definition[] | undefined => {
    if (node.type === "Identifier") {
      const binding = scopes.bindingOf(node);
      return binding && definitions.ofBinding.get(binding);
    }
    const name = memberName(node);
    return name === undefined ? undefined : definitions.ofProperty.get(name);
  };

  return {
    definitionsOn(node, name) {
      if (namesAreMade) return undefined;
      const made = classOf(node);
      const lineage = made && lineageOf(made);
      if (!lineage) return undefined;
      const own = lineage.flatMap((its) => membersNamed(its, name));
      return [...own, ...(definitions.assigned.get(name) ?? [])];
    },
  };
}

function membersNamed(node: ClassNode, name: string): Definition[] {
  return node.body.body.flatMap((member): Definition[] => {
    if (member.type === "StaticBlock" || member.static || nameOf(keyOfProperty(member)) !== name) return [];
    if (member.type === "MethodDefinition" && member.kind !== "method") return ["unknown"];
    return [member.value ?? "nothing"];
  });
}

/** A constructor may return another object than the one it makes. */
function givesAnother(node: ClassNode): boolean {
  let gives = false;
  for (const member of node.body.body) {
    if (member.type !== "MethodDefinition" || member.kind !== "constructor") continue;
    visit(member.value.body, (below) => {
      if (isFunction(below) || isClass(below)) return false;
      if (below.type === "ReturnStatement" && below.argument) gives = true;
      return true;
    });
  }
  return gives;
}
