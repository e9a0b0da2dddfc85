import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import type { SizesComponent } from "@respin/experiment";
import { objectFacts, RespinError, type ObjectFacts } from "@respin/systems";
import { sourceBytes, sourceLines, withoutComments } from "./comments.js";

/** The folder of the repository, from where this runs: experiments/sizes/dist. */
export const repository = join(import.meta.dirname, "..", "..", "..");

/** A part of ours, made of packages, and the component of SPIN's that it answers to. */
export interface Component {
  readonly name: string;
  readonly packages: readonly string[];
  /** Undefined: the paper's table has nothing like it, and it is no part of the kernel. */
  readonly answersTo: SizesComponent | undefined;
}

/** The parts, those of the kernel first. */
export const components: readonly Component[] = [
  { name: "sys", packages: ["dispatcher", "linker"], answersTo: "sys" },
  { name: "core", packages: ["core"], answersTo: "core" },
  { name: "hardware", packages: ["hardware"], answersTo: "sal" },
  { name: "compiler", packages: ["compiler"], answersTo: undefined },
  { name: "systems", packages: ["systems"], answersTo: undefined },
];

/** What a part takes: lines of TypeScript without comments, and bytes of the JavaScript that it is compiled to. */
export interface Size {
  readonly files: number;
  readonly lines: number;
  readonly objectBytes: number;
}

/** The size of a part, its tests and their helpers left out. Throws RSP_SYSTEM_UNBUILT. */
export function sizeOf({ packages }: Component, root: string = repository): Size {
  const sources = packages.flatMap((name) => sourcesOf(join(root, "packages", name)));
  return {
    files: sources.length,
    lines: sources.reduce((sum, { source }) => sum + sourceLines(readFileSync(source, "utf8")), 0),
    objectBytes: sources.reduce((sum, { compiled }) => sum + sourceBytes(read(compiled, root)), 0),
  };
}

/** The modules of a package, and where each is once it is compiled. */
function sourcesOf(folder: string): { readonly source: string; readonly compiled: string }[] {
  return filesUnder(join(folder, "src"))
    .filter((file) => file.endsWith(".ts") && !isTesting(relative(folder, file)))
    .map((source) => ({
      source,
      compiled: join(folder, "dist", relative(join(folder, "src"), source).replace(/\.ts$/, ".js")),
    }));
}

/** An extension: a package that says so. */
export interface Extension {
  readonly name: string;
  /** Lines of the modules that are in its object file, without comments. */
  readonly lines: number;
  readonly facts: ObjectFacts;
}

/**
 * Every extension of the repository, in order of name: each package whose package.json has
 * `"respin": { "extension": { "entry": ..., "object": ... } }`. Throws RSP_SYSTEM_UNBUILT and what `objectFacts` throws.
 */
export function extensions(root: string = repository): Extension[] {
  const folders = ["packages", join("packages", "extensions"), "experiments"].flatMap((base) =>
    foldersIn(join(root, base)).map((name) => join(root, base, name)),
  );
  return folders
    .flatMap((folder) => {
      const stated = extensionOf(folder);
      if (stated === undefined) return [];
      const facts = objectFacts(join(folder, stated.object));
      return [{ name: facts.name, lines: linesFrom(join(folder, stated.entry)), facts }];
    })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** Lines of an entry and of every module that it reaches by relative imports, but for those that are only of types. */
function linesFrom(entry: string): number {
  const seen = new Set<string>([entry]);
  let lines = 0;
  for (const file of seen) {
    const text = readFileSync(file, "utf8");
    lines += sourceLines(text);
    for (const [, specifier] of withoutComments(text).matchAll(
      /^(?:import|export|\})[^;]*? from "(\.{1,2}\/[^"]+)";$/gm,
    )) {
      seen.add(join(dirname(file), specifier.replace(/\.js$/, ".ts")));
    }
  }
  return lines;
}

function extensionOf(folder: string): { readonly entry: string; readonly object: string } | undefined {
  const file = join(folder, "package.json");
  if (!existsSync(file)) return undefined;
  const stated = member(member(JSON.parse(readFileSync(file, "utf8")), "respin"), "extension");
  const [entry, object] = [member(stated, "entry"), member(stated, "object")];
  return typeof entry === "string" && typeof object === "string" ? { entry, object } : undefined;
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

function isTesting(file: string): boolean {
  return /\.(?:test|bench|d)\.ts$/.test(file) || file.split(sep).some((part) => /^testing(?:\.ts)?$/.test(part));
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesUnder(path) : [path];
    });
}

function foldersIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}

function read(file: string, root: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new RespinError("RSP_SYSTEM_UNBUILT", `${relative(root, file)} is not there; run \`pnpm build\` first`, {
      cause: error,
    });
  }
}
