/** Which functions of the text an expression may mean. */
import type { AnyNode, Identifier } from "acorn";
import { globals } from "./builtins.js";
import type { Definition, Definitions } from "./definitions.js";
import type { Numbers } from "./numbers.js";
import type { Binding, Scopes } from "./scopes.js";
import { type ClassNode, type FunctionNode, isClass, isFunction } from "./syntax.js";

/** What can be on the stack: a function, or the fields of a class being initialised. A hub, without a node, stands for "any of these". */
export interface Unit {
  readonly node: FunctionNode | ClassNode | undefined;
  readonly calls: Set<Unit>;
  /** The same, once for each place in the text where one of some units is called. */
  readonly sites: Iterable<Unit>[];
}

/** One of these units may be called at a place of a unit. */
export function callsOne(from: Unit, units: Iterable<Unit>): void {
  for (const unit of units) from.calls.add(unit);
  from.sites.push(units);
}

/** The units an expression may mean as a function; `open`: others too. */
export interface Meant {
  readonly units: ReadonlySet<Unit>;
  readonly open: boolean;
}

const nothing: Meant = { units: new Set(), open: false };
export const anything: Meant = { units: new Set(), open: true };

export class Meanings {
  readonly #units: ReadonlyMap<AnyNode, Unit>;
  readonly #scopes: Scopes;
  readonly #definitions: Definitions;
  readonly #numbers: Numbers;
  /** Variables whose meaning is being asked for: what they mean by themselves adds nothing. */
  readonly #meaning = new Set<Binding>();

  constructor(units: ReadonlyMap<AnyNode, Unit>, scopes: Scopes, definitions: Definitions, numbers: Numbers) {
    this.#units = units;
    this.#scopes = scopes;
    this.#definitions = definitions;
    this.#numbers = numbers;
  }

  unit(node: FunctionNode | ClassNode): Unit {
    return this.#units.get(node) ?? hub();
  }

  meant(node: AnyNode): Meant {
    if (isFunction(node)) return { units: new Set([this.unit(node)]), open: false };
    if (isClass(node)) return this.constructed(node);
    switch (node.type) {
      case "Identifier": {
        const binding = this.#scopes.bindingOf(node);
        return binding ? this.meantBy(binding) : anything;
      }
      case "ConditionalExpression":
        return union([this.meant(node.consequent), this.meant(node.alternate)]);
      case "LogicalExpression":
        return union([this.meant(node.left), this.meant(node.right)]);
      case "AssignmentExpression":
        return node.operator === "=" ? this.meant(node.right) : anything;
      case "ObjectExpression":
      case "ArrayExpression":
      case "NewExpression":
      case "Literal":
      case "TemplateLiteral":
        return nothing;
      default:
        return this.#numbers.plain(node) ? nothing : anything;
    }
  }

  meantBy(binding: Binding): Meant {
    if (this.#meaning.has(binding)) return nothing;
    this.#meaning.add(binding);
    const meant = this.defined(this.#definitions.ofBinding.get(binding) ?? ["unknown"]);
    this.#meaning.delete(binding);
    return meant;
  }

  /** The constructor, the fields, and the same of the class it extends. */
  constructed(node: ClassNode): Meant {
    const units = new Set([this.unit(node)]);
    const own = node.body.body.find((member) => member.type === "MethodDefinition" && member.kind === "constructor");
    if (own?.type === "MethodDefinition") units.add(this.unit(own.value));
    if (!node.superClass) return { units, open: false };
    return union([{ units, open: false }, this.parent(node.superClass)]);
  }

  parent(node: AnyNode): Meant {
    const builtin = node.type === "Identifier" && this.isGlobal(node);
    return builtin || (node.type === "Literal" && node.raw === "null") ? nothing : this.meant(node);
  }

  isGlobal(node: Identifier): boolean {
    return this.#scopes.bindingOf(node) === undefined && globals.has(node.name);
  }

  /** A variable that the text never gives a value: the linker does. */
  isLinked(node: Identifier): boolean {
    const binding = this.#scopes.bindingOf(node);
    const definitions = binding && this.#definitions.ofBinding.get(binding);
    return definitions !== undefined && definitions.every((definition) => definition === "nothing");
  }

  property(name: string): Meant {
    return this.defined(this.#definitions.ofProperty.get(name) ?? []);
  }

  defined(definitions: readonly Definition[]): Meant {
    return union(
      definitions.map((definition) => {
        if (definition === "nothing") return nothing;
        return definition === "unknown" ? anything : this.meant(definition);
      }),
    );
  }
}

export function hub(): Unit {
  return { node: undefined, calls: new Set(), sites: [] };
}

function union(parts: readonly Meant[]): Meant {
  return { units: new Set(parts.flatMap(({ units }) => [...units])), open: parts.some(({ open }) => open) };
}
