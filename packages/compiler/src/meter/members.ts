/** What a property access or a property's definition names, and the names that lead out of the text. */
import type {
  AnyNode,
  AssignmentProperty,
  MemberExpression,
  MethodDefinition,
  Property,
  PropertyDefinition,
} from "acorn";
import { privateName } from "./private-names.js";

/** A key: a name known from the text (of a private one, with its class), a number, or an expression whose value nobody knows before it runs. */
export type Key =
  | { readonly kind: "name" | "private" | "number"; readonly name: string }
  | { readonly kind: "iterator" | "expression" | "bigint" };

/**
 * Names whose value leads to the makers of things (`constructor`, `prototype`), to a function called with what it was
 * not written for (`call`, `apply`, `bind`), to the caller, or to a change of what a property is.
 */
const leadingOut: ReadonlySet<string> = new Set([
  "constructor",
  "__proto__",
  "prototype",
  "call",
  "apply",
  "bind",
  "caller",
  "callee",
  "arguments",
  "__defineGetter__",
  "__defineSetter__",
  "__lookupGetter__",
  "__lookupSetter__",
]);

export function leadsOut(key: Key): boolean {
  return key.kind === "name" && leadingOut.has(key.name);
}

/** A key by its expression. `Symbol.iterator` counts as a name of its own: whether `Symbol` is the global is for the caller. */
function keyOf(key: AnyNode, computed: boolean): Key {
  if (key.type === "PrivateIdentifier") return { kind: "private", name: privateName(key) };
  if (!computed && key.type === "Identifier") return { kind: "name", name: key.name };
  if (key.type === "Literal") {
    if (typeof key.value === "string") return { kind: "name", name: key.value };
    if (typeof key.value === "number") return { kind: "number", name: String(key.value) };
    if (!computed) return { kind: "bigint" };
  }
  if (key.type === "MemberExpression" && !key.computed && key.object.type === "Identifier") {
    const dotted = key.property.type === "Identifier" && key.property.name === "iterator";
    if (dotted && key.object.name === "Symbol") return { kind: "iterator" };
  }
  return { kind: "expression" };
}

export function keyOfMember(node: MemberExpression): Key {
  return keyOf(node.property, node.computed);
}

export function keyOfProperty(node: Property | AssignmentProperty | MethodDefinition | PropertyDefinition): Key {
  return keyOf(node.key, node.computed);
}

/** The name under which a property is found: iterators under one that no text can spell. */
export const iteratorName = "@@iterator";

/** The names by which a value is iterated. */
export const iteration: readonly string[] = [iteratorName, "next", "return", "throw"];

export function nameOf(key: Key): string | undefined {
  if (key.kind === "iterator") return iteratorName;
  return "name" in key ? key.name : undefined;
}

/** The name in `x.name` and `x["name"]`, `#name` with its class in `x.#name`; undefined for another key. */
export function memberName(node: AnyNode): string | undefined {
  return node.type === "MemberExpression" ? nameOf(keyOfMember(node)) : undefined;
}
