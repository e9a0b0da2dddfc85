/** What a table's cell shows: a number, a word, or nothing known. */
export type Value = number | string | null;

/** One line of a table. */
export interface Row {
  readonly label: string;
  /** Unit of every value of the row; "1" is a plain count or ratio. */
  readonly unit?: string;
  /** One value a column. */
  readonly values: readonly Value[];
  /** Which value wins, if one does. */
  readonly best?: "low" | "high";
}

/** A table as an experiment states it, before anyone decides how it looks. */
export interface Table {
  readonly title: string;
  /** Names of the value columns; the labels' own column has none. */
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  readonly notes?: readonly string[];
}

/** Marks the value that wins its row, in text and in Markdown alike. */
export const MARK = "*";
export const MARK_NOTE = `${MARK} best of its row`;
export const NOTHING = "-";

/** Which columns win a row: none when it names no winner, has fewer than two numbers, or all are equal. */
export function winners(row: Row): ReadonlySet<number> {
  if (!row.best) return new Set();
  const numbers = row.values.filter((value) => typeof value === "number");
  const low = Math.min(...numbers);
  const high = Math.max(...numbers);
  if (numbers.length < 2 || low === high) return new Set();
  const best = row.best === "low" ? low : high;
  return new Set(row.values.flatMap((value, column) => (value === best ? [column] : [])));
}

/** The unit of all rows if they share one, so that it can stand in the header; otherwise undefined. */
export function commonUnit(rows: readonly Row[]): string | undefined {
  const units = new Set(rows.map((row) => row.unit ?? ""));
  const [unit] = units;
  return units.size === 1 ? unit : undefined;
}

/** A unit as it is shown: a plain number has none. */
export function shownUnit(unit: string | undefined): string {
  return unit === undefined || unit === "1" ? "" : unit;
}

/** Text that cannot move the cursor: what a document from elsewhere says is shown, never obeyed. */
export function plain(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, " ");
}
