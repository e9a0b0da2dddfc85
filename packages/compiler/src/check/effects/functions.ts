import ts from "typescript";
import { unwrapped, type Context } from "../context.js";
import { libraryCalled } from "../calls.js";

/** Something that runs: a function, or what a field is set to when its object is made. */
export type Body = ts.FunctionLikeDeclaration | ts.Expression | ts.ClassStaticBlockDeclaration;

/** Functions that a call may run; undefined where that is not known. */
export type Callees = readonly Body[] | undefined;

/**
 * Which functions of an extension a call may run. A member that is called may be that of every class and literal
 * that has one of its name, since any of them may stand behind the type.
 */
export class Functions {
  readonly #context: Context;
  readonly #members = new Map<string, (Body | undefined)[]>();
  readonly #getters = new Map<string, Body[]>();
  readonly #setters = new Map<string, Body[]>();
  readonly #resolving = new Set<ts.Node>();

  constructor(context: Context) {
    this.#context = context;
    for (const module of context.modules) this.#index(module);
  }

  /** The functions that an expression may be. */
  of(expression: ts.Expression): Callees {
    const value = unwrapped(expression);
    if (ts.isFunctionExpression(value) || ts.isArrowFunction(value)) return [value];
    if (ts.isCallExpression(value)) {
      const mark = libraryCalled(this.#context, value);
      const [marked] = value.arguments;
      const isMark = mark === "functional" || mark === "ephemeral";
      return isMark && marked !== undefined ? this.of(marked) : undefined;
    }
    if (ts.isIdentifier(value)) return this.#ofName(value);
    if (ts.isPropertyAccessExpression(value)) return this.#ofMember(value);
    return undefined;
  }

  /** Getters that reading a member of this name may run. */
  getters(name: string): readonly Body[] {
    return this.#getters.get(name) ?? [];
  }

  /** Setters that writing a member of this name may run. */
  setters(name: string): readonly Body[] {
    return this.#setters.get(name) ?? [];
  }

  /** Members of these names that are functions, as far as they are known. */
  named(...names: readonly string[]): readonly Body[] {
    return names.flatMap((name) => (this.#members.get(name) ?? []).filter((each) => each !== undefined));
  }

  /** What runs when an instance of a class is made: its fields, its constructor, and its bases'. */
  ofConstruction(made: ts.ClassLikeDeclaration, seen: ReadonlySet<ts.Node> = new Set()): readonly Body[] {
    const bodies: Body[] = [];
    if (seen.has(made)) return bodies;
    for (const member of made.members) {
      if (ts.isConstructorDeclaration(member)) bodies.push(member);
      else if (ts.isPropertyDeclaration(member) && member.initializer !== undefined) bodies.push(member.initializer);
    }
    const base = made.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types[0];
    if (base === undefined) return bodies;
    const extended = this.#context.classNamed(base.expression);
    return extended === undefined ? bodies : [...bodies, ...this.ofConstruction(extended, new Set([...seen, made]))];
  }

  #ofName(name: ts.Identifier): Callees {
    const meaning = this.#context.meaning(name);
    return meaning.kind === "own" ? this.#ofSymbol(meaning.symbol) : undefined;
  }

  #ofSymbol({ declarations = [] }: ts.Symbol): Callees {
    const [declared] = declarations;
    if (declarations.length !== 1 || declared === undefined) return undefined;
    if (ts.isFunctionDeclaration(declared)) return [declared];
    const isConstant = ts.isVariableDeclaration(declared) && (declared.parent.flags & ts.NodeFlags.Const) !== 0;
    if (!isConstant || declared.initializer === undefined || !ts.isIdentifier(declared.name)) return undefined;
    // Constants may be each other's values, in text that TypeScript refuses for it.
    if (this.#resolving.has(declared)) return undefined;
    this.#resolving.add(declared);
    const found = this.of(declared.initializer);
    this.#resolving.delete(declared);
    return found;
  }

  #ofMember(access: ts.PropertyAccessExpression): Callees {
    const symbol = this.#context.checker.getSymbolAtLocation(access.name);
    if (symbol === undefined) return undefined;
    const target = this.#context.target(symbol);
    if (!this.#context.isOwn(target)) return undefined;
    if ((target.flags & (ts.SymbolFlags.Function | ts.SymbolFlags.Variable)) !== 0) return this.#ofSymbol(target);
    const found = this.#members.get(access.name.text);
    if (found === undefined || found.length === 0) return undefined;
    const known = found.filter((each) => each !== undefined);
    return known.length === found.length ? known : undefined;
  }

  #index(node: ts.Node): void {
    if (ts.isGetAccessor(node) && named(node)) add(this.#getters, node.name.text, node);
    else if (ts.isSetAccessor(node) && named(node)) add(this.#setters, node.name.text, node);
    else if (ts.isMethodDeclaration(node) && named(node)) {
      if (node.body !== undefined) add(this.#members, node.name.text, node);
    } else if ((ts.isPropertyDeclaration(node) || ts.isPropertyAssignment(node)) && named(node)) {
      this.#indexValue(node.name.text, node.initializer);
    } else if (ts.isShorthandPropertyAssignment(node)) this.#indexValue(node.name.text, node.name);
    else if (ts.isBinaryExpression(node) && ts.isPropertyAccessExpression(node.left)) {
      if (node.operatorToken.kind === ts.SyntaxKind.EqualsToken) this.#indexValue(node.left.name.text, node.right);
    }
    ts.forEachChild(node, (child) => this.#index(child));
  }

  #indexValue(name: string, value: ts.Expression | undefined): void {
    if (value === undefined) return;
    if (this.#context.checker.getTypeAtLocation(value).getCallSignatures().length === 0) return;
    // A member's value is not looked up by another member: that could go round in circles.
    const functions = ts.isPropertyAccessExpression(unwrapped(value)) ? undefined : this.of(value);
    for (const each of functions ?? [undefined]) add(this.#members, name, each);
  }
}

function named<N extends ts.NamedDeclaration>(
  node: N,
): node is N & { readonly name: ts.Identifier | ts.PrivateIdentifier } {
  return node.name !== undefined && (ts.isIdentifier(node.name) || ts.isPrivateIdentifier(node.name));
}

function add<T>(to: Map<string, T[]>, name: string, value: T): void {
  const held = to.get(name);
  if (held === undefined) to.set(name, [value]);
  else held.push(value);
}
