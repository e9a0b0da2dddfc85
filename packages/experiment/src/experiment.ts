import type { Plot, Table } from "@respin/report";
import { machineProfiles, systemNames, type SystemName } from "@respin/systems";
import type { ClaimAnswer, Query } from "./claims.js";
import { RespinError } from "./errors.js";
import type { Parameters, ParameterValue, ParameterValues } from "./parameters.js";

export const SYSTEMS = systemNames;
export type { SystemName };
/** The machines that profiles are there for. */
export const MACHINES: readonly string[] = [...machineProfiles.keys()];

export type Clock = "modelled" | "host" | "count";
export type Depth = "quick" | "full";

/** One number of a result. No two cells of a document share id, system and parameters. */
export interface Cell {
  /** `group/quantity`: default tables are made a group each. */
  readonly id: string;
  readonly system: SystemName | "any";
  /** Whose time it is, or `count` for what is no time. A host cell is a ratio and has an interval. */
  readonly clock: Clock;
  /** "1" for a count or a ratio; otherwise `us`, `ms`, `Mbit/s`, ... */
  readonly unit: string;
  readonly value: number;
  readonly parameters?: Readonly<Record<string, string | number | boolean>>;
  readonly interval?: readonly [number, number];
  /** The ratios that a host cell was made of, at most `SAMPLES_MAX`: what two runs of it are compared by. */
  readonly samples?: readonly number[];
  /**
   * Of a count of this repository's own code, which changes when the code does: how many times larger or smaller it may become,
   * 1 for not at all, before a comparison with a baseline fails. A new one of its kind is no failure. Other counts are
   * compared exactly.
   */
  readonly drift?: number;
  /** Where the value went, by cost name, in the cell's unit. */
  readonly breakdown?: Readonly<Record<string, number>>;
  /** What the papers have for it; see `published`. */
  readonly published?: { readonly cell: string; readonly value: number };
}

/** Samples that a cell may carry: documents stay small, and an interval is made in milliseconds. */
export const SAMPLES_MAX = 200;

/** What a run yields: a result, or where it is. The process is answered between steps: yield several times a second. */
export type Step =
  | { readonly kind: "cell"; readonly cell: Cell }
  | {
      readonly kind: "progress";
      readonly done: number;
      readonly total: number;
      readonly label: string;
      /** Totals counted so far in this run, e.g. `faults_total{system="spin"}`: served by `--metrics`. */
      readonly counters?: Readonly<Record<string, number>>;
    };

/** What a run is asked for. */
export interface Context<V = Readonly<Record<string, ParameterValue>>> {
  /** In the order of `SYSTEMS`, whatever order was asked for. */
  readonly systems: readonly SystemName[];
  readonly seed: number;
  readonly depth: Depth;
  readonly machine: string;
  /** The machine profiles this experiment knows. */
  readonly machines: readonly string[];
  readonly parameters: V;
}

/** A sentence about the cells that holds or does not. */
export interface Claim {
  readonly id: string;
  readonly text: string;
  readonly check: (query: Query) => ClaimAnswer;
}

/** A claim; `check` may be asked only of cells of systems that ran, otherwise the claim is not applicable. */
export function claim(id: string, text: string, check: (query: Query) => ClaimAnswer): Claim {
  return { id, text, check };
}

/** Whose experiment it is: one the papers do not have is `ours`. */
export type Origin = "ours" | { readonly paper: string; readonly tables: readonly string[] };

/** An experiment as its package states it. */
export interface ExperimentDefinition<P extends Parameters> {
  /** The folder's name, and the word the command line knows it by. */
  readonly name: string;
  readonly title: string;
  readonly question: string;
  readonly origin: Origin;
  readonly parameters: P;
  /** Systems it can run on; all three if not given. */
  readonly systems?: readonly SystemName[];
  /** Machine profiles it knows, the default first. */
  readonly machines?: readonly string[];
  /**
   * How `exp validate` and `exp calibrate` run it: parameters as words, the defaults for others. What follows a paper takes
   * part unless it says `none`; what is ours takes part if it says how.
   */
  readonly validation?: Readonly<Partial<Record<Extract<keyof P, string>, string>>> | "none";
  /** Yields cells and progress. Same context, same cells, byte for byte, but for host cells. */
  run(context: Context<ParameterValues<P>>): AsyncIterable<Step>;
  readonly claims: readonly Claim[];
  /** Hashes of the profiles in use, for the manifest: by machine name and by system name. */
  profiles?(context: Context<ParameterValues<P>>): Readonly<Record<string, string>>;
  /** Tables for a reader; without it one table a group of cells. */
  tables?(cells: readonly Cell[], context: Context<ParameterValues<P>>): readonly Table[];
  /** Plots for a reader, each of one clock; see `seriesOf`. */
  plots?(cells: readonly Cell[], context: Context<ParameterValues<P>>): readonly Plot[];
  readonly notes?: readonly string[];
}

/** An experiment, its defaults filled in and its parameters' types forgotten: what the command line holds. */
export interface Experiment {
  readonly contract: typeof CONTRACT;
  readonly name: string;
  readonly title: string;
  readonly question: string;
  readonly origin: Origin;
  readonly parameters: Parameters;
  readonly systems: readonly SystemName[];
  readonly machines: readonly string[];
  readonly claims: readonly Claim[];
  readonly notes: readonly string[];
  /** Parameters of a run for validation; undefined for an experiment that takes no part. */
  readonly validation: Readonly<Record<string, string>> | undefined;
  run(context: Context): AsyncIterable<Step>;
  profiles(context: Context): Readonly<Record<string, string>>;
  tables(cells: readonly Cell[], context: Context): readonly Table[] | undefined;
  plots(cells: readonly Cell[], context: Context): readonly Plot[];
}

const CONTRACT = "respin.experiment/v1";
const NAME = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
const PARAMETER = /^[a-z][a-zA-Z0-9]*$/;
const RESERVED = new Set([
  "system",
  "machine",
  "seed",
  "quick",
  "full",
  "json",
  "out",
  "progress",
  "noProgress",
  "metrics",
  "help",
]);

/** States an experiment. Throws RSP_EXPERIMENT when the statement contradicts itself. */
export function defineExperiment<const P extends Parameters>(definition: ExperimentDefinition<P>): Experiment {
  const { name, claims, parameters } = definition;
  if (!NAME.test(name)) throw wrong(name, "a name is lower-case words joined by hyphens");
  for (const parameter of Object.keys(parameters)) {
    if (!PARAMETER.test(parameter)) throw wrong(name, `parameter ${parameter}: write it in camelCase`);
    if (RESERVED.has(parameter)) throw wrong(name, `parameter ${parameter} is an option of every run; rename it`);
  }
  const ids = claims.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw wrong(name, `two claims are called ${twice}; rename one`);
  const { systems = SYSTEMS, machines = MACHINES } = definition;
  if (systems.length === 0 || machines.length === 0) throw wrong(name, "it needs a system and a machine to run on");

  // The context's values were read by this experiment's own declarations, so they have these declarations' types.
  const typed = (context: Context): Context<ParameterValues<P>> => {
    checkValues(name, parameters, context.parameters);
    return { ...context, parameters: context.parameters };
  };
  return {
    contract: CONTRACT,
    name,
    title: definition.title,
    question: definition.question,
    origin: definition.origin,
    parameters,
    systems: SYSTEMS.filter((system) => systems.includes(system)),
    machines,
    claims,
    notes: definition.notes ?? [],
    validation: validationOf(definition.validation, definition.origin),
    run: (context) => definition.run(typed(context)),
    profiles: (context) => definition.profiles?.(typed(context)) ?? {},
    tables: (cells, context) => definition.tables?.(cells, typed(context)),
    plots: (cells, context) => definition.plots?.(cells, typed(context)) ?? [],
  };
}

function validationOf(
  stated: Readonly<Record<string, string | undefined>> | "none" | undefined,
  origin: Origin,
): Experiment["validation"] {
  if (stated === "none" || (stated === undefined && origin === "ours")) return undefined;
  const words = Object.entries(stated ?? {}).flatMap(([name, word]) => (word === undefined ? [] : [[name, word]]));
  return Object.fromEntries(words);
}

/** Whether a module's export is an experiment of this contract, be it made by this copy of the kit or another. */
export function isExperiment(value: unknown): value is Experiment {
  return typeof value === "object" && value !== null && "contract" in value && value.contract === CONTRACT;
}

function checkValues<P extends Parameters>(
  name: string,
  declared: P,
  values: Readonly<Record<string, ParameterValue>>,
): asserts values is ParameterValues<P> {
  const missing = Object.keys(declared).find((parameter) => !(parameter in values));
  if (missing !== undefined)
    throw wrong(name, `it was run without its parameter ${missing}; read them with parseParameters`);
}

function wrong(name: string, what: string): RespinError {
  return new RespinError("RSP_EXPERIMENT", `experiment ${JSON.stringify(name)} is stated wrongly: ${what}`);
}
