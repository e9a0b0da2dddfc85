import { formatNumber } from "./numbers.js";
import { commonUnit, MARK, MARK_NOTE, NOTHING, plain, shownUnit, winners } from "./table.js";
import type { Table, Value } from "./table.js";

/** A table as Markdown (GitHub's dialect), with the same numbers, units and marks as the text. */
export function renderMarkdown(table: Table): string {
  const unit = commonUnit(table.rows);
  const common = unit === undefined ? "" : shownUnit(unit);
  const title = common === "" ? table.title : `${table.title} (${common})`;
  const unitColumn = unit === undefined;
  const marked = table.rows.map(winners);

  const header = ["", ...(unitColumn ? ["unit"] : []), ...table.columns];
  const rule = ["---", ...(unitColumn ? ["---"] : []), ...table.columns.map(() => "---:")];
  const rows = table.rows.map((row, index) => [
    row.label,
    ...(unitColumn ? [shownUnit(row.unit)] : []),
    ...table.columns.map((_, column) => show(row.values[column] ?? null, marked[index].has(column))),
  ]);
  const lines = [`### ${escape(title)}`, "", ...[header, rule, ...rows].map((cells) => line(cells))];
  const notes = [...(marked.some((row) => row.size > 0) ? [MARK_NOTE] : []), ...(table.notes ?? [])];
  if (notes.length > 0) lines.push("", ...notes.map((note) => `- ${escape(note)}`));
  return `${lines.join("\n")}\n`;
}

function show(value: Value, wins: boolean): string {
  const text = typeof value === "number" ? formatNumber(value) : (value ?? NOTHING);
  return wins ? text + MARK : text;
}

function line(cells: readonly string[]): string {
  return `| ${cells.map(escape).join(" | ")} |`;
}

/** Keeps text from being read as markup: a pipe would end a cell, a less-than sign would begin a tag. */
function escape(text: string): string {
  return plain(text).replace(/[\\|*_`<[\]]/g, (character) => `\\${character}`);
}
