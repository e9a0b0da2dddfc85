/**
 * What the parameters of a function are given, where the text shows every call of it.
 *
 * That is so for a private method, and for a function with a name, if all that is ever done with it is to call it: then
 * nothing but those calls can reach it, since a private name is no name outside of its class, a variable is none outside of
 * its scope, and `arguments` traps.
 */
import type { AnyNode, CallExpression } from "acorn";
import type { Definition } from "./definitions.js";
import { keyOfMember, keyOfProperty, nameOf } from "./members.js";
import type { Binding, Scopes } from "./scopes.js";
import { type FunctionNode, type Text, isFunction, visit } from "./syntax.js";

/** For each function of which every call is known, what its parameters get, by their place. */
export type Given = ReadonlyMap<FunctionNode, (place: number) => readonly Definition[]>;

/** Find those functions. */
export function findGiven(text: Text, scopes: Scopes): Given {
  const functions = new Map<string | Binding, FunctionNode>();
  const calls = new Map<string | Binding, CallExpression[]>();
  const open = new Set<string | Binding>();

  const declare = (what: string | Binding | undefined, node: AnyNode | null | undefined): void => {
    if (what === undefined) return;
    // A function expression with a name of its own can be called by that, too.
    const named = node?.type === "FunctionExpression" && Boolean(node.id);
    if (!node || !isFunction(node) || named || functions.has(what)) open.add(what);
    else functions.set(what, node);
  };
  const use = (what: string | Binding | undefined, node: AnyNode): void => {
    if (what === undefined) return;
    const parent = text.parents.get(node);
    if (parent?.type !== "CallExpression" || parent.callee !== node) open.add(what);
    else calls.set(what, [...(calls.get(what) ?? []), parent]);
  };

  visit(text.program, (node) => {
    if (node.type === "MethodDefinition" && node.key.type === "PrivateIdentifier") {
      declare(nameOf(keyOfProperty(node)), node.kind === "method" ? node.value : undefined);
    } else if (node.type === "PropertyDefinition" && node.key.type === "PrivateIdentifier") {
      declare(nameOf(keyOfProperty(node)), undefined);
    } else if (node.type === "MemberExpression" && node.property.type === "PrivateIdentifier") {
      use(nameOf(keyOfMember(node)), node);
    } else if (node.type === "FunctionDeclaration" && node.id) {
      declare(scopes.bindingOf(node.id), node);
    } else if (node.type === "VariableDeclarator" && node.id.type === "Identifier") {
      declare(scopes.bindingOf(node.id), node.init);
    } else if (node.type === "Identifier" && !declares(text, node)) {
      use(scopes.bindingOf(node), node);
    }
  });

  const given = new Map<FunctionNode, (place: number) => readonly Definition[]>();
  for (const [what, node] of functions) {
    if (open.has(what)) continue;
    const lists = (calls.get(what) ?? []).map((call) => call.arguments);
    // After a spread nobody knows which place is which.
    if (lists.some((list) => list.some(({ type }) => type === "SpreadElement"))) continue;
    given.set(node, (place) => lists.map((list) => list[place] ?? "nothing"));
  }
  return given;
}

/** The name of a function or variable, where it is declared. */
function declares(text: Text, node: AnyNode): boolean {
  const parent = text.parents.get(node);
  if (parent?.type === "VariableDeclarator") return parent.id === node;
  return parent?.type === "FunctionDeclaration" && parent.id === node;
}
