import { isBuiltin } from "node:module";
import ts from "typescript";
import type { Context } from "../context.js";
import { ownModule } from "../modules.js";
import { extensionLibrary } from "../settings.js";
import { example, type Rule, type Report } from "../rule.js";

const libraryText = Object.entries(extensionLibrary)
  .map(([module, names]) => `${names.map((name) => `\`${name}\``).join(", ")} of \`${module}\``)
  .join("; ");

export const imports: Rule = {
  code: "RSP_SAFE_IMPORT",
  title: "Imports are interfaces, the library, or one's own",
  says:
    "An extension imports its own modules, by relative paths below its entry's folder that end in `.js`; interfaces, by the name of " +
    `their package; and the extension library: ${libraryText}. ` +
    "Types it may import from any package, by `import type` or `type`. " +
    "It passes on nothing of others' by `export ... from`.",
  refused: [
    example(`import { readFileSync } from »"node:fs";\nreadFileSync("page");`, { also: ["RSP_TYPE"] }),
    example(`import { »Machine } from "@respin/hardware";\nnew Machine();`),
    example(`import »* as core from "@respin/core";\nexport type T = typeof core.PhysAddr;`),
    example(`import »"@respin/core";\nexport type T = number;`),
    example(`»export { PhysAddr } from "@respin/core";`, { also: ["RSP_SAFE_EXPORT"] }),
    example(`»export * from "@respin/core";`, { also: ["RSP_SAFE_EXPORT"] }),
    example(`export type T = »import("./other.js").Five;`, {
      modules: { "other.ts": `export type Five = 5;` },
      also: ["RSP_SAFE_TEXT", "RSP_TYPE"],
    }),
    example(`import { five } from »"./other.ts";\nif (five > 5) throw new Error("big");`, {
      modules: { "other.ts": `export const five: number = 5;` },
    }),
    example(`import { five } from "./other.js" »with { type: "text" };\nif (five > 5) throw new Error("big");`, {
      modules: { "other.ts": `export const five: number = 5;` },
    }),
  ],
  passes: [
    example(
      `import { PhysAddr, type Page } from "@respin/core";\nimport type { Machine } from "@respin/hardware";\nimport { invariant } from "@respin/hardware";\n` +
        `import { five } from "./parts/other.js";\nexport type Where = Machine;\n` +
        `const give = (page: Page): void => {\n  invariant(five === 5, "five is five");\n  PhysAddr.Deallocate(page);\n};\nif (give.length > 5) throw new Error("odd");`,
      {
        modules: {
          "parts/other.ts": `import { six } from "../six.js";\nexport const five: number = six - 1;`,
          "six.ts": `export const six: number = 6;`,
        },
      },
    ),
  ],
  begin: (context, report) => ({
    type(node) {
      if (ts.isImportTypeNode(node))
        report(node, "a type is imported at the top of the module: import type { T } from");
      else if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) checkStatement(context, node, report);
    },
    value(node) {
      if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) checkStatement(context, node, report);
    },
  }),
};

function checkStatement(context: Context, node: ts.ImportDeclaration | ts.ExportDeclaration, report: Report): void {
  const { moduleSpecifier } = node;
  if (moduleSpecifier === undefined || !ts.isStringLiteral(moduleSpecifier)) return;
  if (node.attributes !== undefined)
    report(node.attributes, "an import has no attributes here; import a module in TypeScript");
  const module = moduleSpecifier.text;
  if (ownModule(node.getSourceFile().fileName, module) !== undefined) {
    if (module.startsWith(".") && module.endsWith(".js")) return;
    report(moduleSpecifier, `${module} is no relative path that ends in .js; name the module's file so, from this one`);
  } else if (isBuiltin(module)) {
    report(
      moduleSpecifier,
      `${module} is of the host, not of the kernel; import an interface that gives what you need`,
    );
  } else if (ts.isImportDeclaration(node)) {
    checkImport(context, node, module, report);
  } else if (!node.isTypeOnly && !isAllTypes(node.exportClause)) {
    report(node, `what is of ${module} is not the extension's to pass on; whoever wants it imports it there`);
  }
}

function checkImport(context: Context, node: ts.ImportDeclaration, module: string, report: Report): void {
  const { importClause } = node;
  if (importClause === undefined) {
    report(node.moduleSpecifier, `${module} is imported for nothing; name what you use of it`);
    return;
  }
  if (importClause.phaseModifier === ts.SyntaxKind.TypeKeyword) return;
  if (importClause.phaseModifier !== undefined) report(importClause, "an import is plain, or of types");
  if (importClause.name !== undefined) report(importClause.name, `name what you use of ${module}: import { x } from`);
  const { namedBindings } = importClause;
  if (namedBindings === undefined) return;
  if (ts.isNamespaceImport(namedBindings)) {
    report(namedBindings, `name what you use of ${module}: import { x } from`);
    return;
  }
  for (const specifier of namedBindings.elements) {
    if (specifier.isTypeOnly) continue;
    const symbol = context.checker.getSymbolAtLocation(specifier.name);
    const kind = symbol === undefined ? "unknown" : context.meaningOf(symbol).kind;
    if (kind === "interface" || kind === "library" || kind === "unknown") continue;
    const library = Object.entries(context.library).find(([each]) => each === module)?.[1];
    const choice = library === undefined ? "an interface, or a type" : `an interface, a type, or ${library.join(", ")}`;
    report(specifier, `${specifier.name.text} of ${module} is no interface; import ${choice}`);
  }
}

function isAllTypes(clause: ts.NamedExportBindings | undefined): boolean {
  return clause !== undefined && ts.isNamedExports(clause) && clause.elements.every(({ isTypeOnly }) => isTypeOnly);
}
