import type { Command } from "commander";
import { flagOf, suggestion } from "@respin/experiment";
import type { Experiment, Parameter } from "@respin/experiment";
import type { Options } from "./declarations/declare.js";
import { UsageError } from "./usage.js";

/** Adds an experiment's parameters to the options of a command, under a heading of their own in its help. */
export function addParameters(command: Command, experiment: Experiment): void {
  command.optionsGroup(`Parameters of ${experiment.name}:`);
  for (const [name, parameter] of Object.entries(experiment.parameters)) {
    const flag = flagOf(name);
    if (command.options.some((option) => option.long === flag)) continue;
    command.option(`${flag} <${parameter.placeholder}>`, parameter.help + defaultText(parameter));
  }
}

/**
 * The parameters given on the command line that are an experiment's own, by their declared names.
 * Throws RSP_USAGE for one that none of the named experiments has.
 */
export function givenParameters(experiments: readonly Experiment[], options: Options, common: ReadonlySet<string>) {
  const known = new Set(experiments.flatMap((experiment) => Object.keys(experiment.parameters)));
  for (const name of Object.keys(options)) {
    if (known.has(name) || common.has(name)) continue;
    const names = experiments.map((experiment) => experiment.name).join(" and ");
    const hint = suggestion(flagOf(name), [...known, ...common].map(flagOf));
    throw new UsageError(`${names} has no parameter ${flagOf(name)}; ${hint}`);
  }
  return (experiment: Experiment): Record<string, string> => {
    const given: Record<string, string> = {};
    for (const [name, value] of Object.entries(options)) {
      if (typeof value === "string" && Object.hasOwn(experiment.parameters, name)) given[name] = value;
    }
    return given;
  };
}

function defaultText(parameter: Parameter): string {
  if (parameter.default === undefined) return "";
  return ` (default: ${String(parameter.default)})`;
}
