import { plotsOf, profilesOf } from "@respin/experiment";
import type { Cell, Context, Experiment, ResultDocument } from "@respin/experiment";
import { tablesOfCells } from "@respin/report";
import type { ReportExperiment } from "@respin/report";
import { discover } from "../discover.js";
import { loadExperiment } from "../load.js";
import type { Source } from "./sources.js";

/** A result with all that its experiment has to say of it; where that is not to be had, why, and default tables. */
export async function experimentOf(root: string, source: Source): Promise<ReportExperiment> {
  const { experiment: name, cells, claims, manifest, document } = source;
  const told = [...source.told];
  const quotable = manifest.assertions !== true && manifest.debugger !== true;
  const experiment = await found(root, name, told);
  let shown: Pick<ReportExperiment, "tables" | "plots"> | undefined;
  if (experiment !== undefined && document !== undefined) {
    if (costsDiffer(document)) {
      told.push("it was made with other costs than today's; what is said of its costs is said of today's.");
    }
    try {
      shown = ownTablesOf(experiment, document);
    } catch (error) {
      told.push(`its own tables cannot be made of this document (${messageOf(error)}): default tables are shown.`);
    }
  }
  return {
    name,
    ...(experiment === undefined
      ? {}
      : { title: experiment.title, question: experiment.question, origin: originOf(experiment) }),
    told,
    claims,
    tables: shown?.tables ?? tablesOfCells(cells, { quotable }),
    plots: shown?.plots ?? [],
    cells,
    notes: experiment?.notes ?? [],
    manifest,
  };
}

/** Whether a document's machine or systems had other costs than they have here. */
export function costsDiffer({ manifest: { machine, profiles, systems } }: ResultDocument): boolean {
  try {
    const today = profilesOf({ machine: machine.name, systems });
    const stated = { ...profiles, [machine.name]: machine.hash };
    return Object.entries(today).some(([name, hash]) => name in stated && stated[name] !== hash);
  } catch {
    // A machine that is not here has no costs that are.
    return true;
  }
}

async function found(root: string, name: string, told: string[]): Promise<Experiment | undefined> {
  const folder = discover(root).find((one) => one.name === name);
  if (folder === undefined) {
    told.push("the experiment is not here: default tables are shown.");
    return undefined;
  }
  try {
    return await loadExperiment(folder);
  } catch (error) {
    told.push(`${messageOf(error)}: default tables are shown.`);
    return undefined;
  }
}

function ownTablesOf(
  experiment: Experiment,
  { cells, manifest }: ResultDocument,
): Pick<ReportExperiment, "tables" | "plots"> {
  const context = contextOf(experiment, manifest);
  const quotable = !manifest.assertions && !manifest.debugger;
  const all: readonly Cell[] = cells;
  const tables = experiment.tables(all, context) ?? tablesOfCells(all, { quotable });
  return { tables, plots: plotsOf(experiment, all, context) };
}

/** The context that the run was in, as its manifest has it. */
function contextOf(experiment: Experiment, manifest: ResultDocument["manifest"]): Context {
  // A parameter without a value is not in the manifest.
  const unset = Object.keys(experiment.parameters).map((name) => [name, undefined] as const);
  return {
    systems: manifest.systems,
    seed: manifest.seed,
    depth: manifest.depth,
    machine: manifest.machine.name,
    machines: experiment.machines,
    parameters: { ...Object.fromEntries(unset), ...manifest.parameters },
  };
}

function originOf({ origin }: Experiment): string {
  return origin === "ours"
    ? "Ours: the papers have no such experiment."
    : `After ${origin.paper}, ${origin.tables.join(", ")}.`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
