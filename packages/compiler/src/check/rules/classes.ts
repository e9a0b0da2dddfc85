import ts from "typescript";
import { unwrapped, type Context } from "../context.js";
import { example, type Rule } from "../rule.js";

export const ownClasses: Rule = {
  code: "RSP_SAFE_CLASS",
  title: "Own classes and errors only",
  says:
    "A class extends a class of the extension's own that it names, or an error; `instanceof` asks for such a class, too. " +
    "The classes of the language's values behave differently where they are extended, and a class that is computed could be any.",
  refused: [
    example(`class Odd extends »Map<string, number> {}\nnew Odd();`, { also: ["RSP_SAFE_GLOBAL"] }),
    example(
      `class Plain {\n  held = 0;\n}\nconst pick = (): typeof Plain => Plain;\nclass Odd extends »pick() {}\nnew Odd();`,
    ),
    example(`class Odd extends »null {}\nif (Odd.name === "") throw new Error("odd");`),
    example(`const given: unknown = 5;\nif (given instanceof »Map) throw new Error("odd");`, {
      also: ["RSP_SAFE_GLOBAL"],
    }),
  ],
  passes: [
    example(
      `import { RespinError } from "@respin/hardware";\nabstract class Shape {\n  abstract readonly area: number;\n}\n` +
        `class Square extends Shape {\n  readonly area = 4;\n}\nclass Late extends RespinError {}\nclass Odd extends RangeError {}\n` +
        `const shape: unknown = new Square();\nif (shape instanceof Shape && shape.area > 5) throw new Late("RSP_POLICY_SETTING", "too big; shrink it");\nif (shape instanceof Odd) throw shape;`,
    ),
  ],
  begin: (context, report) => ({
    value(node) {
      if (ts.isExpressionWithTypeArguments(node) && !isClass(context, node.expression)) {
        report(
          node.expression,
          "a class extends an own class that it names, or an error; hold the other in a field instead",
        );
      } else if (
        ts.isBinaryExpression(node) &&
        node.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword &&
        !isClass(context, unwrapped(node.right))
      ) {
        report(
          node.right,
          "instanceof asks for an own class that it names, or an error; use typeof, or a field that tells",
        );
      }
    },
  }),
};

/** Whether an expression names a class of the extension, or an error. */
function isClass(context: Context, expression: ts.Expression): boolean {
  if (!ts.isIdentifier(expression)) return false;
  if (context.classNamed(expression) !== undefined) return true;
  const meaning = context.meaning(expression);
  return (meaning.kind === "global" || meaning.kind === "library") && meaning.name.endsWith("Error");
}

export const instanceThis: Rule = {
  code: "RSP_SAFE_THIS",
  title: "this is an instance",
  says:
    "`this` and `super` stand in what an instance of a class has: its methods, accessors, constructor and fields, and arrow functions " +
    "in those. In functions, methods of literals and what is static, `this` is whatever the caller makes it.",
  refused: [
    example(`const world = »this;\nif (world === undefined) throw new Error("odd");`),
    example(
      `function self(»this: { held: boolean }): boolean {\n  return »this.held;\n}\nconst box = { held: true, self };\nbox.self();`,
    ),
    example(`const box = {\n  held: true,\n  self(): boolean {\n    return »this.held;\n  },\n};\nbox.self();`),
    example(`class Plain {\n  static made = 0;\n  static {\n    »this.made = 1;\n  }\n}\nnew Plain();`),
    example(`const box = {\n  text(): unknown {\n    return »super.toString;\n  },\n};\nbox.text();`),
  ],
  passes: [
    example(
      `class Counter {\n  #count = 0;\n  readonly next = (): number => ++this.#count;\n  get count(): number {\n    return this.#count;\n  }\n}\n` +
        `class Twice extends Counter {\n  override get count(): number {\n    return super.count * 2;\n  }\n}\nnew Twice().next();`,
    ),
  ],
  begin: (_context, report) => ({
    value(node) {
      const isThis = node.kind === ts.SyntaxKind.ThisKeyword || node.kind === ts.SyntaxKind.SuperKeyword;
      if (isThis && !isOfInstance(node)) {
        report(node, `${node.getText()} is whatever the caller makes it here; use a parameter, a variable, or a class`);
      } else if (ts.isParameter(node) && ts.isIdentifier(node.name) && node.name.text === "this") {
        report(node, "a function has no this; give it a parameter of another name");
      }
    },
  }),
};

/** Whether `this` in this place is an instance of the class around it. */
function isOfInstance(node: ts.Node): boolean {
  let at = node.parent;
  while (ts.isArrowFunction(at) || !(ts.isFunctionLike(at) || ts.isClassElement(at) || ts.isSourceFile(at))) {
    // What a class extends, and what its keys are, is evaluated outside of it.
    if (ts.isHeritageClause(at) || ts.isComputedPropertyName(at)) at = at.parent.parent;
    at = at.parent;
  }
  if (!ts.isClassElement(at) || !ts.isClassLike(at.parent) || ts.isClassStaticBlockDeclaration(at)) return false;
  const modifiers = ts.canHaveModifiers(at) ? (ts.getModifiers(at) ?? []) : [];
  return !modifiers.some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword);
}
