import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { ownModule, type Modules } from "./modules.js";
import { compilerOptions } from "./settings.js";

/** Files of TypeScript's library and of packages, parsed once for all checks of a process, while their text stays. */
const parsed = new Map<string, { readonly text: string; readonly file: ts.SourceFile }>();
const parsedMax = 2000;

/** What packages are looked for from where nobody says otherwise: this package. */
export const thisPackage = fileURLToPath(new URL("../../", import.meta.url));

/**
 * TypeScript's view of an extension. Its own modules are those that were read, and packages are looked for from a folder that
 * the one who compiles chose: nothing in an extension's folder can pass for a package or change an option.
 */
export function createProgram(
  modules: Modules,
  packagesFrom: string,
  inMemory: ReadonlyMap<string, string>,
): ts.Program {
  const readFile = (path: string): string | undefined => inMemory.get(path) ?? ts.sys.readFile(path);
  const fileExists = (path: string): boolean => inMemory.has(path) || ts.sys.fileExists(path);
  const folders = foldersOf(inMemory);
  const directoryExists = (path: string): boolean => folders.has(path) || ts.sys.directoryExists(path);
  const realpath = (path: string): string => (inMemory.has(path) ? path : (ts.sys.realpath?.(path) ?? path));
  const resolutionHost: ts.ModuleResolutionHost = { fileExists, readFile, directoryExists, realpath };
  const resolutions = ts.createModuleResolutionCache(packagesFrom, (name) => name, compilerOptions);
  const host: ts.CompilerHost = {
    ...resolutionHost,
    getSourceFile(path, options) {
      // Nothing of a package is read but its declarations, and nothing of the extension but what was read before.
      return (
        modules.files.get(path) ?? (/\.d\.[cm]?ts$/.test(path) ? parseOnce(path, readFile(path), options) : undefined)
      );
    },
    resolveModuleNameLiterals: (literals, containing) =>
      literals.map((literal) => {
        const own = modules.files.has(containing);
        const target = own ? ownModule(containing, literal.text) : undefined;
        if (target !== undefined) return { resolvedModule: ownResolution(modules, target) };
        const from = own ? join(packagesFrom, "extension.ts") : containing;
        const how = ts.ModuleKind.ESNext;
        return ts.resolveModuleName(literal.text, from, compilerOptions, resolutionHost, resolutions, undefined, how);
      }),
    getDefaultLibFileName: (options) => ts.getDefaultLibFilePath(options),
    getCurrentDirectory: () => packagesFrom,
    getCanonicalFileName: (name) => name,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => "\n",
    writeFile: () => {},
    getDirectories: () => [],
  };
  return ts.createProgram({ rootNames: [modules.entry], options: compilerOptions, host });
}

function ownResolution(modules: Modules, path: string): ts.ResolvedModuleFull | undefined {
  if (!modules.files.has(path)) return undefined;
  return { resolvedFileName: path, extension: ts.Extension.Ts, isExternalLibraryImport: false };
}

function parseOnce(
  path: string,
  text: string | undefined,
  options: ts.ScriptTarget | ts.CreateSourceFileOptions,
): ts.SourceFile | undefined {
  if (text === undefined) return undefined;
  const held = parsed.get(path);
  if (held?.text === text) return held.file;
  const file = ts.createSourceFile(path, text, options);
  if (parsed.size >= parsedMax) parsed.clear();
  parsed.set(path, { text, file });
  return file;
}

/** Every folder that a file in memory is in. */
function foldersOf(inMemory: ReadonlyMap<string, string>): ReadonlySet<string> {
  const folders = new Set<string>();
  for (const path of inMemory.keys()) {
    for (let at = dirname(path); !folders.has(at); at = dirname(at)) folders.add(at);
  }
  return folders;
}
