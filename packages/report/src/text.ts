import { formatNumber } from "./numbers.js";
import { commonUnit, MARK, MARK_NOTE, NOTHING, plain, shownUnit, winners } from "./table.js";
import type { Row, Table, Value } from "./table.js";
import { paint, wrap } from "./terminal.js";

/** How a table is written for a terminal. */
export interface TextOptions {
  /** Characters to a line; 100 if not given. */
  readonly width?: number;
  /** Colour the winners and the title. */
  readonly colour?: boolean;
}

const WIDTH = 100;
const GAP = 2;
const LABEL_WIDTH_MIN = 12;

/** A value cut at its decimal point, so that a column can be aligned on it. */
interface Shown {
  readonly left: string;
  readonly right: string;
  readonly wins: boolean;
}

interface Column {
  readonly header: string;
  readonly cells: readonly Shown[];
  readonly leftWidth: number;
  readonly rightWidth: number;
  readonly width: number;
}

/**
 * A table as text: numbers aligned on the decimal point, the winner of each row marked, the unit in the header or in
 * a column of its own. Nothing is wider than `width`: long labels are wrapped, and columns that do not fit beside the
 * others follow in a block below, with the labels repeated.
 */
export function renderText(table: Table, options: TextOptions = {}): string {
  const width = options.width ?? WIDTH;
  const colour = options.colour ?? false;
  const unit = commonUnit(table.rows);
  const title = unit !== undefined && shownUnit(unit) !== "" ? `${table.title} (${unit})` : table.title;
  const units = unit === undefined ? table.rows.map((row) => plain(shownUnit(row.unit))) : [];
  const unitWidth = units.length > 0 ? Math.max("unit".length, ...units.map((text) => text.length)) + GAP : 0;

  const columnWidthMax = Math.max(LABEL_WIDTH_MIN, width - LABEL_WIDTH_MIN - unitWidth - GAP);
  const marked = table.rows.map(winners);
  const columns = table.columns.map((header, index) => columnOf(header, index, table.rows, marked, columnWidthMax));
  const labels = table.rows.map((row) => plain(row.label));
  const labelWidth = labelWidthFor(labels, columns, width - unitWidth);

  const lines = wrap(plain(title), width).map((line) => paint(line, "bold", colour));
  for (const [block, group] of blocks(columns, width - labelWidth - unitWidth).entries()) {
    if (block > 0) lines.push("");
    const indent = " ".repeat(labelWidth) + (unitWidth > 0 ? " ".repeat(GAP) + "unit".padEnd(unitWidth - GAP) : "");
    const header = indent + group.map((column) => " ".repeat(GAP) + column.header.padStart(column.width)).join("");
    if (group.length > 0) lines.push(paint(header.trimEnd(), "dim", colour));
    for (const [index, label] of labels.entries()) {
      const [first, ...more] = wrap(label, labelWidth);
      const unitCell = unitWidth > 0 ? " ".repeat(GAP) + units[index].padEnd(unitWidth - GAP) : "";
      const cells = group.map((column) => " ".repeat(GAP) + cellText(column, index, colour)).join("");
      lines.push(
        (first.padEnd(labelWidth) + unitCell + cells).trimEnd(),
        ...more.map((line) => `  ${line}`.slice(0, width)),
      );
    }
  }
  const notes = [...(marked.some((row) => row.size > 0) ? [MARK_NOTE] : []), ...(table.notes ?? [])];
  for (const note of notes) lines.push(...wrap(plain(note), width - GAP).map((line) => `  ${line}`));
  return lines.join("\n");
}

function columnOf(
  header: string,
  index: number,
  rows: readonly Row[],
  marked: readonly ReadonlySet<number>[],
  widthMax: number,
): Column {
  const cells = rows.map((row, at) => shown(row.values[index] ?? null, marked[at].has(index), widthMax));
  const numeric = cells.filter((cell) => cell.left !== "" || cell.right !== "");
  const leftWidth = Math.max(0, ...numeric.map((cell) => cell.left.length));
  // One more place for the mark in every column, so that a mark never moves a digit.
  const rightWidth =
    Math.max(0, ...cells.map((cell) => cell.right.length)) + (marked.some((row) => row.size > 0) ? 1 : 0);
  const name = shorten(plain(header), widthMax);
  return { header: name, cells, leftWidth, rightWidth, width: Math.max(name.length, leftWidth + rightWidth) };
}

function shown(value: Value, wins: boolean, widthMax: number): Shown {
  if (typeof value !== "number") return { left: shorten(plain(value ?? NOTHING), widthMax - 1), right: "", wins };
  const text = formatNumber(value);
  const point = text.search(/[.e]/);
  return point < 0 ? { left: text, right: "", wins } : { left: text.slice(0, point), right: text.slice(point), wins };
}

function cellText(column: Column, index: number, colour: boolean): string {
  const cell = column.cells[index];
  const number = cell.left.padStart(column.leftWidth) + cell.right;
  const text = cell.wins ? number + MARK : number;
  const padded = text.padEnd(column.leftWidth + column.rightWidth).padStart(column.width);
  return cell.wins ? paint(padded, "green", colour) : padded;
}

/** As wide as the longest label, but narrower where that lets every column stand side by side. */
function labelWidthFor(labels: readonly string[], columns: readonly Column[], width: number): number {
  const longest = Math.max(0, ...labels.map((label) => label.length));
  const taken = columns.reduce((sum, column) => sum + column.width + GAP, 0);
  return Math.min(longest, Math.max(LABEL_WIDTH_MIN, Math.min(width - taken, Math.floor(width / 2))));
}

/** Columns in groups that fit beside the labels, in order; at least one a group. */
function blocks(columns: readonly Column[], width: number): Column[][] {
  const groups: Column[][] = [[]];
  let used = 0;
  for (const column of columns) {
    const last = groups[groups.length - 1];
    const needed = column.width + GAP;
    if (last.length > 0 && used + needed > width) {
      groups.push([column]);
      used = needed;
    } else {
      last.push(column);
      used += needed;
    }
  }
  return groups;
}

function shorten(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}
