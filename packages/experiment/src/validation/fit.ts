import { calibratedFile, calibratedText, cyclesMin, type Calibrated } from "@respin/systems";
import { RespinError } from "../errors.js";
import { calibratedCells, type Constant, type Constants } from "./constants.js";
import { dependentColumns, nonNegativeLeastSquares } from "./least-squares.js";
import { cyclesOf, type Measured, type Use } from "./measured.js";

/** What a fit found. */
export interface Fit {
  /** Whole cycles of each constant that was fitted, by its id. */
  readonly cycles: ReadonlyMap<string, number>;
  /** Cells that were fitted to, in the order of their ids. */
  readonly cells: readonly string[];
  /** Fitted constants that stay as they are, since no experiment has one of their cells. */
  readonly kept: readonly { readonly constant: Constant; readonly missing: readonly string[] }[];
  /** Constants that would have come out below the least that a cost may be. */
  readonly atLeast: readonly Constant[];
}

/** One cell that is fitted to: what it takes in cycles, and what it spends. */
interface Equation {
  readonly cell: string;
  readonly cycles: number;
  readonly uses: readonly Use[];
}

interface Problem {
  readonly unknowns: readonly Constant[];
  readonly equations: readonly Equation[];
  readonly kept: Fit["kept"];
}

/**
 * The constants with which the model comes nearest to the cells that they are declared to be fitted to. Minimised is the sum of
 * the squares of the cells' relative errors; no constant is below one cycle; then each is rounded to whole cycles.
 *
 * Throws RSP_CALIBRATION_CELL (a declared cell that is no published one, or no sum of times), RSP_CALIBRATION_UNUSED (a
 * constant is fitted to a cell that does not spend it), RSP_CALIBRATION_UNDERDETERMINED.
 */
export function fitConstants(measured: readonly Measured[], constants: Constants): Fit {
  const problem = problemOf(measured, constants);
  const dependent = undetermined(problem);
  if (dependent.length > 0) throw underdetermined(problem, dependent[0]);
  const solved = solve(problem);
  return {
    cycles: new Map(problem.unknowns.map(({ id }, at) => [id, Math.round(solved[at])])),
    cells: problem.equations.map(({ cell }) => cell).toSorted(),
    kept: problem.kept,
    atLeast: problem.unknowns.filter((_, at) => solved[at] === cyclesMin),
  };
}

/** The error of a fitted cell when all others that are fitted to are without it; undefined where they do not determine the rest. */
export function errorLeftOut(cell: Measured, measured: readonly Measured[], constants: Constants): number | undefined {
  const whole = problemOf(measured, constants);
  const problem = { ...whole, equations: whole.equations.filter((each) => each.cell !== cell.published.id) };
  const equation = whole.equations.find((each) => each.cell === cell.published.id);
  if (equation === undefined || undetermined(problem).length > 0) return undefined;
  const solved = solve(problem);
  const valueOf = new Map(problem.unknowns.map(({ id }, at) => [id, Math.round(solved[at])]));
  const cycles = equation.uses.reduce(
    (sum, { constant, count }) => sum + count * (valueOf.get(constant.id) ?? constant.cycles),
    0,
  );
  return cycles / equation.cycles - 1;
}

/** The text of the file that holds the fitted cycles, with those that a fit has found in place of the old. */
export function calibratedTextOf(fit: Fit, constants: Constants): string {
  const cycles: Record<string, Record<string, number>> = {};
  for (const { id, name, system, cycles: now } of constants.fitted)
    (cycles[system] ??= {})[name] = fit.cycles.get(id) ?? now;
  const typed: Calibrated["cycles"] = cycles;
  return calibratedText(constants.machine, [...calibratedCells(constants.fitted)].toSorted(), typed);
}

function problemOf(measured: readonly Measured[], constants: Constants): Problem {
  const byCell = new Map(measured.map((each) => [each.published.id as string, each]));
  const missingOf = ({ fittedTo }: Constant): string[] => fittedTo.filter((cell) => !byCell.has(cell));
  const unknowns = constants.fitted.filter((constant) => missingOf(constant).length === 0);
  const kept = constants.fitted
    .map((constant) => ({ constant, missing: missingOf(constant) }))
    .filter(({ missing }) => missing.length > 0);
  const equations = [...calibratedCells(unknowns)].toSorted().flatMap((cell) => {
    const found = byCell.get(cell);
    return found === undefined ? [] : [equationOf(found, constants)];
  });
  for (const { id, fittedTo } of unknowns) {
    const idle = equations.find(
      ({ cell, uses }) =>
        fittedTo.includes(cell) && !uses.some(({ constant, count }) => constant.id === id && count !== 0),
    );
    if (idle !== undefined) {
      throw new RespinError(
        "RSP_CALIBRATION_UNUSED",
        `${id} is declared to be fitted to ${idle.cell}, which does not spend it; name a cell that does, or remove the constant`,
      );
    }
  }
  return { unknowns, equations, kept };
}

function equationOf({ published, uses }: Measured, { clockMhz }: Constants): Equation {
  const cycles = cyclesOf(published.value, published.unit, clockMhz);
  if (uses === undefined || cycles === undefined) {
    throw new RespinError(
      "RSP_CALIBRATION_CELL",
      `nothing can be fitted to ${published.id}: it has no breakdown, or is no time; fit to another cell`,
    );
  }
  return { cell: published.id, cycles, uses };
}

/** The equations as rows of relative errors: how often each unknown is spent, and what the others leave of the cell. */
function rows({ unknowns, equations }: Problem): { a: number[][]; b: number[] } {
  const columnOf = new Map(unknowns.map(({ id }, at) => [id, at]));
  const a = equations.map(({ cycles, uses }) => {
    const row = Array.from({ length: unknowns.length }, () => 0);
    for (const { constant, count } of uses) {
      const column = columnOf.get(constant.id);
      if (column !== undefined) row[column] += count / cycles;
    }
    return row;
  });
  const b = equations.map(({ cycles, uses }) => {
    const others = uses.filter(({ constant }) => !columnOf.has(constant.id));
    return 1 - others.reduce((sum, { constant, count }) => sum + constant.cycles * count, 0) / cycles;
  });
  return { a, b };
}

function solve(problem: Problem): number[] {
  const { a, b } = rows(problem);
  // What each is above the least that it may be is not negative.
  const above = b.map((wanted, row) => wanted - a[row].reduce((sum, count) => sum + count * cyclesMin, 0));
  return nonNegativeLeastSquares(a, above).map((more) => more + cyclesMin);
}

function undetermined(problem: Problem): number[][] {
  return dependentColumns(rows(problem).a, problem.unknowns.length);
}

function underdetermined({ unknowns, equations }: Problem, columns: readonly number[]): RespinError {
  const names = columns.map((column) => unknowns[column].id).join(", ");
  const cells = [...calibratedCells(columns.map((column) => unknowns[column]))].join(", ");
  const told = columns.length === 1 ? "cannot be found" : "cannot be told apart";
  return new RespinError(
    "RSP_CALIBRATION_UNDERDETERMINED",
    `${unknowns.length} constants, ${equations.length} cells: ${names} ${told} by ${cells}; fit them to more cells, or make them one constant (${calibratedFile} is left as it was)`,
  );
}
