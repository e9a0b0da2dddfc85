import ts from "typescript";
import { example, type Rule } from "../rule.js";

const imports = `import { PhysAddr, type Page } from "@respin/core";\n`;

export const noCasts: Rule = {
  code: "RSP_SAFE_CAST",
  title: "No claims about types",
  says:
    "A type assertion, `!`, a type predicate, an overload, or an interface merged into a class says of a value what TypeScript " +
    "does not check, and could call a number a capability. `as const`, `satisfies` and `asserts condition` check what " +
    "they say.",
  refused: [
    example(`${imports}PhysAddr.Deallocate(»5 as unknown as Page);`),
    example(`const sizes = new Map([["page", 8192]]);\nif (»sizes.get("page")! > 5) throw new Error("big");`),
    example(`${imports}let »page!: Page;\nPhysAddr.Deallocate(page);`),
    example(`${imports}class Held {\n  »page!: Page;\n}\nPhysAddr.Deallocate(new Held().page);`),
    example(
      `${imports}function isPage(x: unknown): »x is Page {\n  return x === 5;\n}\nconst x: unknown = 5;\nif (isPage(x)) PhysAddr.Deallocate(x);`,
    ),
    example(
      `${imports}function isPage(x: unknown): »asserts x is Page {}\nconst x: unknown = 5;\nisPage(x);\nPhysAddr.Deallocate(x);`,
    ),
    example(
      `${imports}»function forge(n: number): Page;\nfunction forge(n: number): Page | number {\n  return n;\n}\nPhysAddr.Deallocate(forge(5));`,
    ),
    example(`${imports}interface Held {\n  page: Page;\n}\n»class Held {}\nPhysAddr.Deallocate(new Held().page);`),
  ],
  passes: [
    example(
      `const words = ["read", "write"] as const;\nconst sizes = { page: 8192 } satisfies Record<string, number>;\n` +
        `function check(holds: boolean): asserts holds {\n  if (!holds) throw new Error("it does not hold");\n}\n` +
        `const first = words.find((word) => word.length > sizes.page);\ncheck(first === undefined);`,
    ),
  ],
  begin: ({ checker }, report) => ({
    type(node) {
      if (ts.isTypePredicateNode(node) && node.type !== undefined) {
        report(
          node,
          "a type predicate is believed, not checked; return a boolean, and narrow with typeof or instanceof",
        );
      }
    },
    value(node) {
      if (ts.isAsExpression(node) && !isConst(node.type)) {
        report(node, "a type assertion is believed, not checked; narrow with typeof or instanceof, or use satisfies");
      } else if (ts.isTypeAssertionExpression(node)) {
        report(node, "a type assertion is believed, not checked; narrow with typeof or instanceof, or use satisfies");
      } else if (ts.isNonNullExpression(node)) {
        report(node, "! is believed, not checked; test for undefined, or use invariant");
      } else if ((ts.isVariableDeclaration(node) || ts.isPropertyDeclaration(node)) && node.exclamationToken) {
        report(node.name, "! says that something is assigned, unchecked; assign it, or let it be undefined");
      } else if (isOverload(node)) {
        report(node, "what an overload says of its function is hardly checked; write one signature, with a union");
      } else if (ts.isClassLike(node) && node.name !== undefined) {
        const declared = checker.getSymbolAtLocation(node.name)?.declarations ?? [];
        if (declared.some(ts.isInterfaceDeclaration)) {
          report(node, "an interface of the class's name says that it has what it may not have; give them two names");
        }
      }
    },
  }),
};

function isConst(type: ts.TypeNode): boolean {
  return ts.isTypeReferenceNode(type) && ts.isIdentifier(type.typeName) && type.typeName.text === "const";
}

/** A signature whose body stands elsewhere. */
function isOverload(node: ts.Node): boolean {
  if (!ts.isFunctionDeclaration(node) && !ts.isMethodDeclaration(node) && !ts.isConstructorDeclaration(node))
    return false;
  const modifiers = ts.getModifiers(node)?.map(({ kind }) => kind) ?? [];
  return (
    node.body === undefined &&
    !modifiers.includes(ts.SyntaxKind.AbstractKeyword) &&
    !modifiers.includes(ts.SyntaxKind.DeclareKeyword)
  );
}
