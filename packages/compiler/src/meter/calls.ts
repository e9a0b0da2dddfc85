/**
 * Which functions of the text may call which: more edges than there are, never fewer.
 *
 * A call of a name known to mean one function calls that one. A method call may call every function of that name in
 * the text. Any other call may call every function that is used as a value somewhere. Getters and setters are called
 * by accesses of their name, conversions (`toString`, `valueOf`) by what may convert, and generators and iterators
 * by whatever iterates. What the kernel calls back, it calls through functions used as values.
 */
import type { AnyNode, CallExpression, Identifier, NewExpression } from "acorn";
import { callingArguments, callingNothing } from "./builtins.js";
import type { Definitions } from "./definitions.js";
import { keyOfMember, keyOfProperty, iteratorName, memberName, nameOf } from "./members.js";
import type { Numbers } from "./numbers.js";
import { type Meant, Meanings, type Unit, anything, hub } from "./meanings.js";
import { type Receivers, inferReceivers } from "./receivers.js";
import type { Scopes } from "./scopes.js";
import { type ClassNode, type FunctionNode, type Text, childrenOf, isClass, isFunction } from "./syntax.js";

export interface CallGraph {
  /** Functions and classes with fields; hubs are reached through them. */
  readonly units: ReadonlyMap<AnyNode, Unit>;
  /** Plain operators and numeric accesses may run code of the text: it defines conversions or numeric accessors. */
  readonly operatorsCall: boolean;
}

const conversions: readonly string[] = ["toString", "valueOf"];
const iteration: readonly string[] = [iteratorName, "next", "return", "throw"];

export function buildCallGraph(text: Text, scopes: Scopes, definitions: Definitions, numbers: Numbers): CallGraph {
  return new Builder(text, scopes, definitions, numbers).build();
}

class Builder {
  readonly #units = new Map<AnyNode, Unit>();
  readonly #meanings: Meanings;
  /** Every function used as a value. */
  readonly #values = hub();
  readonly #iterators = hub();
  readonly #accessors = hub();
  readonly #conversions = hub();
  readonly #receivers: Receivers;
  /** Properties get names that the text does not spell. */
  #namesAreMade = false;

  readonly text: Text;
  readonly scopes: Scopes;
  readonly definitions: Definitions;
  readonly numbers: Numbers;

  constructor(text: Text, scopes: Scopes, definitions: Definitions, numbers: Numbers) {
    this.text = text;
    this.scopes = scopes;
    this.definitions = definitions;
    this.numbers = numbers;
    this.#meanings = new Meanings(this.#units, scopes, definitions, numbers);
    this.#receivers = inferReceivers(text, scopes, definitions);
  }

  build(): CallGraph {
    this.#collect(this.text.program);
    for (const name of iteration) this.#add(this.#iterators, this.#meanings.property(name));
    for (const name of conversions) this.#add(this.#conversions, this.#meanings.property(name));
    for (const lists of [this.definitions.getters, this.definitions.setters]) {
      for (const list of lists.values()) for (const node of list) this.#accessors.calls.add(this.#meanings.unit(node));
    }
    const numeric = [...this.definitions.getters.keys(), ...this.definitions.setters.keys()].some((name) =>
      /^[\d.eE+-]/u.test(name),
    );
    if (numeric) this.#conversions.calls.add(this.#accessors);
    if (this.#namesAreMade) this.#conversions.calls.add(this.#values);
    this.#walk(this.text.program, hub());
    for (const unit of this.#values.calls) if (isGenerator(unit)) this.#iterators.calls.add(unit);
    return { units: this.#units, operatorsCall: this.#conversions.calls.size > 0 };
  }

  #collect(node: AnyNode): void {
    if (isFunction(node) || isClass(node)) this.#units.set(node, { node, calls: new Set() });
    if (memberName(node) === "fromEntries") this.#namesAreMade = true;
    for (const child of childrenOf(node)) this.#collect(child);
  }

  #add(from: Unit, { units, open }: Meant): void {
    for (const unit of units) from.calls.add(unit);
    if (open) from.calls.add(this.#values);
  }

  // What runs where.

  #walk(node: AnyNode, unit: Unit): void {
    if (isFunction(node)) {
      this.#functionValue(node);
      const inner = this.#meanings.unit(node);
      for (const child of childrenOf(node)) if (child !== node.id) this.#walk(child, inner);
      return;
    }
    if (isClass(node)) {
      this.#class(node, unit);
      return;
    }
    this.#visit(node, unit);
    for (const child of childrenOf(node)) this.#walk(child, unit);
  }

  #class(node: ClassNode, unit: Unit): void {
    if (node.type === "ClassExpression" && !this.#called(node)) this.#leak(this.#meanings.constructed(node));
    if (node.superClass) this.#walk(node.superClass, unit);
    for (const member of node.body.body) {
      if (member.type === "StaticBlock") for (const child of member.body) this.#walk(child, unit);
      else {
        if (member.computed) this.#walk(member.key, unit);
        const within = member.type === "PropertyDefinition" && !member.static ? this.#meanings.unit(node) : unit;
        if (member.value) this.#walk(member.value, within);
      }
    }
  }

  /** A function that stands where its value may go anywhere. */
  #functionValue(node: FunctionNode): void {
    const parent = this.text.parents.get(node);
    if (node.type === "FunctionDeclaration" || parent?.type === "MethodDefinition") return;
    if (parent?.type === "VariableDeclarator" && parent.id.type === "Identifier") return;
    if (parent?.type === "PropertyDefinition" && parent.key.type === "PrivateIdentifier") return;
    if (parent?.type === "Property" && parent.kind !== "init") return;
    if (!this.#called(node)) this.#values.calls.add(this.#meanings.unit(node));
  }

  #leak(meant: Meant): void {
    for (const unit of meant.units) this.#values.calls.add(unit);
  }

  #called(node: AnyNode): boolean {
    const parent = this.text.parents.get(node);
    return (parent?.type === "CallExpression" || parent?.type === "NewExpression") && parent.callee === node;
  }

  #visit(node: AnyNode, unit: Unit): void {
    switch (node.type) {
      case "Identifier":
        this.#identifier(node);
        break;
      case "CallExpression":
        this.#call(node, unit);
        break;
      case "NewExpression":
        this.#new(node, unit);
        break;
      case "MemberExpression":
        this.#member(node, unit);
        break;
      case "Property":
        if (this.text.parents.get(node)?.type === "ObjectPattern") this.#read(nameOf(keyOfProperty(node)), unit, true);
        break;
      case "ForOfStatement":
        this.#iterate(node.right, unit);
        break;
      case "YieldExpression":
        if (node.delegate && node.argument) this.#iterate(node.argument, unit);
        break;
      case "SpreadElement":
        if (this.text.parents.get(node)?.type === "ObjectExpression") unit.calls.add(this.#accessors);
        else this.#iterate(node.argument, unit);
        break;
      case "ArrayPattern":
        unit.calls.add(this.#iterators);
        break;
      case "RestElement":
        if (this.text.parents.get(node)?.type === "ObjectPattern") unit.calls.add(this.#accessors);
        break;
      case "ThisExpression":
      case "MetaProperty":
        this.#self(node);
        break;
      case "BinaryExpression":
        if (!this.numbers.plain(node.left) || !this.numbers.plain(node.right)) unit.calls.add(this.#conversions);
        break;
      case "UnaryExpression":
      case "UpdateExpression":
        if (!this.numbers.plain(node.argument)) unit.calls.add(this.#conversions);
        break;
      case "AssignmentExpression":
        if (node.operator !== "=" && !this.numbers.plain(node)) unit.calls.add(this.#conversions);
        break;
      case "TemplateLiteral":
        if (node.expressions.length > 0) unit.calls.add(this.#conversions);
        break;
      default:
    }
  }

  /** A name used otherwise than to call, construct, extend or assign it gives its functions away. */
  #identifier(node: Identifier): void {
    const binding = this.scopes.bindingOf(node);
    const parent = this.text.parents.get(node);
    if (!binding || this.#called(node) || parent === undefined) return;
    if ((isFunction(parent) && parent.body !== node) || isClass(parent)) return;
    if (parent.type === "VariableDeclarator" && parent.id === node) return;
    if (parent.type === "AssignmentExpression" && parent.left === node) return;
    if (parent.type === "UnaryExpression" || parent.type === "UpdateExpression") return;
    if (parent.type === "MemberExpression" && parent.object === node) return;
    if (parent.type === "BinaryExpression") return;
    this.#leak(this.#meanings.meantBy(binding));
  }

  /** `this` of a static method is the class; `new.target` is the class or the function. */
  #self(node: AnyNode): void {
    const parent = this.text.parents.get(node);
    if (parent?.type === "MemberExpression" && parent.object === node) return;
    for (let at = parent; at; at = this.text.parents.get(at)) {
      if (isClass(at)) this.#leak(this.#meanings.constructed(at));
      else if (node.type === "MetaProperty" && isFunction(at)) this.#values.calls.add(this.#meanings.unit(at));
    }
  }

  #member(node: AnyNode & { type: "MemberExpression" }, unit: Unit): void {
    const key = keyOfMember(node);
    const name = nameOf(key);
    if (key.kind === "expression") unit.calls.add(this.#conversions);
    const parent = this.text.parents.get(node);
    const written = parent?.type === "AssignmentExpression" && parent.left === node;
    const pattern = !written && parent !== undefined && this.#assigns(parent, node);
    if (written || pattern || parent?.type === "UpdateExpression") {
      for (const setter of this.definitions.setters.get(name ?? "") ?? []) unit.calls.add(this.#meanings.unit(setter));
      if (key.kind === "expression") unit.calls.add(this.#conversions);
      if ((written && parent.operator === "=") || pattern) return;
    }
    this.#read(name, unit, !this.#called(node) && !isOperand(parent));
  }

  #read(name: string | undefined, unit: Unit, asValue: boolean): void {
    if (name === undefined) return;
    for (const getter of this.definitions.getters.get(name) ?? []) unit.calls.add(this.#meanings.unit(getter));
    if (asValue) this.#leak(this.#meanings.property(name));
  }

  #call(node: CallExpression, unit: Unit): void {
    const { callee } = node;
    if (callee.type === "Super") {
      const parent = this.#enclosingClass(node)?.superClass;
      if (parent) this.#add(unit, this.#meanings.parent(parent));
    } else if (callee.type === "MemberExpression") {
      this.#methodCall(node, memberName(callee), unit);
    } else if (callee.type === "Identifier" && this.#meanings.isGlobal(callee)) {
      unit.calls.add(this.#conversions);
    } else {
      this.#callMeant(node, this.#meanings.meant(callee), unit);
    }
  }

  /** A generator that is not iterated right where it is made may be iterated anywhere. */
  #callMeant(node: CallExpression, meant: Meant, unit: Unit): void {
    this.#add(unit, meant);
    const parent = this.text.parents.get(node);
    const iterated =
      (parent?.type === "YieldExpression" && parent.delegate) ||
      (parent?.type === "ForOfStatement" && parent.right === node);
    if (!iterated) for (const made of meant.units) if (isGenerator(made)) this.#iterators.calls.add(made);
  }

  #methodCall(node: CallExpression, name: string | undefined, unit: Unit): void {
    const { callee } = node;
    if (callee.type !== "MemberExpression") return;
    if (callee.object.type === "Identifier" && this.#meanings.isGlobal(callee.object)) {
      if (callee.object.name === "Math") {
        if (node.arguments.some((argument) => !this.numbers.plain(argument))) unit.calls.add(this.#conversions);
        return;
      }
      for (const shared of [this.#conversions, this.#accessors]) unit.calls.add(shared);
      if (name === "from" || name === "fromEntries") this.#iterateFirst(node, unit);
      if (callee.object.name === "JSON") this.#add(unit, this.#meanings.property("toJSON"));
      if (name === "from" || name === "parse") this.#argument(node.arguments[1], unit);
      return;
    }
    if (name === undefined) {
      unit.calls.add(this.#values);
      return;
    }
    const on = this.#receivers.definitionsOn(callee.object, name);
    if (on && on.length > 0) {
      this.#callMeant(node, this.#meanings.defined(on), unit);
      return;
    }
    this.#callMeant(node, this.#meanings.property(name), unit);
    if (name.startsWith("#")) return;
    const defined = this.definitions.ofProperty.has(name);
    if (this.#namesAreMade) unit.calls.add(this.#values);
    if (iteration.includes(name)) unit.calls.add(this.#iterators);
    else if (callingArguments.has(name)) this.#argument(node.arguments[0], unit);
    else if (!callingNothing.has(name) && !defined) unit.calls.add(this.#values);
    if (!defined) unit.calls.add(this.#conversions);
  }

  /** A built-in calls this argument, if it is a function. */
  #argument(argument: AnyNode | undefined, unit: Unit): void {
    if (argument) this.#add(unit, argument.type === "SpreadElement" ? anything : this.#meanings.meant(argument));
  }

  #new(node: NewExpression, unit: Unit): void {
    if (node.callee.type === "Identifier" && this.#meanings.isGlobal(node.callee)) {
      unit.calls.add(this.#conversions);
      if (/(?:Map|Set|Array)$/u.test(node.callee.name)) this.#iterateFirst(node, unit);
    } else {
      this.#add(unit, this.#meanings.meant(node.callee));
    }
  }

  #iterateFirst(node: CallExpression | NewExpression, unit: Unit): void {
    const [first] = node.arguments;
    if (first) this.#iterate(first, unit);
  }

  /** Iterating what a generator function has just made runs that one; arrays and built-in iterators run nothing. */
  #iterate(node: AnyNode, unit: Unit): void {
    if (node.type === "ArrayExpression" || node.type === "Literal") return;
    if (node.type === "CallExpression") {
      const { callee } = node;
      if (callee.type === "MemberExpression") {
        const name = memberName(callee);
        if (callee.object.type === "Identifier" && this.#meanings.isGlobal(callee.object)) return;
        const meant = name === undefined ? anything : this.#meanings.property(name);
        if (generatorsOnly(meant) || (name && callingNothing.has(name) && !this.definitions.ofProperty.has(name))) {
          this.#add(unit, meant);
          return;
        }
      } else if (callee.type !== "Super" && generatorsOnly(this.#meanings.meant(callee))) {
        this.#add(unit, this.#meanings.meant(callee));
        return;
      }
    }
    unit.calls.add(this.#iterators);
  }

  /** The parent assigns the node as (part of) a pattern. */
  #assigns(parent: AnyNode, node: AnyNode): boolean {
    switch (parent.type) {
      case "ArrayPattern":
      case "RestElement":
        return true;
      case "AssignmentPattern":
      case "ForInStatement":
      case "ForOfStatement":
        return parent.left === node;
      case "Property":
        return parent.value === node && this.text.parents.get(parent)?.type === "ObjectPattern";
      default:
        return false;
    }
  }

  #enclosingClass(node: AnyNode): ClassNode | undefined {
    for (let at = this.text.parents.get(node); at; at = this.text.parents.get(at)) if (isClass(at)) return at;
    return undefined;
  }
}

function generatorsOnly({ units, open }: Meant): boolean {
  return !open && units.size > 0 && [...units].every((unit) => isGenerator(unit));
}

function isGenerator({ node }: Unit): boolean {
  return node !== undefined && isFunction(node) && node.generator;
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
