/**
 * Which functions of the text may call which: more edges than there are, never fewer.
 *
 * A call of a name known to mean one function calls that one. A method call may call every function of that name in
 * the text. Any other call may call every function that is used as a value somewhere. Getters and setters are called
 * by accesses of their name, conversions (`toString`, `valueOf`) by what may convert, and generators and iterators
 * by whatever iterates. What the kernel calls back, it calls through functions used as values.
 */
import type { AnyNode } from "acorn";
import { CallSites, type Hubs, isGenerator } from "./call-sites.js";
import type { Definitions } from "./definitions.js";
import { keyOfMember, keyOfProperty, iteration, memberName, nameOf } from "./members.js";
import type { Numbers } from "./numbers.js";
import { Meanings, type Unit, hub } from "./meanings.js";
import { inferReceivers } from "./receivers.js";
import type { Scopes } from "./scopes.js";
import { type ClassNode, type Text, childrenOf, isClass, isFunction } from "./syntax.js";
import { Values } from "./values.js";

export interface CallGraph {
  /** Functions and classes with fields; hubs are reached through them. */
  readonly units: ReadonlyMap<AnyNode, Unit>;
  /** What runs once, when the text does: its statements, and what its classes do where they stand. */
  readonly top: Unit;
  /** Plain operators and numeric accesses may run code of the text: it defines conversions or numeric accessors. */
  readonly operatorsCall: boolean;
  /** Functions that something else than a call or an access that stands in the text may call. */
  readonly calledElsewhere: ReadonlySet<Unit>;
}

const conversions: readonly string[] = ["toString", "valueOf"];
/** Names that built-ins look for in objects of any kind, and numbers. */
const askedOfAny =
  /^(?:has|keys|size|length|value|done|next|return|throw|then|toJSON|toString|valueOf|@@iterator|[\d.+-].*)$/;

export function buildCallGraph(text: Text, scopes: Scopes, definitions: Definitions, numbers: Numbers): CallGraph {
  return new Builder(text, scopes, definitions, numbers).build();
}

class Builder {
  readonly #units = new Map<AnyNode, Unit>();
  readonly #meanings: Meanings;
  readonly #top = hub();
  readonly #hubs: Hubs;
  readonly #sites: CallSites;

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
    this.#hubs = {
      values: new Values(text, scopes, this.#meanings),
      iterators: hub(),
      accessors: hub(),
      conversions: hub(),
      namesAreMade: false,
    };
    this.#sites = new CallSites(this, this.#meanings, inferReceivers(text, scopes, definitions), this.#hubs);
  }

  build(): CallGraph {
    this.#collect(this.text.program);
    for (const name of iteration) this.#sites.add(this.#hubs.iterators, this.#meanings.property(name));
    for (const name of conversions) this.#sites.add(this.#hubs.conversions, this.#meanings.property(name));
    for (const lists of [this.definitions.getters, this.definitions.setters]) {
      for (const list of lists.values())
        for (const node of list) this.#hubs.accessors.calls.add(this.#meanings.unit(node));
    }
    const numeric = [...this.definitions.getters.keys(), ...this.definitions.setters.keys()].some((name) =>
      /^[\d.eE+-]/u.test(name),
    );
    if (numeric) this.#hubs.conversions.calls.add(this.#hubs.accessors);
    if (this.#hubs.namesAreMade) this.#hubs.conversions.calls.add(this.#hubs.values.all);
    this.#walk(this.text.program, this.#top);
    for (const unit of this.#hubs.values.all.calls) if (isGenerator(unit)) this.#hubs.iterators.calls.add(unit);
    return {
      units: this.#units,
      top: this.#top,
      operatorsCall: this.#hubs.conversions.calls.size > 0,
      calledElsewhere: this.#calledElsewhere(),
    };
  }

  /** Values, constructors, what built-ins ask of any object, and the accessors that they may meet in copying one. */
  #calledElsewhere(): Set<Unit> {
    const elsewhere = new Set([
      ...this.#hubs.values.all.calls,
      ...this.#hubs.iterators.calls,
      ...this.#hubs.conversions.calls,
    ]);
    for (const unit of this.#units.values()) {
      const parent = unit.node && this.text.parents.get(unit.node);
      if (parent?.type === "Property") elsewhere.add(unit);
      if (parent?.type !== "MethodDefinition") continue;
      const name = nameOf(keyOfProperty(parent));
      const isCalledByName = parent.kind === "method" || parent.kind === "get";
      if (!isCalledByName || name === undefined || askedOfAny.test(name)) elsewhere.add(unit);
    }
    return elsewhere;
  }

  #collect(node: AnyNode): void {
    if (isFunction(node) || isClass(node)) this.#units.set(node, { node, calls: new Set(), sites: [] });
    if (memberName(node) === "fromEntries") this.#hubs.namesAreMade = true;
    for (const child of childrenOf(node)) this.#collect(child);
  }

  // What runs where.

  #walk(node: AnyNode, unit: Unit): void {
    if (isFunction(node)) {
      this.#hubs.values.atFunction(node);
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
    this.#hubs.values.atClass(node);
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

  #visit(node: AnyNode, unit: Unit): void {
    switch (node.type) {
      case "Identifier":
        this.#hubs.values.atIdentifier(node);
        break;
      case "CallExpression":
        this.#sites.call(node, unit);
        break;
      case "NewExpression":
        this.#sites.construct(node, unit);
        break;
      case "MemberExpression":
        this.#member(node, unit);
        break;
      case "Property":
        if (this.text.parents.get(node)?.type === "ObjectPattern") this.#taken(nameOf(keyOfProperty(node)), unit);
        break;
      case "ForOfStatement":
        this.#sites.iterate(node.right, unit);
        break;
      case "YieldExpression":
        if (node.delegate && node.argument) this.#sites.iterate(node.argument, unit);
        break;
      case "SpreadElement":
        if (this.text.parents.get(node)?.type === "ObjectExpression") unit.calls.add(this.#hubs.accessors);
        else this.#sites.iterate(node.argument, unit);
        break;
      case "ArrayPattern":
        unit.calls.add(this.#hubs.iterators);
        break;
      case "RestElement":
        if (this.text.parents.get(node)?.type === "ObjectPattern") unit.calls.add(this.#hubs.accessors);
        break;
      case "ThisExpression":
      case "MetaProperty":
        this.#hubs.values.atSelf(node);
        break;
      case "BinaryExpression":
        if (!this.numbers.plain(node.left) || !this.numbers.plain(node.right)) unit.calls.add(this.#hubs.conversions);
        break;
      case "UnaryExpression":
      case "UpdateExpression":
        if (!this.numbers.plain(node.argument)) unit.calls.add(this.#hubs.conversions);
        break;
      case "AssignmentExpression":
        if (node.operator !== "=" && !this.numbers.plain(node)) unit.calls.add(this.#hubs.conversions);
        break;
      case "TemplateLiteral":
        if (node.expressions.length > 0) unit.calls.add(this.#hubs.conversions);
        break;
      default:
    }
  }

  #member(node: AnyNode & { type: "MemberExpression" }, unit: Unit): void {
    const key = keyOfMember(node);
    const name = nameOf(key);
    if (key.kind === "expression") unit.calls.add(this.#hubs.conversions);
    const parent = this.text.parents.get(node);
    const written = parent?.type === "AssignmentExpression" && parent.left === node;
    const pattern = !written && parent !== undefined && this.#assigns(parent, node);
    if (written || pattern || parent?.type === "UpdateExpression") {
      this.#sites.access(this.definitions.setters.get(name ?? ""), unit);
      if (key.kind === "expression") unit.calls.add(this.#hubs.conversions);
      if ((written && parent.operator === "=") || pattern) return;
    }
    this.#sites.access(this.definitions.getters.get(name ?? ""), unit);
    if (name !== undefined) this.#hubs.values.atMember(node, name);
  }

  /** A pattern takes the property of this name. */
  #taken(name: string | undefined, unit: Unit): void {
    if (name === undefined) return;
    this.#sites.access(this.definitions.getters.get(name), unit);
    this.#hubs.values.leak(this.#meanings.property(name));
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
}
