import { flagOf } from "@respin/experiment";
import type { Experiment } from "@respin/experiment";
import { wrap } from "@respin/report";
import { discover } from "../discover.js";
import { errorLine, EXIT } from "../exit.js";
import type { ExitCode } from "../exit.js";
import { loadExperiment } from "../load.js";
import { print, printJson, textOptions } from "../output.js";

type Found = { readonly name: string } & ({ readonly experiment: Experiment } | { readonly error: string });

/** `exp list`: every experiment there is; one that cannot be loaded is listed with the reason. */
export async function list(root: string, json: boolean): Promise<ExitCode> {
  const found: Found[] = [];
  for (const folder of discover(root)) {
    try {
      found.push({ name: folder.name, experiment: await loadExperiment(folder) });
    } catch (error) {
      found.push({ name: folder.name, error: errorLine(error) });
    }
  }
  if (json) printJson(found.map(jsonOf));
  else printText(found);
  return EXIT.ok;
}

function jsonOf(one: Found): object {
  if ("error" in one) return one;
  const { name, title, question, origin, parameters, systems, machines } = one.experiment;
  const declared = Object.entries(parameters).map(([parameter, { help, placeholder, default: value }]) => ({
    name: parameter,
    flag: flagOf(parameter),
    placeholder,
    help,
    default: value ?? null,
  }));
  return { name, title, question, origin, systems, machines, parameters: declared };
}

function printText(found: readonly Found[]): void {
  if (found.length === 0) {
    print("There are no experiments: a folder of experiments/ holds one when its package.json says respin.experiment.");
    return;
  }
  const { width } = textOptions();
  const nameWidth = Math.max(...found.map(({ name }) => name.length)) + 2;
  for (const one of found) {
    const text = "error" in one ? one.error : `${one.experiment.title} (${originOf(one.experiment)})`;
    const [first, ...more] = wrap(text, Math.max(30, width - nameWidth));
    print(one.name.padEnd(nameWidth) + first);
    for (const line of more) print(" ".repeat(nameWidth) + line);
  }
}

function originOf({ origin }: Experiment): string {
  return origin === "ours" ? "ours" : `${origin.paper}, ${origin.tables.join(", ")}`;
}
