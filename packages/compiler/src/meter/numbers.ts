/**
 * Which expressions can be neither a string nor an object, so that `+` between them makes no string.
 *
 * A variable or private field qualifies if everything it is ever assigned does. The assumption is made for all of
 * them and taken back until nothing changes, so that `i = i + 1` does not stand in its own way.
 */
import type { AnyNode } from "acorn";
import { typedArrays } from "./builtins.js";
import type { Definition, Definitions } from "./definitions.js";
import { keyOfMember, memberName } from "./members.js";
import type { Binding, Scopes } from "./scopes.js";

export interface Numbers {
  /** The expression's value, if it is an object, is a typed array of numbers. */
  typed(node: AnyNode): boolean;
  /** The expression's value is never a string, an object or a function. */
  plain(node: AnyNode): boolean;
}

const stringless: ReadonlySet<string> = new Set(["-", "+", "~", "!", "void", "delete"]);

/** Infer them for a text. */
export function inferNumbers(scopes: Scopes, definitions: Definitions): Numbers {
  const bindings = new Set<Binding>(definitions.ofBinding.keys());
  const fields = new Set<string>([...definitions.ofProperty.keys()].filter((name) => name.startsWith("#")));

  const freeName = (node: AnyNode, name: string): boolean =>
    node.type === "Identifier" && node.name === name && scopes.bindingOf(node) === undefined;

  const plain = (node: AnyNode): boolean => {
    switch (node.type) {
      case "Literal":
        return typeof node.value === "number" || typeof node.value === "boolean" || node.raw === "null";
      case "Identifier": {
        const binding = scopes.bindingOf(node);
        if (binding) return bindings.has(binding);
        return node.name === "undefined" || node.name === "NaN" || node.name === "Infinity";
      }
      case "UnaryExpression":
        return stringless.has(node.operator);
      case "UpdateExpression":
        return true;
      case "BinaryExpression":
        if (node.operator !== "+") return true;
        return plain(node.left) && plain(node.right);
      case "AssignmentExpression":
        if (node.operator === "=") return plain(node.right);
        if (["+=", "||=", "&&=", "??="].includes(node.operator)) return plain(node.left) && plain(node.right);
        return true;
      case "ConditionalExpression":
        return plain(node.consequent) && plain(node.alternate);
      case "LogicalExpression":
        return plain(node.left) && plain(node.right);
      case "SequenceExpression": {
        const last = node.expressions.at(-1);
        return last !== undefined && plain(last);
      }
      case "MemberExpression": {
        const key = keyOfMember(node);
        if (key.kind === "private") return fields.has(key.name);
        if (key.kind === "name") return key.name === "length" && typed(node.object);
        // A key that is a number, or will be one, is an element's, or no property at all.
        return (key.kind === "number" || key.kind === "expression") && typed(node.object);
      }
      case "CallExpression":
        return node.callee.type === "MemberExpression" && !node.callee.computed && freeName(node.callee.object, "Math");
      default:
        return false;
    }
  };

  const arrays = new Set<Binding>(definitions.ofBinding.keys());
  const arrayFields = new Set<string>(fields);
  const typed = (node: AnyNode): boolean => {
    switch (node.type) {
      case "Identifier": {
        const binding = scopes.bindingOf(node);
        return binding !== undefined && arrays.has(binding);
      }
      case "MemberExpression": {
        const key = keyOfMember(node);
        return key.kind === "private" && arrayFields.has(key.name);
      }
      case "NewExpression":
        return (
          node.callee.type === "Identifier" &&
          typedArrays.includes(node.callee.name) &&
          freeName(node.callee, node.callee.name)
        );
      case "CallExpression":
        // `fill` gives its receiver back.
        return (
          node.callee.type === "MemberExpression" && memberName(node.callee) === "fill" && typed(node.callee.object)
        );
      default:
        return false;
    }
  };

  const holdsArray = (definition: Definition): boolean =>
    definition === "nothing" || (definition !== "unknown" && typed(definition));
  for (let changed = true; changed;) {
    changed = false;
    for (const binding of arrays) {
      if (definitions.ofBinding.get(binding)?.every(holdsArray) !== true) changed = arrays.delete(binding);
    }
    for (const field of arrayFields) {
      if (definitions.ofProperty.get(field)?.every(holdsArray) !== true) changed = arrayFields.delete(field);
    }
  }

  const holds = (definition: Definition): boolean =>
    definition === "nothing" || (definition !== "unknown" && plain(definition));
  for (let changed = true; changed;) {
    changed = false;
    for (const binding of bindings) {
      if (definitions.ofBinding.get(binding)?.every(holds) !== true) changed = bindings.delete(binding);
    }
    for (const field of fields) {
      if (definitions.ofProperty.get(field)?.every(holds) !== true) changed = fields.delete(field);
    }
  }
  return { plain, typed };
}
