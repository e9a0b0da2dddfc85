import { RespinError } from "../errors.js";
import type { Cell } from "../experiment.js";
import { publishedCells, type PublishedCell } from "../paper/published.js";
import { suggestion } from "../nearest.js";
import type { Constant, Constants } from "./constants.js";

/** How often a cell's work spent a constant. */
export interface Use {
  readonly constant: Constant;
  readonly count: number;
}

/** A published cell, as an experiment measured it on the model. */
export interface Measured {
  readonly published: PublishedCell;
  readonly experiment: string;
  /** In the published cell's unit. */
  readonly model: number;
  /** What the model's time is made of; undefined where the cell is no sum of times. */
  readonly uses: readonly Use[] | undefined;
}

/** Cycles in one of a unit of time, for a clock of 1 MHz. */
const unitCycles: Readonly<Record<string, number>> = { us: 1, ms: 1e3 };

/** Parts of a time are floating-point quotients: they add up to this part of it. */
const sumTolerance = 1e-6;

/**
 * The published cells among what an experiment yielded in modelled time.
 *
 * Invariant V1: the time of a published cell is the sum of costs of the profiles, and of nothing else: no number belongs to
 * one benchmark. Kept by: this function, which refuses any other. Attacked by: measured.test.ts
 *
 * Throws RSP_VALIDATION_CELL (an unknown cell, another value than the paper's, another system or unit), RSP_VALIDATION_SUM,
 * RSP_VALIDATION_COST.
 */
export function measuredCells(experiment: string, cells: readonly Cell[], constants: Constants): Measured[] {
  return cells.flatMap((cell) => {
    if (cell.published === undefined || cell.clock !== "modelled") return [];
    const published = known(experiment, cell, cell.published);
    const uses = usesOf(cell, constants);
    const measured: Measured = { published, experiment, model: cell.value, uses };
    checkSum(measured, constants.clockMhz);
    return [measured];
  });
}

/** The parts of a cell's time as counts of constants; undefined where it has none or is no time. Throws RSP_VALIDATION_COST. */
export function usesOf({ system, unit, breakdown }: Cell, constants: Constants): Use[] | undefined {
  const cyclesEach = unitCycles[unit];
  if (system === "any" || cyclesEach === undefined || breakdown === undefined) return undefined;
  return Object.entries(breakdown).map(([name, spent]) => {
    const constant = constants.of(system, name);
    const count = constant.cycles === 0 ? 0 : (spent * cyclesEach * constants.clockMhz) / constant.cycles;
    return { constant, count: tidy(count) };
  });
}

/** What a use takes, in a unit of time. */
export function timeOf(cycles: number, unit: string, clockMhz: number): number {
  return cycles / (unitCycles[unit] * clockMhz);
}

/** Cycles in a published time; undefined for what is no time. */
export function cyclesOf(value: number, unit: string, clockMhz: number): number | undefined {
  const each = unitCycles[unit];
  return each === undefined ? undefined : value * each * clockMhz;
}

/** A count without the last digits, which differ with the cycles that it was divided by. */
function tidy(count: number): number {
  return Number(count.toPrecision(10));
}

function known(experiment: string, cell: Cell, stated: NonNullable<Cell["published"]>): PublishedCell {
  const found = publishedCells().find(({ id }) => id === stated.cell);
  if (found === undefined) {
    const ids = publishedCells().map(({ id }) => id);
    throw wrong(experiment, stated.cell, `the papers have no such cell; ${suggestion(stated.cell, ids)}`);
  }
  if (found.value !== stated.value)
    throw wrong(experiment, found.id, "its value is not the paper's; use published(id)");
  if (found.system !== cell.system) throw wrong(experiment, found.id, `it is ${found.system}'s, not ${cell.system}'s`);
  if (found.unit !== cell.unit) throw wrong(experiment, found.id, `its unit is ${found.unit}, not ${cell.unit}`);
  return found;
}

function checkSum({ published, experiment, model, uses }: Measured, clockMhz: number): void {
  if (uses === undefined) return;
  const cycles = uses.reduce((sum, { constant, count }) => sum + constant.cycles * count, 0);
  const sum = timeOf(cycles, published.unit, clockMhz);
  if (Math.abs(sum - model) > sumTolerance * Math.abs(model)) {
    throw new RespinError(
      "RSP_VALIDATION_SUM",
      `${experiment}: the parts of ${published.id} add up to ${sum} ${published.unit}, and the cell is ${model}; leave none out`,
    );
  }
}

function wrong(experiment: string, cell: string, what: string): RespinError {
  return new RespinError("RSP_VALIDATION_CELL", `${experiment} measures ${cell}: ${what}`);
}
