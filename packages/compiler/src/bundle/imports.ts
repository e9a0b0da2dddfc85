import { pathToFileURL } from "node:url";
import { createRequire } from "node:module";
import { join } from "node:path";
import { RespinError } from "@respin/hardware";
import { declarationOf, isInterface, type Declaration } from "@respin/linker";
import ts from "typescript";
import { ownModule } from "../check/modules.js";
import type { Library } from "../check/settings.js";

/** What a name that is imported from a package stands for. */
export type Imported =
  | { readonly kind: "interface"; readonly declaration: Declaration }
  | { readonly kind: "library"; readonly name: string };

/** What can be imported from each package that an extension names: loaded once, before its text is looked at. */
export type Packages = ReadonlyMap<string, ReadonlyMap<string, Imported>>;

/**
 * Load the packages that some modules import values from, and say what those are: interfaces, whose declaration is read off
 * the value itself, or names of the extension library. Throws RSP_IMPORT for anything else.
 */
export async function loadPackages(
  files: Iterable<ts.SourceFile>,
  packagesFrom: string,
  library: Library,
): Promise<Packages> {
  const packages = new Map<string, Map<string, Imported>>();
  const { resolve } = createRequire(join(packagesFrom, "extension.js"));
  for (const file of files) {
    for (const { specifier, name } of packageImports(file)) {
      const known = packages.get(specifier) ?? new Map<string, Imported>();
      packages.set(specifier, known);
      if (known.has(name)) continue;
      if (library[specifier]?.includes(name) === true) {
        known.set(name, { kind: "library", name });
        continue;
      }
      const value: unknown = Reflect.get(await load(specifier, resolve), name);
      if (!isInterface(value)) {
        throw new RespinError(
          "RSP_IMPORT",
          `${file.fileName} imports ${name} from ${specifier}, which is no interface and not of the extension library; import interfaces, or put it into a module of the extension`,
        );
      }
      known.set(name, { kind: "interface", declaration: declarationOf(value) });
    }
  }
  return packages;
}

async function load(specifier: string, resolve: (specifier: string) => string): Promise<object> {
  try {
    const loaded: unknown = await import(pathToFileURL(resolve(specifier)).href);
    if (typeof loaded === "object" && loaded !== null) return loaded;
  } catch (error) {
    throw new RespinError(
      "RSP_IMPORT",
      `the package ${specifier} cannot be loaded for its interfaces; install and build it first`,
      { cause: error },
    );
  }
  throw new RespinError("RSP_IMPORT", `the package ${specifier} exports nothing; import one with interfaces`);
}

/** The values that a file imports from packages. */
function* packageImports(
  file: ts.SourceFile,
): Generator<{ readonly specifier: string; readonly name: string }, void, void> {
  for (const statement of file.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    const specifier = statement.moduleSpecifier.text;
    const clause = statement.importClause;
    if (ownModule(file.fileName, specifier) !== undefined || clause === undefined) continue;
    if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) continue;
    if (clause.name !== undefined || clause.namedBindings === undefined || ts.isNamespaceImport(clause.namedBindings)) {
      throw new RespinError(
        "RSP_IMPORT",
        `${file.fileName} imports ${specifier} as a whole; import the interfaces that it needs by name`,
      );
    }
    for (const element of clause.namedBindings.elements) {
      if (!element.isTypeOnly) yield { specifier, name: (element.propertyName ?? element.name).text };
    }
  }
}
