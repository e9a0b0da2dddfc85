import ts from "typescript";
import { isCalled, unwrapped, type Context } from "../context.js";
import type { Report } from "../rule.js";
import { isPlainlyIterable, isPrimitive } from "../types.js";
import { libraryCalled, procedureCalled } from "../calls.js";
import { Functions, type Body } from "./functions.js";
import { mutators, pureMethods } from "./pure.js";

/** What a function may be marked as. */
export type Mark = "functional" | "ephemeral";

const says: Record<Mark, string> = {
  functional: "what is functional changes nothing",
  ephemeral: "what is ephemeral may be ended at any point",
};

/**
 * Whether functions keep what their mark says, and all that they call does, too.
 *
 * Invariant Y1: whatever a marked function can come to call has been looked at, or the mark is refused.
 *   Kept by: `#call` and `#construct`, which refuse every call that leads to what is not known. Attacked by: effects.test.ts
 */
export class Judge {
  readonly #context: Context;
  readonly #mark: Mark;
  readonly #report: Report;
  readonly #functions: Functions;
  readonly #seen = new Set<ts.Node>();
  readonly #waiting: Body[] = [];
  /** The function that is being looked at, and where the mark stands that it is for. */
  #body: ts.Node | undefined;
  #marked: ts.Node | undefined;

  constructor(context: Context, mark: Mark, report: Report) {
    this.#context = context;
    this.#mark = mark;
    this.#report = report;
    this.#functions = new Functions(context);
  }

  /** Look at what is given to a mark. */
  judge(call: ts.CallExpression): void {
    const [given] = call.arguments;
    if (given === undefined) return;
    const functions = this.#functions.of(given);
    if (functions === undefined || ts.isPropertyAccessExpression(unwrapped(given))) {
      const remedy = "give it a function that is written out here, or an own one by its name";
      this.#report(given, `it is not known which function this is; ${remedy}`);
      return;
    }
    this.#marked = call;
    this.#waiting.push(...functions);
    for (let body = this.#waiting.pop(); body !== undefined; body = this.#waiting.pop()) this.#look(body);
  }

  /** Something else runs: look at it, too, unless it stands in what is being looked at, and is seen there. */
  #follow(bodies: readonly Body[]): void {
    this.#waiting.push(...bodies.filter((each) => this.#body === undefined || !isInside(each, this.#body)));
  }

  #look(body: Body): void {
    if (this.#seen.has(body)) return;
    this.#seen.add(body);
    this.#body = body;
    if (ts.isExpression(body) && !ts.isFunctionExpression(body) && !ts.isArrowFunction(body)) this.#visit(body);
    else ts.forEachChild(body, (child) => this.#visit(child));
  }

  #refuse(node: ts.Node, what: string): void {
    const marked = this.#marked;
    const where = marked === undefined || isInside(node, marked) ? "" : ` (it is marked at ${place(marked)})`;
    this.#report(node, `${says[this.#mark]}: ${what}${where}`);
  }

  #visit(node: ts.Node): void {
    if (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) return;
    if (ts.isCallExpression(node)) this.#call(node);
    else if (ts.isNewExpression(node)) this.#construct(node);
    else if (ts.isYieldExpression(node))
      this.#refuse(node, "it gives up the processor in its middle; do without yield");
    else if (ts.isThrowStatement(node) && this.#mark === "functional") {
      this.#refuse(node, "an error is an effect; return what tells, or use invariant");
    } else if (ts.isClassLike(node) && this.#mark === "functional") {
      this.#refuse(node, "a class is made; make it outside");
      return;
    } else if (ts.isPropertyAccessExpression(node)) {
      if (!isCalled(node)) this.#follow(this.#functions.getters(node.name.text));
    } else if (ts.isBindingElement(node)) this.#take(node);
    else if (ts.isBinaryExpression(node)) this.#operate(node);
    else if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
      const changes = node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken;
      if (changes) this.#assign(node.operand);
      this.#convert(node.operand);
    } else if (ts.isTemplateSpan(node)) this.#convert(node.expression);
    this.#iterate(node);
    ts.forEachChild(node, (child) => this.#visit(child));
  }

  #call(node: ts.CallExpression): void {
    const callee = unwrapped(node.expression);
    const procedure = procedureCalled(this.#context, node);
    if (procedure !== undefined) {
      const isFine =
        this.#context.isDeclared(procedure, "functional") ||
        (this.#mark === "ephemeral" && this.#context.isDeclared(procedure, "ephemeral"));
      if (!isFine) this.#refuse(node, `${procedure.getText()} is not declared ${this.#mark}; do without it here`);
      return;
    }
    if (callee.kind === ts.SyntaxKind.SuperKeyword || libraryCalled(this.#context, node) !== undefined) return;
    const functions = this.#functions.of(callee);
    if (ts.isPropertyAccessExpression(callee) && this.#mayChangeCollection(callee)) {
      this.#refuse(node, `${callee.name.text} changes what it is called on, or may; use what only reads`);
    } else if (functions !== undefined) this.#follow(functions);
    else if (!this.#isOfLanguage(callee)) {
      this.#refuse(
        node,
        "it is not known which function is called; call an own one by its name, or a procedure that is declared so",
      );
    } else this.#callLanguage(node, callee);
  }

  /** Whether a method may be one of the language's that changes what it is called on, whatever its type says it is of. */
  #mayChangeCollection({ name: { text } }: ts.PropertyAccessExpression): boolean {
    return this.#mark === "functional" && mutators.has(text);
  }

  /** Whether what is called is the language's own. */
  #isOfLanguage(callee: ts.Expression): boolean {
    if (ts.isIdentifier(callee)) return this.#context.meaning(callee).kind === "global";
    if (!ts.isPropertyAccessExpression(callee)) return false;
    const symbol = this.#context.checker.getSymbolAtLocation(callee.name);
    return symbol !== undefined && this.#context.isOfLanguage(symbol);
  }

  /** A call of the language's own: what it changes, and what it calls back. */
  #callLanguage(node: ts.CallExpression, callee: ts.Expression): void {
    if (ts.isPropertyAccessExpression(callee)) {
      const of = unwrapped(callee.expression);
      const isStatic = ts.isIdentifier(of) && this.#context.meaning(of).kind === "global";
      const name = callee.name.text;
      if (this.#mark === "functional" && !isStatic && !pureMethods.has(name)) {
        this.#refuse(node, `${name} changes what it is called on, or may; use what only reads`);
      }
      if (isStatic && name === "from" && node.arguments[0] !== undefined) this.#goThrough(node.arguments[0]);
    }
    // What it makes text or numbers of may be an object with methods for that.
    const values = ts.isPropertyAccessExpression(callee) ? [callee.expression, ...node.arguments] : node.arguments;
    if (values.some((each) => !this.#isPlain(each))) this.#convertAll();
    for (const given of node.arguments) {
      if (this.#context.checker.getTypeAtLocation(given).getCallSignatures().length === 0) continue;
      const functions = this.#functions.of(given);
      if (functions !== undefined) this.#follow(functions);
      else this.#refuse(given, "it is not known which function is called back; write it out here, or name an own one");
    }
  }

  #construct(node: ts.NewExpression): void {
    const callee = unwrapped(node.expression);
    if (this.#mark === "functional") {
      this.#refuse(node, "it makes an object; make it outside, or use a literal");
      return;
    }
    const made = this.#context.classNamed(callee);
    if (made !== undefined) {
      this.#follow(this.#functions.ofConstruction(made));
      return;
    }
    const kind = ts.isIdentifier(callee) ? this.#context.meaning(callee).kind : "unknown";
    if (kind !== "global" && kind !== "library")
      this.#refuse(node, "it is not known which class is made; name an own one");
    for (const given of node.arguments ?? []) if (kind === "global" && !this.#isPlain(given)) this.#goThrough(given);
  }

  #operate({ left, operatorToken: { kind }, right }: ts.BinaryExpression): void {
    if (kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment) this.#assign(left);
    const converts = kind !== ts.SyntaxKind.EqualsToken && !logical.has(kind);
    if (!converts) return;
    this.#convert(left);
    this.#convert(right);
  }

  /** Something is assigned to. */
  #assign(target: ts.Expression): void {
    const to = unwrapped(target);
    if (ts.isPropertyAccessExpression(to)) this.#follow(this.#functions.setters(to.name.text));
    if (this.#mark === "ephemeral") return;
    if (ts.isObjectLiteralExpression(to) || ts.isArrayLiteralExpression(to)) {
      for (const part of targetsIn(to)) this.#assign(part);
    } else if (!ts.isIdentifier(to) || !this.#isLocal(to)) {
      this.#refuse(to, `it assigns to ${to.getText()}; assign to variables of its own only`);
    }
  }

  /** Whether a name is of a variable or parameter of the function that is being looked at. */
  #isLocal(name: ts.Identifier): boolean {
    const meaning = this.#context.meaning(name);
    const body = this.#body;
    if (meaning.kind !== "own" || body === undefined) return false;
    return (meaning.symbol.declarations ?? []).every((each) => isInside(each, body));
  }

  /** A pattern takes a member out of something. */
  #take(node: ts.BindingElement): void {
    if (!ts.isObjectBindingPattern(node.parent)) return;
    const name = node.propertyName ?? node.name;
    if (ts.isIdentifier(name)) this.#follow(this.#functions.getters(name.text));
  }

  #convert(value: ts.Expression): void {
    if (!this.#isPlain(value)) this.#convertAll();
  }

  #convertAll(): void {
    this.#follow(this.#functions.named("toString", "valueOf", "toJSON"));
  }

  #isPlain(value: ts.Expression): boolean {
    return isPrimitive(this.#context, this.#context.checker.getTypeAtLocation(value));
  }

  #iterate(node: ts.Node): void {
    if (ts.isForOfStatement(node)) {
      this.#goThrough(node.expression);
      if (!ts.isVariableDeclarationList(node.initializer)) this.#assign(node.initializer);
    } else if (ts.isSpreadElement(node)) this.#goThrough(node.expression);
    else if (ts.isVariableDeclaration(node) && ts.isArrayBindingPattern(node.name) && node.initializer !== undefined) {
      this.#goThrough(node.initializer);
    } else if (ts.isBinaryExpression(node) && ts.isArrayLiteralExpression(node.left)) this.#goThrough(node.right);
  }

  /** Something is gone through: only the language's own collections do that without running anything. */
  #goThrough(value: ts.Expression): void {
    if (isPlainlyIterable(this.#context, this.#context.checker.getTypeAtLocation(value))) return;
    this.#refuse(value, "going through it may run anything; use an array, a Map or a Set");
  }
}

const logical = new Set([
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.QuestionQuestionToken,
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
  ts.SyntaxKind.CommaToken,
  ts.SyntaxKind.InstanceOfKeyword,
  ts.SyntaxKind.InKeyword,
]);

/** What a pattern on the left of an assignment assigns to. */
function targetsIn(pattern: ts.ObjectLiteralExpression | ts.ArrayLiteralExpression): readonly ts.Expression[] {
  const parts = ts.isArrayLiteralExpression(pattern)
    ? pattern.elements
    : pattern.properties.flatMap((each) =>
        ts.isPropertyAssignment(each)
          ? [each.initializer]
          : ts.isShorthandPropertyAssignment(each)
            ? [each.name]
            : ts.isSpreadAssignment(each)
              ? [each.expression]
              : [],
      );
  return parts.flatMap((part) => {
    if (ts.isOmittedExpression(part)) return [];
    if (ts.isSpreadElement(part)) return [part.expression];
    return ts.isBinaryExpression(part) && part.operatorToken.kind === ts.SyntaxKind.EqualsToken ? [part.left] : [part];
  });
}

function isInside(node: ts.Node, around: ts.Node): boolean {
  return node.getSourceFile() === around.getSourceFile() && around.pos <= node.pos && node.end <= around.end;
}

function place(node: ts.Node): string {
  const file = node.getSourceFile();
  const name = file.fileName.slice(file.fileName.lastIndexOf("/") + 1);
  return `${name}:${file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1}`;
}
