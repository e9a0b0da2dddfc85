import { systemCosts } from "@respin/systems";
import type { Cell } from "../experiment.js";
import { median, quantile } from "../statistics.js";

/** Whether constants were fitted to a published cell, or the model gives it without having been given it. */
export type Role = "calibrated" | "predicted";

const calibrated: ReadonlySet<string> = new Set(
  Object.values(systemCosts).flatMap((costs) => Object.values(costs).flatMap(({ fittedTo = [] }) => fittedTo)),
);

/** The role of a published cell, as the systems' profiles declare it. */
export function roleOf(published: string): Role {
  return calibrated.has(published) ? "calibrated" : "predicted";
}

/** How far a cell is from the paper's, as a part of that; undefined for a cell that no paper has. */
export function errorOf({ value, published }: Pick<Cell, "value" | "published">): number | undefined {
  return published === undefined ? undefined : value / published.value - 1;
}

/** How large errors are, whatever their sign; all 0 where there are none. */
export interface ErrorSummary {
  readonly cells: number;
  readonly median: number;
  /** Four fifths of the errors are no larger. */
  readonly percentile80: number;
  readonly worst: number;
  /** The part of the errors that is at most a quarter. */
  readonly withinQuarter: number;
}

/** Sums up errors, given as parts of what was to come out. */
export function summarize(errors: readonly number[]): ErrorSummary {
  const sizes = errors.map(Math.abs);
  if (sizes.length === 0) return { cells: 0, median: 0, percentile80: 0, worst: 0, withinQuarter: 1 };
  return {
    cells: sizes.length,
    median: median(sizes),
    percentile80: quantile(sizes, 0.8),
    worst: Math.max(...sizes),
    withinQuarter: sizes.filter((size) => size <= 0.25).length / sizes.length,
  };
}
