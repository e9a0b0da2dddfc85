/**
 * Which variable an identifier means.
 *
 * What a name means decides whether a call is metered as the built-in it names, so that this is done by the
 * language's rules and not by guess: parameters and body have scopes of their own, a class sees its own name,
 * the head of a `for` is dead for its own right side.
 *
 * Invariant M1: an identifier is free here only if it is free for the engine, and the other way round.
 *   Kept by: this file. Attacked by: scopes.test.ts
 */
import type { AnyNode, Identifier, Pattern, Program, Statement } from "acorn";
import { type ClassNode, type FunctionNode, childrenOf, isClass, isFunction, refusal } from "./syntax.js";

export interface Binding {
  readonly name: string;
  /** Declared at the top of the text. */
  readonly top: boolean;
  /** Every identifier that means it, declarations among them. */
  readonly uses: Identifier[];
  /** The class or function expression whose own name this is inside of it. */
  readonly owner?: ClassNode | FunctionNode;
}

export interface Scopes {
  /** The variable that an identifier means; undefined if it is free. */
  bindingOf(identifier: Identifier): Binding | undefined;
  readonly bindings: readonly Binding[];
  /** Sorted. */
  readonly freeNames: readonly string[];
}

class Scope {
  readonly names = new Map<string, Binding>();
  readonly outer: Scope | undefined;

  constructor(outer: Scope | undefined) {
    this.outer = outer;
  }

  find(name: string): Binding | undefined {
    return this.names.get(name) ?? this.outer?.find(name);
  }
}

/** Resolve every identifier of a text. */
export function analyseScopes(program: Program): Scopes {
  const analysis = new Analysis();
  analysis.program(program);
  return {
    bindingOf: (identifier) => analysis.meanings.get(identifier),
    bindings: analysis.bindings,
    freeNames: [...analysis.free].filter((name) => name !== "arguments").toSorted(),
  };
}

class Analysis {
  readonly meanings = new Map<Identifier, Binding>();
  readonly bindings: Binding[] = [];
  readonly free = new Set<string>();

  program(program: Program): void {
    const scope = new Scope(undefined);
    this.#hoist(program.body, scope);
    this.#lexical(program.body, scope);
    for (const statement of program.body) this.#visit(statement, scope);
  }

  #declare(scope: Scope, name: string, owner?: ClassNode | FunctionNode): void {
    if (scope.names.has(name)) return;
    const binding: Binding = { name, top: scope.outer === undefined, uses: [], ...(owner ? { owner } : {}) };
    scope.names.set(name, binding);
    this.bindings.push(binding);
  }

  #declarePattern(scope: Scope, pattern: Pattern | null): void {
    for (const identifier of identifiersOf(pattern)) this.#declare(scope, identifier.name);
  }

  /** `let`, `const`, `class` and functions of a list of statements. */
  #lexical(statements: readonly AnyNode[], scope: Scope): void {
    for (const statement of statements) {
      if (statement.type === "VariableDeclaration" && statement.kind !== "var") {
        if (statement.kind !== "let" && statement.kind !== "const") throw refusal("it declares with `using`");
        for (const { id } of statement.declarations) this.#declarePattern(scope, id);
      } else if (statement.type === "FunctionDeclaration" || statement.type === "ClassDeclaration") {
        if (statement.id) this.#declare(scope, statement.id.name);
      }
    }
  }

  /** Every `var` of a function's body, also from inside its blocks. */
  #hoist(nodes: readonly AnyNode[], scope: Scope): void {
    for (const node of nodes) {
      if (isFunction(node) || isClass(node)) continue;
      if (node.type === "VariableDeclaration" && node.kind === "var") {
        for (const { id } of node.declarations) {
          // A `var` of a parameter's name is that parameter, or begins with its value.
          for (const { name } of identifiersOf(id)) if (!scope.outer?.names.has(name)) this.#declare(scope, name);
        }
      }
      this.#hoist(childrenOf(node), scope);
    }
  }

  #visit(node: AnyNode, scope: Scope): void {
    if (node.type === "Identifier") this.#refer(node, scope);
    else if (isFunction(node)) this.#function(node, scope);
    else if (isClass(node)) this.#class(node, scope);
    else this.#visitBlocks(node, scope);
  }

  #refer(identifier: Identifier, scope: Scope): void {
    const binding = scope.find(identifier.name);
    if (binding === undefined) {
      this.free.add(identifier.name);
    } else {
      binding.uses.push(identifier);
      this.meanings.set(identifier, binding);
    }
  }

  #visitBlocks(node: AnyNode, scope: Scope): void {
    switch (node.type) {
      case "BlockStatement":
        this.#block(node.body, scope);
        break;
      case "StaticBlock":
        this.#body(node.body, scope);
        break;
      case "SwitchStatement": {
        this.#visit(node.discriminant, scope);
        const inner = new Scope(scope);
        for (const { consequent } of node.cases) this.#lexical(consequent, inner);
        for (const child of node.cases) this.#visitAll(childrenOf(child), inner);
        break;
      }
      case "ForStatement":
      case "ForInStatement":
      case "ForOfStatement": {
        const inner = new Scope(scope);
        const head = node.type === "ForStatement" ? node.init : node.left;
        if (head) this.#lexical([head], inner);
        this.#visitAll(childrenOf(node), inner);
        break;
      }
      case "CatchClause": {
        const inner = new Scope(scope);
        this.#declarePattern(inner, node.param ?? null);
        this.#visitAll(childrenOf(node), inner);
        break;
      }
      default:
        this.#visitAll(childrenOf(node), scope);
    }
  }

  #visitAll(nodes: readonly AnyNode[], scope: Scope): void {
    for (const node of nodes) this.#visit(node, scope);
  }

  #block(statements: readonly Statement[], scope: Scope): void {
    const inner = new Scope(scope);
    this.#lexical(statements, inner);
    this.#visitAll(statements, inner);
  }

  #body(statements: readonly Statement[], scope: Scope): void {
    const inner = new Scope(scope);
    this.#hoist(statements, inner);
    this.#lexical(statements, inner);
    this.#visitAll(statements, inner);
  }

  #function(node: FunctionNode, scope: Scope): void {
    let outer = scope;
    if (node.id && node.type === "FunctionExpression") {
      outer = new Scope(scope);
      this.#declare(outer, node.id.name, node);
      this.#refer(node.id, outer);
    } else if (node.id) {
      this.#refer(node.id, scope);
    }
    const parameters = new Scope(outer);
    for (const parameter of node.params) this.#declarePattern(parameters, parameter);
    this.#visitAll(node.params, parameters);
    // A default value cannot see the body's variables.
    if (node.body.type === "BlockStatement") this.#body(node.body.body, parameters);
    else this.#visit(node.body, parameters);
  }

  #class(node: ClassNode, scope: Scope): void {
    if (node.id && node.type === "ClassDeclaration") this.#refer(node.id, scope);
    const inner = new Scope(scope);
    if (node.id) {
      this.#declare(inner, node.id.name, node);
      if (node.type === "ClassExpression") this.#refer(node.id, inner);
    }
    if (node.superClass) this.#visit(node.superClass, inner);
    this.#visitAll(node.body.body, inner);
  }
}

/** The identifiers that a pattern binds or assigns. */
export function identifiersOf(pattern: Pattern | null): Identifier[] {
  switch (pattern?.type) {
    case "Identifier":
      return [pattern];
    case "ObjectPattern":
      return pattern.properties.flatMap((property) =>
        identifiersOf(property.type === "RestElement" ? property.argument : property.value),
      );
    case "ArrayPattern":
      return pattern.elements.flatMap((element) => identifiersOf(element));
    case "RestElement":
      return identifiersOf(pattern.argument);
    case "AssignmentPattern":
      return identifiersOf(pattern.left);
    default:
      return [];
  }
}
