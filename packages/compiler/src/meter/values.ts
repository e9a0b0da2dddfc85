/**
 * Which functions of the text are used as values: more of them than are, never fewer.
 *
 * Whoever has a function as a value may call it, the kernel and the language's own among them. A function that has a
 * name, and of which nothing is done with the name but to call it, is called nowhere else.
 */
import type { AnyNode, Identifier } from "acorn";
import { type Meanings, type Meant, type Unit, hub } from "./meanings.js";
import type { Scopes } from "./scopes.js";
import { type ClassNode, type FunctionNode, type Text, isClass, isFunction } from "./syntax.js";

export class Values {
  /** Every function used as a value. */
  readonly all: Unit = hub();
  readonly #text: Text;
  readonly #scopes: Scopes;
  readonly #meanings: Meanings;

  constructor(text: Text, scopes: Scopes, meanings: Meanings) {
    this.#text = text;
    this.#scopes = scopes;
    this.#meanings = meanings;
  }

  /** What is meant goes somewhere. */
  leak(meant: Meant): void {
    for (const unit of meant.units) this.all.calls.add(unit);
  }

  /** A function that stands where its value may go anywhere. */
  atFunction(node: FunctionNode): void {
    const parent = this.#text.parents.get(node);
    if (node.type === "FunctionDeclaration" || parent?.type === "MethodDefinition") return;
    if (parent?.type === "VariableDeclarator" && parent.id.type === "Identifier") return;
    if (parent?.type === "PropertyDefinition" && parent.key.type === "PrivateIdentifier") return;
    if (parent?.type === "Property" && parent.kind !== "init") return;
    if (!isCalled(this.#text, node)) this.all.calls.add(this.#meanings.unit(node));
  }

  /** A class that stands where its value may go anywhere. */
  atClass(node: ClassNode): void {
    if (node.type === "ClassExpression" && !isCalled(this.#text, node)) this.leak(this.#meanings.constructed(node));
  }

  /** A name used otherwise than to call, construct, extend or assign it gives its functions away. */
  atIdentifier(node: Identifier): void {
    const binding = this.#scopes.bindingOf(node);
    const parent = this.#text.parents.get(node);
    if (!binding || isCalled(this.#text, node) || parent === undefined) return;
    if ((isFunction(parent) && parent.body !== node) || isClass(parent)) return;
    if (parent.type === "VariableDeclarator" && parent.id === node) return;
    if (parent.type === "AssignmentExpression" && parent.left === node) return;
    if (parent.type === "UnaryExpression" || parent.type === "UpdateExpression") return;
    if (parent.type === "MemberExpression" && parent.object === node) return;
    if (parent.type === "BinaryExpression") return;
    this.leak(this.#meanings.meantBy(binding));
  }

  /** `this` of a static method is the class; `new.target` is the class or the function. */
  atSelf(node: AnyNode): void {
    const parent = this.#text.parents.get(node);
    if (parent?.type === "MemberExpression" && parent.object === node) return;
    for (let at = parent; at; at = this.#text.parents.get(at)) {
      if (isClass(at)) this.leak(this.#meanings.constructed(at));
      else if (node.type === "MetaProperty" && isFunction(at)) this.all.calls.add(this.#meanings.unit(at));
    }
  }

  /** A member of this name that stands where its value may go anywhere. */
  atMember(node: AnyNode, name: string): void {
    if (!isCalled(this.#text, node) && !isOperand(this.#text.parents.get(node)))
      this.leak(this.#meanings.property(name));
  }
}

/** Whether an expression is what is called or constructed. */
export function isCalled(text: Text, node: AnyNode): boolean {
  const parent = text.parents.get(node);
  return (parent?.type === "CallExpression" || parent?.type === "NewExpression") && parent.callee === node;
}

/** What stands in an operation of this kind goes nowhere else. */
function isOperand(parent: AnyNode | undefined): boolean {
  return (
    parent?.type === "BinaryExpression" ||
    parent?.type === "UnaryExpression" ||
    parent?.type === "TemplateLiteral" ||
    parent?.type === "MemberExpression" ||
    parent?.type === "ExpressionStatement"
  );
}
