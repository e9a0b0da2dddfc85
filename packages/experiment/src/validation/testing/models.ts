import type { SystemCost } from "@respin/systems";
import { MACHINES, type SystemName } from "../../experiment.js";
import { publishedCell, type PublishedCellId } from "../../paper/published.js";
import { Constants } from "../constants.js";
import type { Measured } from "../measured.js";

/** A cost that is fitted to these cells. */
export function fittedCost(cycles: number, ...fittedTo: readonly PublishedCellId[]): SystemCost {
  return { cycles, unit: "call", group: "crossing", origin: "calibrated", source: "", fittedTo };
}

export function assumedCost(cycles: number): SystemCost {
  return { cycles, unit: "call", group: "crossing", origin: "assumed", source: "a guess" };
}

/** The constants of a model whose systems have these costs and no others. */
export function constantsWith(
  spin: Readonly<Record<string, SystemCost>>,
  others: Partial<Record<SystemName, Readonly<Record<string, SystemCost>>>> = {},
): Constants {
  return new Constants(MACHINES[0], { spin, monolithic: {}, microkernel: {}, ...others });
}

/** A published cell as a run would have measured it, that spends costs of its system so often. */
export function measuredAs(
  id: PublishedCellId,
  counts: Readonly<Record<string, number>>,
  constants: Constants,
  value?: number,
): Measured {
  const cell = publishedCell(id);
  const published = value === undefined ? cell : { ...cell, value };
  const uses = Object.entries(counts).map(([name, count]) => ({ constant: constants.of(cell.system, name), count }));
  const cycles = uses.reduce((sum, { constant, count }) => sum + constant.cycles * count, 0);
  return { published, experiment: "tested", model: cycles / constants.clockMhz, uses };
}
