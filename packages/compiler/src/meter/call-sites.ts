/** What the calls of a text may run of it. */
import type { AnyNode, CallExpression, NewExpression } from "acorn";
import { callingArguments, callingNothing, paymentOf } from "./builtins.js";
import type { Definitions } from "./definitions.js";
import { iteration, memberName } from "./members.js";
import { type Meanings, type Meant, type Unit, anything, callsOne } from "./meanings.js";
import type { Numbers } from "./numbers.js";
import type { Receivers } from "./receivers.js";
import { type ClassNode, type FunctionNode, type Text, isClass, isFunction } from "./syntax.js";
import type { Values } from "./values.js";

/** What stands for "any of these". */
export interface Hubs {
  readonly values: Values;
  readonly iterators: Unit;
  readonly accessors: Unit;
  readonly conversions: Unit;
  /** Properties get names that the text does not spell. */
  namesAreMade: boolean;
}

export class CallSites {
  readonly #text: Text;
  readonly #definitions: Definitions;
  readonly #numbers: Numbers;
  readonly #meanings: Meanings;
  readonly #receivers: Receivers;
  readonly #hubs: Hubs;

  constructor(
    known: { readonly text: Text; readonly definitions: Definitions; readonly numbers: Numbers },
    meanings: Meanings,
    receivers: Receivers,
    hubs: Hubs,
  ) {
    this.#text = known.text;
    this.#definitions = known.definitions;
    this.#numbers = known.numbers;
    this.#meanings = meanings;
    this.#receivers = receivers;
    this.#hubs = hubs;
  }

  add(from: Unit, { units, open }: Meant): void {
    callsOne(from, units);
    if (open) from.calls.add(this.#hubs.values.all);
  }

  access(accessors: readonly FunctionNode[] | undefined, unit: Unit): void {
    if (accessors) callsOne(unit, new Set(accessors.map((accessor) => this.#meanings.unit(accessor))));
  }

  call(node: CallExpression, unit: Unit): void {
    const { callee } = node;
    if (callee.type === "Super") {
      const parent = this.#enclosingClass(node)?.superClass;
      if (parent) this.add(unit, this.#meanings.parent(parent));
    } else if (callee.type === "MemberExpression") {
      this.#methodCall(node, memberName(callee), unit);
    } else if (callee.type === "Identifier" && this.#meanings.isGlobal(callee)) {
      unit.calls.add(this.#hubs.conversions);
    } else {
      this.#callMeant(node, this.#meanings.meant(callee), unit);
      this.#callLinked(node, unit);
    }
  }

  /** The kernel's library runs nothing of the text if it gets nothing but numbers, truths and texts. */
  #callLinked(node: CallExpression | NewExpression, unit: Unit): void {
    if (node.callee.type !== "Identifier" || !this.#meanings.isLinked(node.callee)) return;
    if (node.arguments.every((argument) => this.#isData(argument))) return;
    for (const shared of [this.#hubs.values.all, this.#hubs.accessors, this.#hubs.conversions]) unit.calls.add(shared);
  }

  #isData(node: AnyNode): boolean {
    return node.type === "Literal" || node.type === "TemplateLiteral" || this.#numbers.plain(node);
  }

  /** A generator that is not iterated right where it is made may be iterated anywhere. */
  #callMeant(node: CallExpression, meant: Meant, unit: Unit): void {
    this.add(unit, meant);
    const parent = this.#text.parents.get(node);
    const iterated =
      (parent?.type === "YieldExpression" && parent.delegate) ||
      (parent?.type === "ForOfStatement" && parent.right === node);
    if (!iterated) for (const made of meant.units) if (isGenerator(made)) this.#hubs.iterators.calls.add(made);
  }

  #methodCall(node: CallExpression, name: string | undefined, unit: Unit): void {
    const { callee } = node;
    if (callee.type !== "MemberExpression") return;
    if (callee.object.type === "Identifier" && this.#meanings.isGlobal(callee.object)) {
      if (callee.object.name === "Math") {
        if (node.arguments.some((argument) => !this.#numbers.plain(argument))) unit.calls.add(this.#hubs.conversions);
        return;
      }
      for (const shared of [this.#hubs.conversions, this.#hubs.accessors]) unit.calls.add(shared);
      if (name === "from" || name === "fromEntries") this.#iterateFirst(node, unit);
      if (callee.object.name === "JSON") this.add(unit, this.#meanings.property("toJSON"));
      if (name === "from" || name === "parse") this.#argument(node.arguments[1], unit);
      return;
    }
    if (name === undefined) {
      unit.calls.add(this.#hubs.values.all);
      return;
    }
    const on = this.#receivers.definitionsOn(callee.object, name);
    if (on && on.length > 0) {
      this.#callMeant(node, this.#meanings.defined(on), unit);
      return;
    }
    this.#callMeant(node, this.#meanings.property(name), unit);
    if (callee.property.type === "PrivateIdentifier") return;
    const defined = this.#definitions.ofProperty.has(name);
    if (this.#hubs.namesAreMade) unit.calls.add(this.#hubs.values.all);
    if (iteration.includes(name)) unit.calls.add(this.#hubs.iterators);
    else if (callingArguments.has(name)) this.#argument(node.arguments[0], unit);
    else if (paymentOf.get(name) === "combined") this.#askSet(unit);
    else if (!callingNothing.has(name) && !defined) unit.calls.add(this.#hubs.values.all);
    if (!defined) unit.calls.add(this.#hubs.conversions);
  }

  /** What is combined with a set is asked for its size, its members and whether it has one. */
  #askSet(unit: Unit): void {
    for (const name of ["has", "keys"]) this.add(unit, this.#meanings.property(name));
    for (const shared of [this.#hubs.values.all, this.#hubs.iterators, this.#hubs.accessors]) unit.calls.add(shared);
  }

  /** A built-in calls this argument, if it is a function. */
  #argument(argument: AnyNode | undefined, unit: Unit): void {
    if (argument) this.add(unit, argument.type === "SpreadElement" ? anything : this.#meanings.meant(argument));
  }

  construct(node: NewExpression, unit: Unit): void {
    if (node.callee.type === "Identifier" && this.#meanings.isGlobal(node.callee)) {
      unit.calls.add(this.#hubs.conversions);
      if (/(?:Map|Set|Array)$/u.test(node.callee.name)) this.#iterateFirst(node, unit);
    } else {
      this.add(unit, this.#meanings.meant(node.callee));
      this.#callLinked(node, unit);
    }
  }

  #iterateFirst(node: CallExpression | NewExpression, unit: Unit): void {
    const [first] = node.arguments;
    if (first) this.iterate(first, unit);
  }

  /** Iterating what a generator function has just made runs that one; arrays and built-in iterators run nothing. */
  iterate(node: AnyNode, unit: Unit): void {
    if (node.type === "ArrayExpression" || node.type === "Literal") return;
    if (node.type === "CallExpression") {
      const { callee } = node;
      if (callee.type === "MemberExpression") {
        const name = memberName(callee);
        if (callee.object.type === "Identifier" && this.#meanings.isGlobal(callee.object)) return;
        const meant = name === undefined ? anything : this.#meanings.property(name);
        if (generatorsOnly(meant) || (name && callingNothing.has(name) && !this.#definitions.ofProperty.has(name))) {
          this.add(unit, meant);
          return;
        }
      } else if (callee.type !== "Super" && generatorsOnly(this.#meanings.meant(callee))) {
        this.add(unit, this.#meanings.meant(callee));
        return;
      }
    }
    unit.calls.add(this.#hubs.iterators);
  }

  #enclosingClass(node: AnyNode): ClassNode | undefined {
    for (let at = this.#text.parents.get(node); at; at = this.#text.parents.get(at)) if (isClass(at)) return at;
    return undefined;
  }
}

function generatorsOnly({ units, open }: Meant): boolean {
  return !open && units.size > 0 && [...units].every((unit) => isGenerator(unit));
}

export function isGenerator({ node }: Unit): boolean {
  return node !== undefined && isFunction(node) && node.generator;
}
