import type { Measured } from "./measured.js";

/** Two systems' cells of one row of a paper's table, and whether the model has them in the paper's order. */
export interface Order {
  /** The row: `t3.fork-join`. */
  readonly row: string;
  readonly smaller: string;
  readonly larger: string;
  readonly published: readonly [smaller: number, larger: number];
  readonly model: readonly [smaller: number, larger: number];
  readonly kept: boolean;
}

/** Every order between two systems that the papers show: pairs of cells of one row and of different systems, but for ties. */
export function ordersOf(measured: readonly Measured[]): Order[] {
  const rows = new Map<string, Measured[]>();
  for (const cell of measured) {
    const row = rowOf(cell);
    if (row !== undefined) rows.set(row, [...(rows.get(row) ?? []), cell]);
  }
  return [...rows].flatMap(([row, cells]) =>
    cells.flatMap((a, at) =>
      cells.slice(at + 1).flatMap((b) => {
        if (a.published.system === b.published.system || a.published.value === b.published.value) return [];
        const [smaller, larger] = a.published.value < b.published.value ? [a, b] : [b, a];
        return [
          {
            row,
            smaller: smaller.published.id,
            larger: larger.published.id,
            published: [smaller.published.value, larger.published.value] as const,
            model: [smaller.model, larger.model] as const,
            kept: smaller.model < larger.model,
          },
        ];
      }),
    ),
  );
}

/** What stands before the system in a cell's id: its table and row. A cell of a table with one system has no row to share. */
function rowOf({ published: { id, system } }: Measured): string | undefined {
  const parts = id.split(".");
  const at = parts.indexOf(system);
  return at > 0 ? parts.slice(0, at).join(".") : undefined;
}
