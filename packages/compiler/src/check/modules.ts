import { readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import ts from "typescript";
import { allBytesMax, compilerOptions, fileBytesMax, modulesMax, nestingMax } from "./settings.js";
import { violationAt, type Violation } from "./violation.js";

/** The modules of an extension: its entry, and what that imports below its root, by absolute path. */
export interface Modules {
  readonly entry: string;
  readonly root: string;
  /** In the order in which they were found; the entry is the first. */
  readonly files: ReadonlyMap<string, ts.SourceFile>;
  readonly violations: readonly Violation[];
}

/** Where an extension's text is read from: files in memory come before the disk's. */
export interface Place {
  readonly entry: string;
  readonly root: string;
  readonly inMemory: ReadonlyMap<string, string>;
}

/**
 * Read an extension: each module once, so that what is checked is what is compiled. Nothing is read outside of the
 * root, through no link, and no more than the limits; what cannot be read is a violation where it is imported.
 */
export function readModules(place: Place): Modules {
  const files = new Map<string, ts.SourceFile>();
  const violations: Violation[] = [];
  let bytes = 0;
  const waiting: { readonly path: string; readonly importedBy?: Importer }[] = [{ path: place.entry }];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const { path, importedBy } = next;
    if (files.has(path)) continue;
    const refuse = (code: Violation["code"], message: string): void => {
      violations.push(
        importedBy === undefined
          ? { code, file: path, line: 1, column: 1, message }
          : violationAt(code, importedBy.file, importedBy.at, message),
      );
    };
    if (files.size === modulesMax) {
      refuse("RSP_SAFE_SIZE", `an extension has at most ${modulesMax} modules; make it smaller`);
      break;
    }
    const read = readText(place, path, allBytesMax - bytes);
    if ("code" in read) {
      refuse(read.code, read.message);
      continue;
    }
    bytes += read.bytes;
    const file = parse(path, read.text);
    if (file === undefined || isNestedTooDeep(file)) {
      const message = `${show(place, path)} nests its syntax more than ${nestingMax} deep; split what is nested`;
      violations.push({ code: "RSP_SAFE_SIZE", file: path, line: 1, column: 1, message });
      continue;
    }
    files.set(path, file);
    for (const specifier of specifiersOf(file)) {
      const target = ownModule(path, specifier.text);
      if (target !== undefined) waiting.push({ path: target, importedBy: { file, at: specifier.getStart(file) } });
    }
  }
  return { entry: place.entry, root: place.root, files, violations };
}

interface Importer {
  readonly file: ts.SourceFile;
  readonly at: number;
}

/** The path that a relative specifier leads to, or undefined for the name of a package. */
export function ownModule(from: string, specifier: string): string | undefined {
  if (!/^\.{0,2}\//.test(specifier) && specifier !== "." && specifier !== "..") return undefined;
  return resolve(dirname(from), specifier.replace(/\.js$/, ".ts"));
}

/** The module specifiers of a file's imports and exports. */
export function specifiersOf(file: ts.SourceFile): readonly ts.StringLiteral[] {
  return file.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return [];
    const { moduleSpecifier } = statement;
    return moduleSpecifier !== undefined && ts.isStringLiteral(moduleSpecifier) ? [moduleSpecifier] : [];
  });
}

/** What TypeScript's parser found wrong. It keeps it where its declared types do not show it. */
export function syntaxErrors(file: ts.SourceFile): readonly ts.Diagnostic[] {
  const found: unknown = Reflect.get(file, "parseDiagnostics");
  return Array.isArray(found) ? found : [];
}

interface Refused {
  readonly code: Violation["code"];
  readonly message: string;
}

function readText(place: Place, path: string, bytesLeft: number): { text: string; bytes: number } | Refused {
  const name = show(place, path);
  const below = relative(place.root, path);
  if (below === "" || below.startsWith(`..${sep}`) || below === ".." || isAbsolute(below)) {
    return { code: "RSP_SOURCE", message: `${name} is outside of the extension's folder; keep its modules inside` };
  }
  if (!path.endsWith(".ts") || /\.d\.(?:[^/\\]+\.)?ts$/.test(path)) {
    return { code: "RSP_SOURCE", message: `${name} is no module in TypeScript; import a .ts file, as .js` };
  }
  const size = sizeOf(place, path);
  if (size === undefined) {
    return { code: "RSP_SOURCE", message: `${name} cannot be read as a file of its own; write it, without links` };
  }
  if (size > Math.min(fileBytesMax, bytesLeft)) {
    const limit = size > fileBytesMax ? `a file has at most ${fileBytesMax}` : `an extension at most ${allBytesMax}`;
    return { code: "RSP_SAFE_SIZE", message: `${name} has ${size} bytes, and ${limit}; make it smaller` };
  }
  try {
    const text = place.inMemory.get(path) ?? readFileSync(path, "utf8");
    return { text: text.replace(/^\uFEFF/, ""), bytes: size };
  } catch {
    return { code: "RSP_SOURCE", message: `${name} cannot be read; see to its permissions` };
  }
}

/** The size of what is read as a module; undefined if that is no plain file at just this place. */
function sizeOf({ root, inMemory }: Place, path: string): number | undefined {
  const held = inMemory.get(path);
  if (held !== undefined) return Buffer.byteLength(held);
  try {
    if (realpathSync(path) !== join(realpathSync(root), relative(root, path))) return undefined;
    const stat = statSync(path);
    return stat.isFile() ? stat.size : undefined;
  } catch {
    return undefined;
  }
}

function show({ root }: Place, path: string): string {
  return JSON.stringify(relative(dirname(root), path));
}

/** Undefined when the parser ran out of stack. */
function parse(path: string, text: string): ts.SourceFile | undefined {
  try {
    const file = ts.createSourceFile(
      path,
      text,
      {
        languageVersion: compilerOptions.target ?? ts.ScriptTarget.ES2022,
        impliedNodeFormat: ts.ModuleKind.ESNext,
        setExternalModuleIndicator: (module) => {
          Object.assign(module, { externalModuleIndicator: module });
        },
      },
      true,
      ts.ScriptKind.TS,
    );
    // The checks refuse such comments; until they do, TypeScript must not follow them out of the folder.
    file.referencedFiles = [];
    file.typeReferenceDirectives = [];
    file.libReferenceDirectives = [];
    return file;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Goes through the tree without recursion: it may be as deep as the parser could make it. */
function isNestedTooDeep(file: ts.SourceFile): boolean {
  let level: ts.Node[] = [file];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > nestingMax) return true;
    const below: ts.Node[] = [];
    for (const node of level) ts.forEachChild(node, (child) => void below.push(child));
    level = below;
  }
  return false;
}
