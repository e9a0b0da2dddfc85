/**
 * What values a variable, a private field or a property can get in this text: one list of expressions for each.
 *
 * Variables and private fields can get no others: nothing outside the text can assign them. A property of a
 * dotted name can be given a value by other code too.
 */
import type { AnyNode, Pattern } from "acorn";
import { keyOfMember, keyOfProperty, nameOf } from "./members.js";
import { findGiven } from "./parameters.js";
import { type Binding, type Scopes, identifiersOf } from "./scopes.js";
import { type FunctionNode, type Text, isClass, isFunction, visit } from "./syntax.js";

/** An expression; "nothing" for a declaration without a value; "unknown" for anything. */
export type Definition = AnyNode | "nothing" | "unknown";

export interface Definitions {
  readonly ofBinding: ReadonlyMap<Binding, readonly Definition[]>;
  /** By name; private names begin with `#`. */
  readonly ofProperty: ReadonlyMap<string, readonly Definition[]>;
  /**
   * Those of them that any object may get: by assignment, or as a field of a class that extends another, whose
   * constructor may have returned that object.
   */
  readonly assigned: ReadonlyMap<string, readonly Definition[]>;
  /** Getters and setters by name. */
  readonly getters: ReadonlyMap<string, readonly FunctionNode[]>;
  readonly setters: ReadonlyMap<string, readonly FunctionNode[]>;
}

class Lists<K, V> extends Map<K, V[]> {
  add(key: K | undefined, value: V): void {
    if (key === undefined) return;
    const list = this.get(key);
    if (list) list.push(value);
    else this.set(key, [value]);
  }
}

/** Collect the definitions of a text. */
export function collectDefinitions(text: Text, scopes: Scopes): Definitions {
  const ofBinding = new Lists<Binding, Definition>();
  const ofProperty = new Lists<string, Definition>();
  const assigned = new Lists<string, Definition>();
  const getters = new Lists<string, FunctionNode>();
  const setters = new Lists<string, FunctionNode>();
  const given = findGiven(text, scopes);

  for (const binding of scopes.bindings) if (binding.owner) ofBinding.add(binding, binding.owner);

  const assign = (target: AnyNode, value: Definition): void => {
    if (target.type === "Identifier") ofBinding.add(scopes.bindingOf(target), value);
    else if (target.type === "MemberExpression") {
      for (const list of [ofProperty, assigned]) list.add(nameOf(keyOfMember(target)), value);
    } else if (target.type === "AssignmentPattern") assign(target.left, "unknown");
    else if (target.type === "RestElement") assign(target.argument, "unknown");
    else if (target.type === "ArrayPattern") for (const item of target.elements) assignEach(item);
    else if (target.type === "ObjectPattern") {
      for (const property of target.properties) {
        assignEach(property.type === "RestElement" ? property.argument : property.value);
      }
    }
  };
  const assignEach = (target: Pattern | null): void => {
    if (target) assign(target, "unknown");
  };

  visit(text.program, (node) => {
    if (isFunction(node)) {
      const its = given.get(node);
      for (const [place, parameter] of node.params.entries()) {
        if (its && parameter.type === "Identifier") for (const value of its(place)) assign(parameter, value);
        else assign(parameter, "unknown");
      }
      if (node.id && node.type === "FunctionDeclaration") assign(node.id, node);
      return;
    }
    if (isClass(node)) {
      if (node.id && node.type === "ClassDeclaration") assign(node.id, node);
      return;
    }
    switch (node.type) {
      case "VariableDeclaration": {
        const parent = text.parents.get(node);
        const head = (parent?.type === "ForInStatement" || parent?.type === "ForOfStatement") && parent.left === node;
        for (const { id, init } of node.declarations) assign(id, head ? "unknown" : (init ?? "nothing"));
        break;
      }
      case "ForInStatement":
      case "ForOfStatement":
        if (node.left.type !== "VariableDeclaration") assign(node.left, "unknown");
        break;
      case "CatchClause":
        for (const identifier of identifiersOf(node.param ?? null)) assign(identifier, "unknown");
        break;
      case "AssignmentExpression":
        assign(node.left, node.operator === "=" ? node.right : node);
        break;
      case "UpdateExpression":
        assign(node.argument, node);
        break;
      case "MethodDefinition":
      case "PropertyDefinition":
      case "Property": {
        const name = nameOf(keyOfProperty(node));
        const value: AnyNode | null | undefined = node.value;
        const kind = node.type === "PropertyDefinition" ? "field" : node.kind;
        if (kind === "get" || kind === "set") {
          if (name !== undefined && value && isFunction(value)) (kind === "get" ? getters : setters).add(name, value);
          // What a private accessor gives or takes is nothing that a field of the name was assigned.
          ofProperty.add(name, "unknown");
        } else if (node.type !== "Property" || text.parents.get(node)?.type === "ObjectExpression") {
          ofProperty.add(name, value ?? "nothing");
          if (kind === "field" && extendsAnother(text, node)) assigned.add(name, value ?? "nothing");
        }
        break;
      }
      default:
    }
  });
  return { ofBinding, ofProperty, assigned, getters, setters };
}

function extendsAnother(text: Text, field: AnyNode): boolean {
  const body = text.parents.get(field);
  const owner = body && text.parents.get(body);
  return owner !== undefined && isClass(owner) && Boolean(owner.superClass);
}
