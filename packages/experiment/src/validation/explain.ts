import { RespinError } from "../errors.js";
import { suggestion } from "../nearest.js";
import { publishedCells } from "../paper/published.js";
import { calibratedCells, type Constants, type CostOrigin } from "./constants.js";
import { timeOf, type Measured } from "./measured.js";
import type { Role } from "./roles.js";

/** One part of a cell's sum. */
export interface Term {
  /** The constant: `spin/syscall.path`. */
  readonly constant: string;
  /** How often it is spent, of what. */
  readonly count: number;
  readonly per: string;
  readonly cycles: number;
  /** Count times cycles, in the cell's unit. */
  readonly time: number;
  readonly origin: CostOrigin;
  readonly source: string;
  readonly fittedTo: readonly string[];
}

/** The sum that a cell of the model is. */
export interface Explanation {
  readonly cell: string;
  readonly row: string;
  readonly experiment: string;
  readonly unit: string;
  readonly published: number;
  readonly note?: string;
  readonly model: number;
  readonly error: number;
  readonly role: Role;
  /** The largest first. */
  readonly terms: readonly Term[];
}

/** The sum that a measured cell is. Throws RSP_CELL_UNEXPLAINED where it is none. */
export function explain({ published, experiment, model, uses }: Measured, constants: Constants): Explanation {
  const { id, row, unit, value, note } = published;
  if (uses === undefined) {
    throw new RespinError("RSP_CELL_UNEXPLAINED", `${id} is no sum: ${experiment} says nothing of what it is made of`, {
      usage: true,
    });
  }
  const terms = uses
    .filter(({ count }) => count !== 0)
    .map(({ constant, count }): Term => {
      const { id: name, unit: per, cycles, origin, source, fittedTo } = constant;
      const time = timeOf(count * cycles, unit, constants.clockMhz);
      return { constant: name, count, per, cycles, time, origin, source, fittedTo };
    })
    .toSorted((a, b) => b.time - a.time);
  return {
    cell: id,
    row,
    experiment,
    unit,
    published: value,
    ...(note === undefined ? {} : { note }),
    model,
    error: model / value - 1,
    role: calibratedCells(constants.fitted).has(id) ? "calibrated" : "predicted",
    terms,
  };
}

/** Makes sure that the papers have a cell of that id. Throws RSP_CELL_UNKNOWN with the nearest one. */
export function checkPublished(id: string): void {
  const ids = publishedCells().map((cell) => cell.id);
  if (ids.some((known) => known === id)) return;
  const message = `the papers have no cell ${JSON.stringify(id)}; ${suggestion(id, ids)}`;
  throw new RespinError("RSP_CELL_UNKNOWN", message, { usage: true });
}

/** The measured cell of a published id. Throws RSP_CELL_UNKNOWN, RSP_CELL_NOT_COVERED. */
export function coveredCell(id: string, measured: readonly Measured[]): Measured {
  checkPublished(id);
  const found = measured.find(({ published }) => published.id === id);
  if (found !== undefined) return found;
  const message = `no experiment measures ${id}; exp validate lists the cells that one does`;
  throw new RespinError("RSP_CELL_NOT_COVERED", message, { usage: true });
}
