import { join, resolve } from "node:path";

/** The folder whose `experiments/` are run and whose `results/` are written: this repository, or RESPIN_ROOT. */
export function repositoryRoot(environment: NodeJS.ProcessEnv = process.env): string {
  const named = environment["RESPIN_ROOT"] ?? "";
  // This file runs from apps/exp/dist.
  return named === "" ? join(import.meta.dirname, "..", "..", "..") : resolve(named);
}
