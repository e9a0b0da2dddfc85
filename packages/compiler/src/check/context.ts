import ts from "typescript";
import { ownModule } from "./modules.js";
import type { Library, SafeNames } from "./settings.js";

/** What a name in an extension's text refers to. */
export type Meaning =
  | { readonly kind: "own"; readonly symbol: ts.Symbol }
  /** Of the language. */
  | { readonly kind: "global"; readonly name: string }
  /** Of the extension library. */
  | { readonly kind: "library"; readonly module: string; readonly name: string }
  | { readonly kind: "interface"; readonly module: string; readonly name: string }
  /** Anything else that a package has, or an interface that did not come by an import of its own. */
  | { readonly kind: "foreign"; readonly name: string }
  /** TypeScript knows of no such name. */
  | { readonly kind: "unknown"; readonly name: string };

/** What the rules ask of an extension: TypeScript's answers, in the rules' words. */
export class Context {
  readonly checker: ts.TypeChecker;
  /** Absolute path of the entry. */
  readonly entry: string;
  readonly library: Library;
  /** Whether TypeScript has said that something is wrong: what it then takes for any has been reported. */
  readonly hasTypeErrors: boolean;
  readonly #program: ts.Program;
  readonly #own: ReadonlyMap<string, ts.SourceFile>;
  readonly #globals: ReadonlyMap<string, SafeNames[string]>;

  constructor(
    program: ts.Program,
    entry: string,
    own: ReadonlyMap<string, ts.SourceFile>,
    library: Library,
    globals: SafeNames,
    hasTypeErrors: boolean,
  ) {
    this.checker = program.getTypeChecker();
    this.entry = entry;
    this.library = library;
    this.hasTypeErrors = hasTypeErrors;
    this.#program = program;
    this.#own = own;
    this.#globals = new Map(Object.entries(globals));
  }

  /** The extension's modules. */
  get modules(): Iterable<ts.SourceFile> {
    return this.#own.values();
  }

  /** How a global name may be used; undefined if it may not. */
  safeGlobal(name: string): SafeNames[string] | undefined {
    return this.#globals.get(name);
  }

  /** What an identifier that stands for a value refers to. */
  meaning(node: ts.Identifier): Meaning {
    const symbol = this.#symbolOfReference(node);
    return symbol === undefined ? { kind: "unknown", name: node.text } : this.meaningOf(symbol);
  }

  meaningOf(symbol: ts.Symbol): Meaning {
    const target = this.target(symbol);
    if (this.isOwn(target)) return { kind: "own", symbol: target };
    if (this.isOfLanguage(target)) return { kind: "global", name: target.name };
    const imported = this.#importedFromPackage(symbol);
    if (imported === undefined) {
      // `undefined`, `arguments` and `globalThis` are declared nowhere.
      return (target.declarations ?? []).length === 0
        ? { kind: "global", name: target.name }
        : { kind: "foreign", name: target.name };
    }
    const { module, name } = imported;
    const library = Object.entries(this.library).find(([each]) => each === module)?.[1];
    if (library?.includes(name) === true) return { kind: "library", module, name };
    return this.isInterfaceValue(target) ? { kind: "interface", module, name } : { kind: "foreign", name };
  }

  /** The symbol behind imports and exports. */
  target(symbol: ts.Symbol): ts.Symbol {
    return (symbol.flags & ts.SymbolFlags.Alias) === 0 ? symbol : this.checker.getAliasedSymbol(symbol);
  }

  /** Whether something is declared in the extension. */
  isOwn(symbol: ts.Symbol): boolean {
    return symbol.declarations?.some((each) => this.#own.has(each.getSourceFile().fileName)) ?? false;
  }

  /** Whether something is declared by the language's own library. */
  isOfLanguage(symbol: ts.Symbol): boolean {
    const { declarations = [] } = symbol;
    return declarations.some((each) => this.#program.isSourceFileDefaultLibrary(each.getSourceFile()));
  }

  /** Whether a value is an interface: what only `defineInterface` returns. */
  isInterfaceValue(symbol: ts.Symbol): boolean {
    if ((symbol.flags & ts.SymbolFlags.Variable) === 0) return false;
    const type = this.checker.getTypeOfSymbol(symbol);
    return this.checker.getPropertiesOfType(type).some((each) => each.name.startsWith("__@declaring@"));
  }

  /** Whether an interface says something of one of its procedures: `functional`, or `ephemeral`. */
  isDeclared(procedure: ts.Expression, property: "functional" | "ephemeral"): boolean {
    const said = this.checker.getTypeAtLocation(procedure).getProperty(property);
    if (said === undefined) return false;
    return this.checker.typeToString(this.checker.getTypeOfSymbol(said)) === "true";
  }

  /** The class that an expression names, if it does nothing else. */
  classNamed(expression: ts.Expression): ts.ClassLikeDeclaration | undefined {
    if (!ts.isIdentifier(expression)) return undefined;
    const meaning = this.meaning(expression);
    if (meaning.kind !== "own") return undefined;
    return meaning.symbol.declarations?.find((each) => ts.isClassLike(each));
  }

  #symbolOfReference(node: ts.Identifier): ts.Symbol | undefined {
    const { parent } = node;
    if (ts.isShorthandPropertyAssignment(parent) && parent.name === node) {
      return this.checker.getShorthandAssignmentValueSymbol(parent);
    }
    if (ts.isExportSpecifier(parent)) return this.checker.getExportSpecifierLocalTargetSymbol(parent);
    return this.checker.getSymbolAtLocation(node);
  }

  /** Where an import statement of the extension takes a name from, if that is a package. */
  #importedFromPackage(symbol: ts.Symbol): { readonly module: string; readonly name: string } | undefined {
    const specifier = symbol.declarations?.find((each) => ts.isImportSpecifier(each));
    if (specifier === undefined) return undefined;
    const { moduleSpecifier } = specifier.parent.parent.parent;
    if (!ts.isStringLiteral(moduleSpecifier)) return undefined;
    const module = moduleSpecifier.text;
    if (ownModule(specifier.getSourceFile().fileName, module) !== undefined) return undefined;
    return { module, name: (specifier.propertyName ?? specifier.name).text };
  }
}

/** Whether an identifier stands for a value, and is not the name of a member, a declaration, an import or a label. */
export function isReference(node: ts.Node): node is ts.Identifier {
  if (!ts.isIdentifier(node)) return false;
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isBindingElement(parent)) return parent.initializer === node;
  if (ts.isExportSpecifier(parent)) return (parent.propertyName ?? parent.name) === node;
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  if (ts.isLabeledStatement(parent) || ts.isBreakOrContinueStatement(parent) || ts.isMetaProperty(parent)) return false;
  if (ts.isImportSpecifier(parent) || ts.isImportClause(parent) || ts.isNamespaceImport(parent)) return false;
  return !("name" in parent && parent.name === node);
}

/** The expression behind parentheses, and around one: `(f)(x)` calls f. */
export function unwrapped(expression: ts.Expression): ts.Expression {
  return ts.isParenthesizedExpression(expression) || ts.isSatisfiesExpression(expression)
    ? unwrapped(expression.expression)
    : expression;
}

export function wrapped(node: ts.Node): ts.Node {
  return ts.isParenthesizedExpression(node.parent) || ts.isSatisfiesExpression(node.parent)
    ? wrapped(node.parent)
    : node;
}

/** Whether an expression is what is called, in a call or, where that is asked for, a construction. */
export function isCalled(node: ts.Node, how: "call" | "construct" = "call"): boolean {
  const { parent } = wrapped(node);
  const isSuch = how === "call" ? ts.isCallExpression : ts.isNewExpression;
  return isSuch(parent) && unwrapped(parent.expression) === node;
}

/** The types that a type is made with, as `Page` is one of `Map<Page, number>`. */
export function argumentsOf(checker: ts.TypeChecker, type: ts.Type): readonly ts.Type[] {
  return isTypeReference(type) ? checker.getTypeArguments(type) : [];
}

function isTypeReference(type: ts.Type): type is ts.TypeReference {
  return "objectFlags" in type && (Number(type.objectFlags) & ts.ObjectFlags.Reference) !== 0;
}
