import { machineProfiles } from "@respin/systems";
import { RespinError } from "./errors.js";
import { MACHINES, SYSTEMS } from "./experiment.js";
import type { Context, Depth, Experiment } from "./experiment.js";
import { suggestion } from "./nearest.js";
import { integer, parseParameters } from "./parameters.js";

/** What a user asked of a run, as typed; what is not given takes its default. */
export interface Request {
  /** Names separated by commas; all the experiment runs on if not given. */
  readonly systems?: string;
  readonly machine?: string;
  readonly seed?: string;
  /** `quick` if not given. */
  readonly depth?: Depth;
  /** The experiment's own parameters, by their declared names. */
  readonly parameters?: Readonly<Record<string, string>>;
}

const seedParameter = integer({ default: 1, min: 0, help: "" });

/**
 * The context a request asks an experiment to run in.
 * Throws RSP_SYSTEM, RSP_MACHINE, RSP_PARAMETER, RSP_FILE_UNREADABLE, all of them the user's to mend.
 */
export function contextFor(experiment: Experiment, request: Request): Context {
  return {
    systems: systemsFor(experiment, request.systems),
    seed: request.seed === undefined ? seedParameter.default : seedParameter.parse(request.seed, "--seed"),
    depth: request.depth ?? "quick",
    machine: machineFor(experiment, request.machine),
    machines: experiment.machines,
    parameters: parseParameters(experiment.parameters, request.parameters ?? {}),
  };
}

function systemsFor(experiment: Experiment, typed: string | undefined): Context["systems"] {
  if (typed === undefined) return experiment.systems;
  const wanted = new Set(typed.split(",").map((name) => name.trim()));
  for (const name of wanted) {
    if (experiment.systems.some((system) => system === name)) continue;
    const known = SYSTEMS.some((system) => system === name);
    const what = known ? `${experiment.name} does not run on ${name}` : `there is no system ${JSON.stringify(name)}`;
    throw new RespinError("RSP_SYSTEM", `${what}; ${suggestion(name, experiment.systems)}`, { usage: true });
  }
  return experiment.systems.filter((system) => wanted.has(system));
}

function machineFor(experiment: Experiment, typed: string | undefined): string {
  const [first] = experiment.machines;
  if (typed === undefined || experiment.machines.includes(typed)) return typed ?? first;
  // One that was brought: no experiment could have named it.
  if (machineProfiles.has(typed) && !MACHINES.includes(typed)) return typed;
  const what = `there is no machine profile ${JSON.stringify(typed)}; ${suggestion(typed, experiment.machines)}`;
  const message = `${what}; one of your own is given as a file with its path, ./machine.json`;
  throw new RespinError("RSP_MACHINE", message, { usage: true });
}
