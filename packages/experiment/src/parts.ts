import { machineNamed, profileHash, systemCosts } from "@respin/systems";
import type { Cell, Context, Step } from "./experiment.js";

/** Some of an experiment's work, and the cells that come of it. */
export interface Part {
  readonly label: string;
  readonly cells: () => readonly Cell[];
}

/**
 * An experiment that is a list of parts: each is done and its cells told, with where the run is. `rest` gives the cells that are
 * made of all the others.
 */
export function* stepsOf(
  parts: readonly Part[],
  rest: (made: readonly Cell[]) => readonly Cell[] = () => [],
): Generator<Step> {
  const total = parts.length;
  const made: Cell[] = [];
  for (const [done, { label, cells }] of parts.entries()) {
    yield { kind: "progress", done, total, label };
    for (const cell of cells()) {
      made.push(cell);
      yield { kind: "cell", cell };
    }
  }
  for (const cell of rest(made)) yield { kind: "cell", cell };
  yield { kind: "progress", done: total, total, label: "claims" };
}

/** The hashes of the profiles of a run: of its machine, and of the systems that it runs on. Throws RSP_MACHINE. */
export function profilesOf({
  machine,
  systems,
}: Pick<Context, "machine" | "systems">): Readonly<Record<string, string>> {
  return {
    [machine]: profileHash(machineNamed(machine)),
    ...Object.fromEntries(systems.map((system) => [system, profileHash(systemCosts[system])])),
  };
}
