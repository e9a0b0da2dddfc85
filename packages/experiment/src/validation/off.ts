import type { PublishedCellId } from "../paper/published.js";
import type { ValidatedCell } from "./validation.js";

/** A predicted cell further from the published value than this part of it is off. */
const offMin = 0.25;

/** Why cells are off that no constant could put right without being made for them. */
const reasons: Partial<Record<PublishedCellId, string>> = {
  "o1.5-args.1-handlers.out-of-line":
    "the paper's rows contradict each other: five arguments add more to a raise of one handler than to one of five",
  "o1.5-args.5-handlers.inline": "the paper's row contradicts itself: five handlers in line take longer than ten",
  "t4.appel1.microkernel":
    "the paper names Mach's external pager and no more: what it did between the second lock request and the end of the handler is not in the model's messages; timed until the store goes through it would be a fifth off",
};

/** A predicted cell that is far from the published value, and why, where that is known. */
export interface OffCell {
  readonly cell: string;
  readonly error: number;
  readonly reason: string | undefined;
}

/** The predicted cells that are more than a quarter off, the furthest first. */
export function offCells(cells: readonly ValidatedCell[]): OffCell[] {
  return cells
    .filter(({ role, error }) => role === "predicted" && Math.abs(error) > offMin)
    .map(({ cell, error }) => ({ cell, error, reason: reasonOf(cell) }))
    .toSorted((a, b) => Math.abs(b.error) - Math.abs(a.error));
}

/** Cells that a reason is given for and that are not off: the reason is to be removed. */
export function idleReasons(cells: readonly ValidatedCell[]): string[] {
  const off = new Set(offCells(cells).map(({ cell }) => cell));
  return cells.filter(({ cell }) => reasonOf(cell) !== undefined && !off.has(cell)).map(({ cell }) => cell);
}

function reasonOf(cell: string): string | undefined {
  return Object.entries(reasons).find(([id]) => id === cell)?.[1];
}
