import { join } from "node:path";
import {
  contextFor,
  runExperiment,
  type Cell,
  type Context,
  type Request,
  type ResultDocument,
} from "@respin/experiment";
import type { SystemName } from "@respin/systems";
import experiment from "../index.js";
import { settingOf, type Setting } from "../setting.js";
import type { Task } from "../workload.js";

/** The folder of the repository. */
export const root = join(import.meta.dirname, "..", "..", "..", "..");

/** Parameters of the experiment, as words. */
export type Words = Readonly<Record<string, string | number>>;

function request(words: Words, common: Omit<Request, "parameters">): Request {
  return {
    ...common,
    parameters: Object.fromEntries(Object.entries(words).map(([name, value]) => [name, `${value}`])),
  };
}

/** Runs the experiment as the command line does, without writing anything. */
export function runWith(words: Words, common: Omit<Request, "parameters"> = {}): Promise<ResultDocument> {
  return runExperiment(experiment, contextFor(experiment, request(words, common)), { root: import.meta.dirname });
}

/** The context that claims and tables of such a run are given. */
export function contextOf(words: Words, common: Omit<Request, "parameters"> = {}): Context {
  return contextFor(experiment, request(words, common));
}

/** The setting that the command line makes of such words. */
export function settingWith(words: Words, common: Omit<Request, "parameters"> = {}): Setting {
  const context = contextOf(words, common);
  const { frames, userShare, tenants, journal } = context.parameters;
  const policy = String(context.parameters["policy"]);
  const kernelPolicy = String(context.parameters["kernelPolicy"]);
  if (
    typeof frames !== "number" ||
    typeof userShare !== "number" ||
    typeof tenants !== "number" ||
    (journal !== "delete" && journal !== "wal")
  ) {
    throw new Error("the experiment's parameters are not what they were when this was written");
  }
  return settingOf({ ...context, parameters: { frames, policy, kernelPolicy, userShare, tenants, journal } });
}

/** The result of work, its progress left aside. */
export function finished<Result>(task: Task<Result>): Result {
  for (;;) {
    const step = task.next();
    if (step.done === true) return step.value;
  }
}

/** The value of the one cell with that id, system and parameters. */
export function valueOf(
  cells: readonly Cell[],
  id: string,
  system: SystemName | "any",
  parameters: Readonly<Record<string, string>> = {},
): number {
  const found = cells.filter(
    (cell) =>
      cell.id === id &&
      cell.system === system &&
      Object.entries(parameters).every(([name, value]) => cell.parameters?.[name] === value),
  );
  if (found.length !== 1) throw new Error(`${found.length} cells are ${id} of ${system} ${JSON.stringify(parameters)}`);
  return found[0].value;
}
