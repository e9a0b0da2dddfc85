import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { RespinError } from "@respin/experiment";

/** Folders of the workspace that hold packages, as pnpm-workspace.yaml lists them. */
const packageFolders = ["apps", "experiments", "packages", "packages/extensions"];

/** The names of the workspace's packages, with the folder of each. */
export function packagesOf(root: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const base of packageFolders) {
    for (const entry of namesIn(join(root, base))) {
      const folder = `${base}/${entry}`;
      const name = nameIn(join(root, folder, "package.json"));
      if (name !== undefined) found.set(name, folder);
    }
  }
  return found;
}

/** The names of the interfaces that the workspace's sources define, with the file of each. */
export function interfacesOf(root: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const folder of packagesOf(root).values()) {
    for (const file of sourcesIn(join(root, folder, "src"))) {
      const text = readFileSync(join(root, folder, "src", file), "utf8");
      for (const [, name] of text.matchAll(/\bdefineInterface\("(\w+)"/g)) found.set(name, `${folder}/src/${file}`);
    }
  }
  return found;
}

/**
 * Write a new package and have the workspace build it: its folder appears whole, and the root's tsconfig.json refers to it,
 * or neither. Throws RSP_NEW_PLACE.
 */
export function writePackage(root: string, folder: string, files: ReadonlyMap<string, string>): void {
  const target = join(root, folder);
  const beside = join(dirname(target), `.${process.pid}.part`);
  const solution = join(root, "tsconfig.json");
  const solutionPart = `${solution}.${process.pid}.part`;
  try {
    const references = withReference(readFileSync(solution, "utf8"), `./${folder}`);
    for (const [name, text] of files) {
      mkdirSync(dirname(join(beside, name)), { recursive: true });
      writeFileSync(join(beside, name), text);
    }
    writeFileSync(solutionPart, references);
    renameSync(beside, target);
    try {
      renameSync(solutionPart, solution);
    } catch (error) {
      rmSync(target, { recursive: true, force: true });
      throw error;
    }
  } catch (error) {
    for (const part of [beside, solutionPart]) if (existsSync(part)) rmSync(part, { recursive: true });
    const why = error instanceof Error ? error.message : String(error);
    throw new RespinError("RSP_NEW_PLACE", `${folder} cannot be made: ${why}; see to the folder, nothing was written`, {
      cause: error,
    });
  }
}

/** The text of a tsconfig.json with one more reference, behind the last of the same folder. Throws what parsing does. */
function withReference(text: string, path: string): string {
  const stated: unknown = JSON.parse(text);
  const references = typeof stated === "object" && stated !== null ? Reflect.get(stated, "references") : undefined;
  if (!Array.isArray(references)) throw new Error("tsconfig.json has no list of references");
  const paths = references.map((each: unknown) => pathOf(each));
  const last = paths.findLastIndex((each) => each !== undefined && dirname(each) === dirname(path));
  const at = last < 0 ? references.length : last + 1;
  return `${JSON.stringify({ ...Object(stated), references: references.toSpliced(at, 0, { path }) }, undefined, 2)}\n`;
}

function pathOf(reference: unknown): string | undefined {
  if (typeof reference !== "object" || reference === null || !("path" in reference)) return undefined;
  return typeof reference.path === "string" ? reference.path : undefined;
}

function nameIn(file: string): string | undefined {
  if (!existsSync(file)) return undefined;
  try {
    const stated: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (typeof stated !== "object" || stated === null || !("name" in stated)) return undefined;
    return typeof stated.name === "string" ? stated.name : undefined;
  } catch {
    return undefined;
  }
}

/** What is in a folder; whether each is a folder itself shows when something is looked for in it. */
function namesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).toSorted() : [];
}

function sourcesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".ts") && !file.endsWith(".test.ts"),
  );
}
