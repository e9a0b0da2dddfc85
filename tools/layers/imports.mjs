/**
 * What each file of the workspace imports, and the package that each import goes to.
 *
 * The parser is Vitest's: TypeScript 7 has no interface for tools, and so dependency-cruiser, which reads TypeScript
 * through that interface, does not see these files at all.
 *
 * @typedef {{ name: string, folder: string, layer: string | undefined, dependencies: Record<string, string> }} Package
 * @typedef {{ file: string, line: number, specifier: string, typeOnly: boolean, from: Package,
 *             to: Package | undefined, target: string | undefined, deep: boolean, testing: boolean }} Import
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix, relative, sep } from "node:path";
import { parseAst } from "vitest/node";

const SOURCE = /\.[cm]?[jt]s$/;
const SKIPPED = new Set(["node_modules", "dist", "coverage"]);
/** A package's tool settings stand beside its sources, and share the root's by a path that leaves the package. */
const SETTINGS = /(^|\/)[\w-]+\.config\.[cm]?[jt]s$/;
const TESTING = /(^|\/)testing(\.[cm]?[jt]s$|\/)|\.(test|bench|integration)\.[cm]?[jt]s$/;

/** Whether a file is a test, a benchmark or a helper of theirs. */
export const isTesting = (file) => TESTING.test(file) || /(^|\/)(bench|test)\//.test(file);

/** The packages of the workspace; the layer of one that no row of the table names is undefined. */
export function readPackages(root, layers) {
  const packages = [];
  for (const folder of packageFolders(root)) {
    const manifest = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
    packages.push({
      name: manifest.name,
      folder,
      layer: layers.find((layer) => matches(folder, layer.packages))?.name,
      dependencies: { ...manifest.dependencies, ...manifest.devDependencies },
    });
  }
  return packages;
}

/** Every import of every source file of a package, type imports included. */
export function readImports(root, from, packages) {
  return filesUnder(join(root, from.folder))
    .map((path) => relative(root, path).split(sep).join("/"))
    .filter((file) => SOURCE.test(file) && !SETTINGS.test(file))
    .toSorted()
    .flatMap((file) => {
      const text = readFileSync(join(root, file), "utf8");
      return specifiers(text, file).map(({ specifier, typeOnly, start }) => ({
        file,
        line: text.slice(0, start).split("\n").length,
        specifier,
        typeOnly,
        from,
        ...resolve(root, file, specifier, packages),
      }));
    });
}

/** The folders that hold a package: those with a package.json, where the workspace keeps packages. */
function packageFolders(root) {
  const found = [];
  const search = (folder, depth) => {
    if (existsSync(join(root, folder, "package.json"))) {
      found.push(folder);
    } else if (depth > 0) {
      for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
        if (entry.isDirectory() && !SKIPPED.has(entry.name)) search(`${folder}/${entry.name}`, depth - 1);
      }
    }
  };
  for (const folder of ["apps", "experiments", "packages"]) if (existsSync(join(root, folder))) search(folder, 2);
  return found.toSorted();
}

function matches(folder, pattern) {
  const parts = folder.split("/");
  const wanted = pattern.split("/");
  return parts.length === wanted.length && wanted.every((part, index) => part === "*" || part === parts[index]);
}

function filesUnder(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : filesUnder(join(folder, entry.name));
    return entry.isFile() ? [join(folder, entry.name)] : [];
  });
}

function specifiers(text, file) {
  const found = [];
  const take = (node, source, typeOnly) => {
    if (typeof source?.value === "string") found.push({ specifier: source.value, typeOnly, start: node.start });
  };
  visit(parse(text, file), (node) => {
    switch (node.type) {
      case "ImportDeclaration":
        return take(node, node.source, node.importKind === "type" || onlyTypes(node.specifiers, "importKind"));
      case "ExportAllDeclaration":
        return take(node, node.source, node.exportKind === "type");
      case "ExportNamedDeclaration":
        return take(node, node.source, node.exportKind === "type" || onlyTypes(node.specifiers, "exportKind"));
      case "ImportExpression":
        return take(node, node.source, false);
      case "TSImportType":
        return take(node, node.source ?? node.argument?.literal ?? node.argument, true);
      case "TSExternalModuleReference":
        return take(node, node.expression, false);
      default:
        return undefined;
    }
  });
  return found;
}

function parse(text, file) {
  try {
    return parseAst(text, { lang: /\.[cm]?ts$/.test(file) ? "ts" : "js" });
  } catch (error) {
    throw new Error(`${file} cannot be parsed: ${String(error).split("\n")[0]}`, { cause: error });
  }
}

function onlyTypes(named, kind) {
  return named.length > 0 && named.every((each) => each[kind] === "type");
}

function visit(node, use) {
  if (Array.isArray(node)) {
    for (const each of node) visit(each, use);
  } else if (node !== null && typeof node === "object") {
    if (typeof node.type === "string") use(node);
    for (const value of Object.values(node)) if (typeof value === "object") visit(value, use);
  }
}

/** Where an import goes: to a file of the workspace, to a package of it, or out of it. */
function resolve(root, file, specifier, packages) {
  if (specifier.startsWith(".")) {
    const target = sourceOf(root, posix.join(dirname(file), specifier));
    const to = packages.find(({ folder }) => target.startsWith(`${folder}/`));
    return { to, target, deep: !file.startsWith(`${to?.folder}/`), testing: isTesting(target) };
  }
  const to = packages.find(({ name }) => specifier === name || specifier.startsWith(`${name}/`));
  const testing = to !== undefined && specifier === `${to.name}/testing`;
  return { to, target: undefined, deep: to !== undefined && specifier !== to.name && !testing, testing };
}

/** The source behind the name that it will have when it is compiled. */
function sourceOf(root, target) {
  const source = target.replace(/\.([cm]?)js$/, ".$1ts");
  return existsSync(join(root, source)) ? source : target;
}
