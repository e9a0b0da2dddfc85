import type { Cell } from "@respin/experiment";

/** Finds cells by id and parameters. */
export class Finder {
  readonly #cells: readonly Cell[];

  constructor(cells: readonly Cell[]) {
    this.#cells = cells;
  }

  /** Those with the id that have these parameters, others left aside. */
  all(id: string, parameters: NonNullable<Cell["parameters"]> = {}): Cell[] {
    return this.#cells.filter(
      (cell) =>
        cell.id === id && Object.entries(parameters).every(([name, value]) => cell.parameters?.[name] === value),
    );
  }

  one(id: string, parameters: NonNullable<Cell["parameters"]> = {}): Cell | undefined {
    return this.all(id, parameters)[0];
  }

  value(id: string, parameters: NonNullable<Cell["parameters"]> = {}): number | null {
    return this.one(id, parameters)?.value ?? null;
  }
}

export function handlersOf({ parameters }: Cell): number {
  return Number(parameters?.["handlers"]);
}

/** How much each further handler adds, from the fewest handlers to the most. */
export function slopeOf(cells: readonly Cell[]): number {
  const ordered = cells.toSorted((a, b) => handlersOf(a) - handlersOf(b));
  const [first] = ordered;
  const last = ordered[ordered.length - 1];
  return (last.value - first.value) / (handlersOf(last) - handlersOf(first));
}

/** How far any cell is from the line through the first and the last, as a part of its value. */
export function bendOf(cells: readonly Cell[]): number {
  const slope = slopeOf(cells);
  const [first] = cells.toSorted((a, b) => handlersOf(a) - handlersOf(b));
  const off = cells.map((cell) =>
    Math.abs((first.value + slope * (handlersOf(cell) - handlersOf(first))) / cell.value - 1),
  );
  return Math.max(...off);
}
