import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { assertionsOn, hashOf, type Depth } from "@respin/experiment";
import { repositoryRoot } from "../root.js";

/** What makes two runs of the suite the same run: with all of it equal, what one has finished the other need not do again. */
export interface Identity {
  /** SHA-256 over the code that runs: this command line's repository, and the experiments asked for. */
  readonly code: string;
  readonly lockfile: string;
  readonly node: string;
  readonly depth: Depth;
  readonly experiments: readonly string[];
  readonly assertions: boolean;
}

const IDENTITY = ["code", "lockfile", "node", "depth", "experiments", "assertions"] as const;

/** In what two identities differ, by the names of their fields. */
export function differingIn(a: Identity, b: Identity): string[] {
  return IDENTITY.filter((field) => hashOf(a[field]) !== hashOf(b[field]));
}

/** The identity of a run that is asked for now. `root` is the repository whose experiments it runs. */
export function identityOf(root: string, depth: Depth, experiments: readonly string[]): Identity {
  // The kit and the systems are those of the repository that this file is of.
  const home = repositoryRoot({});
  const folders = [
    ...["packages", join("packages", "extensions")].flatMap((base) => packagesIn(join(home, base))),
    ...experiments.map((name) => join(root, "experiments", name)),
  ];
  const hash = createHash("sha256");
  for (const folder of folders) {
    for (const part of ["src", "dist"]) addFiles(hash, folder, part);
  }
  return {
    code: hash.digest("hex"),
    lockfile: hashOfFile(join(root, "pnpm-lock.yaml")),
    node: process.versions.node,
    depth,
    experiments,
    assertions: assertionsOn(),
  };
}

function packagesIn(base: string): string[] {
  return names(base).map((name) => join(base, name));
}

/** Sources too: profiles are read from there, and some are counted. Tests, types and maps change no result. */
function addFiles(hash: ReturnType<typeof createHash>, folder: string, path: string): void {
  let entries;
  try {
    entries = readdirSync(join(folder, path), { withFileTypes: true });
  } catch {
    return;
  }
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const below = join(path, entry.name);
    if (entry.isDirectory()) addFiles(hash, folder, below);
    else if (!/\.(?:test|integration|bench)\.[jt]s$|\.d\.ts$|\.map$|\.tsbuildinfo$/.test(entry.name)) {
      hash
        .update(`${below}\n`)
        .update(readFileSync(join(folder, below)))
        .update("\n");
    }
  }
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch {
    return [];
  }
}

function hashOfFile(file: string): string {
  try {
    return createHash("sha256").update(readFileSync(file)).digest("hex");
  } catch {
    return "unknown";
  }
}
