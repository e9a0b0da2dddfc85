import { publishedCells, type Cell } from "@respin/experiment";
import { systemCosts } from "@respin/systems";

const known: ReadonlySet<string> = new Set(publishedCells().map(({ id }) => id));

/** The published cells that calibrated costs of any system were fitted to: those that their sources name. */
const fitted: ReadonlySet<string> = new Set(
  Object.values(systemCosts)
    .flatMap((costs) => Object.values(costs))
    .filter(({ origin }) => origin === "calibrated")
    .flatMap(({ source }) => source.split(/[\s,;:()]+/))
    .filter((word) => known.has(word)),
);

export function isFitted(published: string): boolean {
  return fitted.has(published);
}

/** How far a cell is from the paper's, as a part of that; undefined for a cell that no paper has. */
export function errorOf({ value, published }: Cell): number | undefined {
  return published === undefined ? undefined : value / published.value - 1;
}

/** The cells that the paper has and that nothing was fitted to. */
export function predicted(cells: readonly Cell[]): Cell[] {
  return cells.filter(({ published }) => published !== undefined && !isFitted(published.cell));
}
