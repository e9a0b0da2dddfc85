import { readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { RespinError } from "@respin/hardware";
import {
  writeObjectFile,
  type Declaration,
  type LinkedInterface,
  type Manifest,
  type SigningKey,
} from "@respin/linker";
import { bundle, type Bundle } from "./bundle/bundle.js";
import { exportedInterfaces } from "./bundle/exports.js";
import { loadPackages } from "./bundle/imports.js";
import { sourceLines } from "./bundle/source-lines.js";
import { check } from "./check/check.js";
import { readModules } from "./check/modules.js";
import { thisPackage } from "./check/program.js";
import { extensionLibrary } from "./check/settings.js";
import type { Violation } from "./check/violation.js";

/** The compiler, as object files name it. */
export const compilerName = "respinc 0.1.0";

/** What is compiled, and how. */
export interface BuildOptions {
  /** The extension's name; that of the package that its entry is in, unless said. */
  readonly name?: string;
  /**
   * A folder from which packages are looked for, chosen by whoever compiles: interfaces are loaded from there, so their code
   * runs. Unless said: the entry's own package, if it is of the compiler's repository; the compiler's own otherwise, so that nothing
   * beside a stranger's entry is taken for a package.
   */
  readonly packagesFrom?: string;
  /** Files that are not on the disk, by absolute path. */
  readonly files?: ReadonlyMap<string, string>;
  /**
   * `check`: refuse what breaks a rule. `assert safe`: the author vouches for it, and the object file says so. `bypass`: do
   * not look, and say that it was looked at: for tests of what comes after the checks, never from the command line.
   */
  readonly safety?: "check" | "assert safe" | "bypass";
}

/** What the compiler found wrong, if anything, in the order of the source. */
export class Violations extends RespinError {
  readonly violations: readonly Violation[];

  constructor(entry: string, violations: readonly Violation[]) {
    const count = violations.length === 1 ? "1 rule is broken" : `${violations.length} rules are broken`;
    super("RSP_UNSAFE", `${entry} cannot be compiled: ${count}; see docs/safe-subset.md`, { usage: true });
    this.violations = violations;
  }
}

/**
 * Compile an extension and sign the result: an object file that kernels which trust the key link.
 * Throws Violations (RSP_UNSAFE), RSP_IMPORT, RSP_EXPORT, RSP_BUNDLE, RSP_SOURCE.
 */
export async function build(entry: string, key: SigningKey, options: BuildOptions = {}): Promise<Uint8Array> {
  const { manifest, code, sourceMap } = await compile(entry, options);
  return writeObjectFile({ manifest, code, sourceMap }, key);
}

/** What is signed. */
export interface Compiled extends Pick<Bundle, "code" | "sourceMap"> {
  readonly manifest: Manifest;
}

/** Compile an extension. Throws what `build` throws. */
export async function compile(entry: string, options: BuildOptions = {}): Promise<Compiled> {
  const path = resolve(entry);
  const { files = new Map<string, string>(), safety = "check" } = options;
  const packagesFrom = options.packagesFrom ?? packagesFor(path);
  let texts = files;
  if (safety === "check") {
    const checked = check(path, { packagesFrom, files });
    if (checked.violations.length > 0) throw new Violations(entry, checked.violations);
    // What was checked is what is compiled, whatever becomes of the files meanwhile.
    texts = checked.modules;
  }
  const modules = readModules({ entry: path, root: dirname(path), inMemory: texts });
  const entryFile = modules.files.get(path);
  if (entryFile === undefined || modules.violations.length > 0) throw new Violations(entry, modules.violations);
  const packages = await loadPackages(modules.files.values(), packagesFrom, extensionLibrary);
  const bundled = await bundle(modules, packages);
  const { functions, loops, guarded } = bundled.metered;
  const manifest: Manifest = {
    name: options.name ?? packageName(path),
    compiler: compilerName,
    imports: importedInterfaces(bundled, packages),
    exports: exportedInterfaces(entryFile, packages).map((declaration) => linked(declaration, undefined)),
    library: bundled.library,
    globals: bundled.globals,
    metering: { functions, loops, guarded },
    checked: safety !== "assert safe",
    sourceLines: sourceLines(modules.files.values()),
  };
  return { manifest, code: bundled.code, sourceMap: bundled.sourceMap };
}

/** The interfaces that the links are of, in the order of the links. */
function importedInterfaces({ links }: Bundle, packages: Awaited<ReturnType<typeof loadPackages>>): LinkedInterface[] {
  const declarations = new Map<string, Declaration>();
  for (const names of packages.values()) {
    for (const imported of names.values()) {
      if (imported.kind === "interface") declarations.set(imported.declaration.name, imported.declaration);
    }
  }
  return [...new Set(links.map(({ interfaceName }) => interfaceName))].flatMap((name) => {
    const declaration = declarations.get(name);
    const used = links.filter(({ interfaceName }) => interfaceName === name).map(({ procedure }) => procedure);
    return declaration === undefined ? [] : [linked(declaration, used)];
  });
}

function linked({ name, fingerprint, shapes }: Declaration, used: readonly string[] | undefined): LinkedInterface {
  const procedures = Object.fromEntries((used ?? Object.keys(shapes)).map((each) => [each, shapes[each]]));
  return { name, fingerprint, procedures };
}

/**
 * From where an entry's packages are looked for: an extension of the compiler's own repository has its own dependencies; for
 * any other, the compiler's have to do.
 */
function packagesFor(path: string): string {
  const below = relative(join(thisPackage, "..", ".."), path).split(sep);
  if (below[0] === ".." || below.includes("node_modules")) return thisPackage;
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) {
    if (nameIn(join(folder, "package.json")) !== undefined) return folder;
  }
  return thisPackage;
}

/** The name of the package that a file is in, without its scope. Throws RSP_SOURCE where there is none. */
function packageName(path: string): string {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const name = nameIn(join(folder, "package.json"));
    if (name !== undefined) return name.replace(/^@[^/]*\//, "");
    if (dirname(folder) === folder) break;
  }
  throw new RespinError("RSP_SOURCE", `${path} is in no package with a name; say what the extension is called`, {
    usage: true,
  });
}

function nameIn(file: string): string | undefined {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
  const parsed: unknown = JSON.parse(text);
  const name: unknown = typeof parsed === "object" && parsed !== null ? Reflect.get(parsed, "name") : undefined;
  return typeof name === "string" ? name : undefined;
}
