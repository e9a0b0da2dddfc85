import { Constants, contextFor, MACHINES, measuredCells, RespinError } from "@respin/experiment";
import type { Measured, Run } from "@respin/experiment";
import { discover } from "./discover.js";
import { loadExperiment } from "./load.js";
import { runShown } from "./run-one.js";

/** What the experiments that take part in validation found. */
export interface ValidationRuns {
  readonly constants: Constants;
  readonly runs: readonly Run[];
  readonly measured: readonly Measured[];
}

/**
 * Runs every experiment that takes part in validation, each as it says, and gathers the published cells that it has in modelled
 * time. Nothing is written. Ends early once a cell is found that is asked for. Throws RSP_VALIDATION_CELL where two measure
 * one cell, what `measuredCells` throws, and what a run throws.
 */
export async function runsForValidation(
  root: string,
  options: { readonly signal: AbortSignal; readonly progress: boolean; readonly until?: string },
): Promise<ValidationRuns> {
  const [machine] = MACHINES;
  const constants = new Constants(machine);
  const runs: Run[] = [];
  const measured = new Map<string, Measured>();
  for (const folder of discover(root)) {
    const experiment = await loadExperiment(folder);
    if (experiment.validation === undefined) continue;
    const context = contextFor(experiment, { machine, parameters: experiment.validation });
    const { cells } = await runShown(experiment, context, { root, signal: options.signal, progress: options.progress });
    runs.push({ experiment: experiment.name, cells, claims: experiment.claims, context });
    for (const each of measuredCells(experiment.name, cells, constants)) {
      const { id } = each.published;
      const other = measured.get(id);
      if (other !== undefined) {
        const message = `${other.experiment} and ${each.experiment} both measure ${id}; let one of them do it`;
        throw new RespinError("RSP_VALIDATION_CELL", message);
      }
      measured.set(id, each);
    }
    if (options.until !== undefined && measured.has(options.until)) break;
  }
  return { constants, runs, measured: [...measured.values()] };
}
