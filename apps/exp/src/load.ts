import { existsSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { isExperiment, RespinError, suggestion } from "@respin/experiment";
import type { Experiment } from "@respin/experiment";
import type { ExperimentFolder } from "./discover.js";

/** The experiment of a folder. Throws RSP_EXPERIMENT_LOAD, whatever is wrong with it. */
export async function loadExperiment(folder: ExperimentFolder): Promise<Experiment> {
  const { name, entry } = folder;
  if ("wrong" in entry) throw cannotLoad(name, entry.wrong);
  if (!existsSync(entry.module)) throw cannotLoad(name, "it is not built; run pnpm build");
  let exported: unknown;
  try {
    const module: unknown = await import(pathToFileURL(entry.module).href);
    exported = typeof module === "object" && module !== null && "default" in module ? module.default : undefined;
  } catch (error) {
    throw cannotLoad(name, error instanceof Error ? error.message : String(error), error);
  }
  if (!isExperiment(exported)) throw cannotLoad(name, "its module's default export is not made by defineExperiment");
  if (exported.name !== name)
    throw cannotLoad(name, `it calls itself ${exported.name}; folder and name must be the same`);
  return exported;
}

/** The error for a name that no experiment has. */
export function unknownExperiment(word: string, folders: readonly ExperimentFolder[]): RespinError {
  const hint = suggestion(
    word,
    folders.map(({ name }) => name),
  );
  return new RespinError("RSP_EXPERIMENT_UNKNOWN", `there is no experiment ${JSON.stringify(word)}; ${hint}`, {
    usage: true,
  });
}

function cannotLoad(name: string, why: string, cause?: unknown): RespinError {
  return new RespinError("RSP_EXPERIMENT_LOAD", `experiment ${name} cannot be loaded: ${why}`, { cause });
}
