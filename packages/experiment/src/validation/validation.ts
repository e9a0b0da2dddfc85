import { publishedCells, type PublishedCell } from "../paper/published.js";
import { missedBars, type MissedBar } from "./bars.js";
import { calibratedCells, type Constant, type Constants, type CostOrigin } from "./constants.js";
import { errorLeftOut } from "./fit.js";
import type { Measured } from "./measured.js";
import { idleReasons, offCells, type OffCell } from "./off.js";
import { ordersOf, type Order } from "./orders.js";
import { summarize, type ErrorSummary, type Role } from "./roles.js";

/** A published cell beside the model's. */
export interface ValidatedCell {
  readonly cell: string;
  readonly table: string;
  readonly experiment: string;
  readonly unit: string;
  readonly published: number;
  readonly model: number;
  readonly role: Role;
  /** Of the model, as a part of the published value. */
  readonly error: number;
}

/** What is said of one table of a paper, or of all. */
export interface ValidationSummary {
  readonly table: string;
  readonly cells: number;
  readonly calibrated: number;
  /** The errors of the predicted cells. */
  readonly predicted: ErrorSummary;
  /** Constants that the cells spend, by origin, each once. */
  readonly constants: Readonly<Record<CostOrigin, number>>;
  /** Of the calibrated cells, each with all others fitted without it; those that the others do not determine are counted. */
  readonly leaveOneOut: ErrorSummary & { readonly undetermined: number };
  readonly orders: { readonly kept: number; readonly broken: number };
  /** Constants that are fitted to cells of the table, and to no cell that nothing measures. */
  readonly fitted: number;
}

/** How far the model is from what was published. */
export interface Validation {
  readonly cells: readonly ValidatedCell[];
  readonly orders: readonly Order[];
  readonly tables: readonly ValidationSummary[];
  readonly all: ValidationSummary;
  /** Predicted cells that are more than a quarter off. */
  readonly off: readonly OffCell[];
  /** Cells that are said to be off, with the reason, and are not. */
  readonly idleReasons: readonly string[];
  /** Published cells that no experiment measures. */
  readonly notCovered: readonly PublishedCell[];
  readonly missed: readonly MissedBar[];
}

/** Compares measured cells with the published. Throws what a fit throws: see `fitConstants`. */
export function validate(measured: readonly Measured[], constants: Constants): Validation {
  const order = new Map(publishedCells().map(({ id }, at) => [id, at]));
  const ordered = measured.toSorted((a, b) => (order.get(a.published.id) ?? 0) - (order.get(b.published.id) ?? 0));
  const calibrated = calibratedCells(constants.fitted);
  const cells = ordered.map((each): ValidatedCell => {
    const { id, value, unit } = each.published;
    return {
      cell: id,
      table: tableOf(each.published),
      experiment: each.experiment,
      unit,
      published: value,
      model: each.model,
      role: calibrated.has(id) ? "calibrated" : "predicted",
      error: each.model / value - 1,
    };
  });
  const leftOut = new Map<string, number | undefined>();
  for (const each of ordered) {
    if (calibrated.has(each.published.id)) leftOut.set(each.published.id, errorLeftOut(each, ordered, constants));
  }
  const orders = ordersOf(ordered);
  const covered = new Set(cells.map(({ cell }) => cell));
  const fitted = constants.fitted.filter(({ fittedTo }) => fittedTo.every((cell) => covered.has(cell)));
  const summaryOf = (table: string, part: readonly Measured[]): ValidationSummary =>
    summary(table, part, { cells, leftOut, orders, fitted });
  const names = [...new Set(cells.map(({ table }) => table))];
  const tables = names.map((name) =>
    summaryOf(
      name,
      ordered.filter(({ published }) => tableOf(published) === name),
    ),
  );
  const all = summaryOf("all", ordered);
  return {
    cells,
    orders,
    tables,
    all,
    off: offCells(cells),
    idleReasons: idleReasons(cells),
    notCovered: publishedCells().filter(({ id }) => !covered.has(id)),
    missed: missedBars(all),
  };
}

/** The table as a reader knows it: `SOSP'95, Table 2`. */
export function tableOf({ source, table }: PublishedCell): string {
  return `${paperNames[source]}, ${table}`;
}

const paperNames = { sosp95: "SOSP'95", osdi96: "OSDI'96" } as const;

interface Found {
  readonly cells: readonly ValidatedCell[];
  readonly leftOut: ReadonlyMap<string, number | undefined>;
  readonly orders: readonly Order[];
  readonly fitted: readonly Constant[];
}

function summary(table: string, part: readonly Measured[], found: Found): ValidationSummary {
  const ids = new Set(part.map(({ published }) => published.id as string));
  const cells = found.cells.filter(({ cell }) => ids.has(cell));
  const predicted = cells.filter(({ role }) => role === "predicted");
  const left = [...found.leftOut].filter(([cell]) => ids.has(cell)).map(([, error]) => error);
  const determined = left.filter((error) => error !== undefined);
  const orders = found.orders.filter(({ smaller, larger }) => ids.has(smaller) && ids.has(larger));
  return {
    table,
    cells: cells.length,
    calibrated: cells.length - predicted.length,
    predicted: summarize(predicted.map(({ error }) => error)),
    constants: countOrigins(part),
    leaveOneOut: { ...summarize(determined), undetermined: left.length - determined.length },
    orders: { kept: orders.filter(({ kept }) => kept).length, broken: orders.filter(({ kept }) => !kept).length },
    fitted: found.fitted.filter(({ fittedTo }) => fittedTo.some((cell) => ids.has(cell))).length,
  };
}

function countOrigins(part: readonly Measured[]): Record<CostOrigin, number> {
  const spent = new Map<string, Constant>();
  for (const { uses = [] } of part) {
    for (const { constant, count } of uses) if (count !== 0) spent.set(constant.id, constant);
  }
  const count = (origin: CostOrigin): number => [...spent.values()].filter((each) => each.origin === origin).length;
  return {
    hardware: count("hardware"),
    stated: count("stated"),
    calibrated: count("calibrated"),
    assumed: count("assumed"),
  };
}
