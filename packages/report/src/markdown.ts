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
  const lines = [
    `### ${inert(title)}`,
    "",
    markdownRow(header.map(inert)),
    markdownRow(rule),
    ...rows.map((cells) => markdownRow(cells.map(inert))),
  ];
  const notes = [...(marked.some((row) => row.size > 0) ? [MARK_NOTE] : []), ...(table.notes ?? [])];
  if (notes.length > 0) lines.push("", ...notes.map(markdownItem));
  return `${lines.join("\n")}\n`;
}

function show(value: Value, wins: boolean): string {
  const text = typeof value === "number" ? formatNumber(value) : (value ?? NOTHING);
  return wins ? text + MARK : text;
}

/** A row of a table, of cells that are Markdown already and hold no bare pipe. */
export function markdownRow(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

/**
 * Text that GitHub shows as it is: no markup, no tag, no entity, no link, nobody mentioned, no issue referred to. A space of no
 * width breaks what a backslash cannot.
 */
export function inert(text: string): string {
  return plain(text)
    .replace(/[\u202a-\u202e\u2066-\u2069]/g, "\ufffd")
    .replace(/&/g, "&amp;")
    .replace(/[\\|*_`<>[\]~]/g, (character) => `\\${character}`)
    .replace(/@(?=\w)|:(?=\/\/)|www(?=\.)|(?:#|\bGH-)(?=\d)/gi, "$&\u200b");
}

/** A line of a list, whose text begins no other list and no heading. */
export function markdownItem(text: string): string {
  return `- ${inert(text).replace(/^\s*([-+#]|\d+(?=[.)]))/, "\u200b$1")}`;
}

/** Text between backticks, whatever it holds; also within a table. */
export function code(text: string): string {
  const shown = plain(text).replace(/[\u202a-\u202e\u2066-\u2069]/g, "\ufffd");
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const edge = /^`|`$|^ .* $/.test(shown) || shown.trim() === "" ? " " : "";
  // A pipe ends a table's cell even here, but for one behind a backslash that no other backslash takes.
  const whole = shown.replace(/(\\?)\|/g, (_, before: string) => (before === "" ? "\\|" : "\\\u200b\\|"));
  return `${fence}${edge}${whole}${edge}${fence}`;
}
