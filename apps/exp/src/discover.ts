import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A folder of `experiments/` that says it holds an experiment, not yet loaded. */
export interface ExperimentFolder {
  /** The folder's name is the experiment's. */
  readonly name: string;
  readonly path: string;
  /** The module to load, or why the folder does not say. */
  readonly entry: { readonly module: string } | { readonly wrong: string };
}

/**
 * The experiments of a repository: every folder `experiments/NAME` whose package.json has
 * `"respin": { "experiment": "./dist/index.js" }`, in order of name. There is no other registration.
 */
export function discover(root: string): ExperimentFolder[] {
  const base = join(root, "experiments");
  return namesIn(base).flatMap((name) => {
    const path = join(base, name);
    const entry = entryOf(path);
    return entry === undefined ? [] : [{ name, path, entry }];
  });
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch {
    return [];
  }
}

/** Undefined for a folder that is no experiment at all. */
function entryOf(folder: string): ExperimentFolder["entry"] | undefined {
  let text: string;
  try {
    text = readFileSync(join(folder, "package.json"), "utf8");
  } catch {
    return undefined;
  }
  try {
    const stated: unknown = JSON.parse(text);
    if (typeof stated !== "object" || stated === null || !("respin" in stated)) return undefined;
    const { respin } = stated;
    const module =
      typeof respin === "object" && respin !== null && "experiment" in respin ? respin.experiment : undefined;
    return typeof module === "string"
      ? { module: join(folder, module) }
      : { wrong: 'its package.json says "respin" without { "experiment": "./dist/index.js" }' };
  } catch {
    return { wrong: "its package.json is not JSON" };
  }
}
