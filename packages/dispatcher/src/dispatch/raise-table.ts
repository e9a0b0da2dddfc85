import type { Raise } from "./plan.js";

/**
 * What is raised for each value of what an index looks up: an array where the values are integers close together, and
 * a map where they are not.
 */
export type RaiseTable = DenseTable | SparseTable;

export interface DenseTable {
  readonly kind: "dense";
  readonly low: number;
  readonly high: number;
  /** By value less `low`, where there is one. */
  readonly raises: (Raise | undefined)[];
  readonly otherwise: Otherwise;
}

export interface SparseTable {
  readonly kind: "sparse";
  readonly raises: Map<unknown, Raise>;
  readonly otherwise: Otherwise;
}

/** For any other value. */
interface Otherwise {
  raise: Raise;
}

/** Elements of an array for each value that is there: with fewer values, a map takes less memory. */
const elementsPerValueMax = 4;

/** A table with the same raise for every value, and for any other. */
export function tableOf(values: readonly unknown[], raise: Raise): RaiseTable {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (!Number.isSafeInteger(value) || typeof value !== "number") {
      low = Number.NEGATIVE_INFINITY;
      break;
    }
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (high - low < values.length * elementsPerValueMax) {
    const raises: (Raise | undefined)[] = Array.from({ length: high - low + 1 }, () => undefined);
    for (const value of values) if (typeof value === "number") raises[value - low] = raise;
    return { kind: "dense", low, high, raises, otherwise: { raise } };
  }
  const raises = new Map<unknown, Raise>();
  for (const value of values) raises.set(value, raise);
  return { kind: "sparse", raises, otherwise: { raise } };
}

/** What is raised for a value. */
export function lookUp(table: RaiseTable, value: unknown): Raise {
  if (table.kind === "sparse") return table.raises.get(value) ?? table.otherwise.raise;
  const { low, high, raises } = table;
  // Of a fraction, the difference could be rounded to an integer.
  const at = typeof value === "number" && Number.isInteger(value) && value >= low && value <= high ? value - low : -1;
  return (at >= 0 ? raises[at] : undefined) ?? table.otherwise.raise;
}

/** Put a raise behind a value that the table was made with. */
export function setRaise(table: RaiseTable, value: unknown, raise: Raise): void {
  if (table.kind === "sparse") table.raises.set(value, raise);
  else if (typeof value === "number") table.raises[value - table.low] = raise;
}

/** Put a raise behind all other values. */
export function setOtherwise(table: RaiseTable, raise: Raise): void {
  table.otherwise.raise = raise;
}
