import ts from "typescript";
import { example, type Rule, type Report } from "../rule.js";

export const nothingDeclared: Rule = {
  code: "RSP_SAFE_DECLARE",
  title: "Nothing is declared that is not there",
  says:
    "`declare` says that something exists, and TypeScript believes it: no `declare`, no `declare global`, no additions to others' " +
    "modules, and none of the older forms of modules, `export =`, `import x = require(...)` and `export as namespace`.",
  refused: [
    example(`»declare const kernel: { halt(): void };\nkernel.halt();`),
    example(`»declare global {\n  interface Array<T> {\n    readonly owner: T;\n  }\n}\nexport type T = number;`, {
      also: ["RSP_SAFE_SYNTAX"],
    }),
    example(
      `import type { Page } from "@respin/core";\n»declare module "@respin/core" {\n  interface Page {\n    readonly frame: number;\n  }\n}\nexport type T = Page;`,
      {
        also: ["RSP_SAFE_SYNTAX"],
      },
    ),
    example(`class Held {\n  »declare page: number;\n}\nif (new Held().page > 5) throw new Error("big");`),
    example(`»import fs = require("fs");\nexport type T = typeof fs;`, { also: ["RSP_TYPE"] }),
    example(`const five = 5;\n»export = five;`, { also: ["RSP_TYPE", "RSP_SAFE_EXPORT"] }),
  ],
  passes: [
    example(
      `interface Held {\n  readonly page: number;\n}\nconst held: Held = { page: 5 };\nif (held.page > 5) throw new Error("big");`,
    ),
  ],
  begin: (_context, report) => ({
    type: (node) => checkNode(node, report),
    value: (node) => checkNode(node, report),
  }),
};

function checkNode(node: ts.Node, report: Report): void {
  if (ts.canHaveModifiers(node) && ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword)) {
    report(node, "declare is believed, not checked; import what gives it, or define it");
  } else if (ts.isExportAssignment(node) && node.isExportEquals === true) {
    report(node, "export = is not of this kind of module; export a name");
  } else if (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference)) {
    report(node, "import = loads what nobody checked; write import { x } from");
  } else if (ts.isNamespaceExportDeclaration(node)) {
    report(node, "a module has no name of its own for everybody; leave it out");
  }
}
