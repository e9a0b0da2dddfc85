import { formatNumber } from "../numbers.js";
import { commonUnit, MARK, MARK_NOTE, NOTHING, shownUnit, winners } from "../table.js";
import type { Row, Table, Value } from "../table.js";
import { html, type Html, type Part } from "./html.js";

/** Units of time. A host cell is a ratio, so what has one of them is modelled. */
const TIMES = new Set(["ns", "us", "ms", "s"]);

/** The widest padding behind a number that the style sheet has, in characters. */
const PADDING_MAX = 9;

/** How a table stands on the page. */
export interface TableLook {
  /** A column head of the labels. */
  readonly corner?: string;
  /** Under the title: whose time it is, say. */
  readonly about?: string;
}

/** A table with its title, in a region that scrolls by itself and that the keyboard reaches, and its notes below. */
export function tableOf(table: Table, look: TableLook = {}): Html {
  const unit = commonUnit(table.rows);
  const common = unit === undefined ? "" : shownUnit(unit);
  const marked = table.rows.map(winners);
  const columns = table.columns.map((_, at) =>
    columnOf(
      table.rows,
      at,
      marked.map((row) => row.has(at)),
    ),
  );
  const notes = [...(marked.some((row) => row.size > 0) ? [MARK_NOTE] : []), ...(table.notes ?? [])];
  const head = [
    html`<td>${look.corner}</td>`,
    ...(unit === undefined ? [html`<th scope="col" class="u">unit</th>`] : []),
    ...table.columns.map((column) => html`<th scope="col">${column}</th>`),
  ];
  const body = table.rows.map(
    (row, at) =>
      html`<tr>
        <th scope="row">${row.label}</th>
        ${unit === undefined ? html`<td class="u">${shownUnit(row.unit)}</td>` : undefined}${columns.map((column) => column[at])}
      </tr> `,
  );
  const title = common === "" ? table.title : `${table.title} (${common})`;
  return html`${frame(
    title,
    look.about ?? clockOf(table),
    html`<thead>
        <tr>
          ${head}
        </tr>
      </thead>
      <tbody>
        ${body}
      </tbody>`,
  )}${notesOf(notes)}`;
}

/** The rows of a table under its title, in its scrolling region. */
export function frame(title: string, about: string | undefined, rows: Html, kind = ""): Html {
  const below = about === undefined ? undefined : html` <small>${about}</small>`;
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${title}">
    <table class="${kind}">
      <caption>
        <span>${title}${below}</span>
      </caption>
      ${rows}
    </table>
  </div> `;
}

export function notesOf(notes: readonly Part[]): Html | undefined {
  return notes.length === 0
    ? undefined
    : html`<ul class="notes">
        ${notes.map((note) => html`<li>${note}</li>`)}
      </ul> `;
}

/** What a table's units say of its clock. */
function clockOf({ rows }: Table): string | undefined {
  return rows.length > 0 && rows.every(({ unit }) => unit !== undefined && TIMES.has(unit))
    ? "ours: modelled time"
    : undefined;
}

/** The cells of one column, numbers aligned on the decimal point. */
function columnOf(rows: readonly Row[], at: number, wins: readonly boolean[]): Html[] {
  return alignedCells(rows.map((row, n) => ({ value: row.values[at] ?? null, wins: wins[n] })));
}

/** Cells that stand under each other, numbers aligned on the decimal point; a mark stands behind it, and is named. */
export function alignedCells(cells: readonly { readonly value: Value; readonly wins?: boolean }[]): Html[] {
  const shown = cells.map(({ value, wins = false }) => {
    const numeric = typeof value === "number";
    const text = numeric ? formatNumber(value) : (value ?? NOTHING);
    const point = numeric ? text.search(/[.e]/) : -1;
    return { text, wins, numeric, behind: (point < 0 ? 0 : text.length - point) + (wins ? 1 : 0) };
  });
  const widest = Math.max(0, ...shown.filter(({ numeric }) => numeric).map(({ behind }) => behind));
  return shown.map(({ text, wins, numeric, behind }) => {
    const padding = numeric ? Math.min(widest - behind, PADDING_MAX) : 0;
    if (wins) {
      const mark = html`<span aria-hidden="true">${MARK}</span><i>best</i>`;
      return html`<td class="best p${padding}">${text}${mark}</td>`;
    }
    if (padding > 0) return html`<td class="p${padding}">${text}</td>`;
    return /\d/.test(text) || text === NOTHING ? html`<td>${text}</td>` : html`<td class="w">${text}</td>`;
  });
}
