import { groupBy, percent } from "../cells.js";
import { NOTHING } from "../table.js";
import type { PublishedRow, PublishedSummary, PublishedTable, ReportConstant, ReportPublished } from "../report.js";
import { html, type Html } from "./html.js";
import { alignedCells, frame, notesOf, tableOf } from "./table.js";

/** A predicted cell further off than this part of the published value is marked. */
const FAR = 0.25;

/** Every table of the papers beside the results, what is not reproduced, and what the model's numbers are. */
export function publishedOf(published: ReportPublished, experiment: (index: number) => Html): Html {
  const { tables, summary, validation, constants, told } = published;
  const missing = tables.filter((table) => table.summary.reproduced < table.summary.cells);
  const reproduced = tables.filter((table) => table.summary.reproduced > 0);
  return html`<section id="published">
    <h2>The papers' tables</h2>
    <p>
      ${summary.reproduced} of ${summary.cells} published numbers are reproduced by these results.
      <i class="role">calibrated</i>: a cost was fitted to it. <i class="role">predicted</i>: the model gives it, and
      none was. <i class="role">counted</i>: a size, which is no time and no prediction. An error is ours beside the
      paper's, as a part of the paper's.
    </p>
    ${notesOf(told)} ${missing.length === 0 ? undefined : missingOf(missing)}
    ${reproduced.map((table) => paperTable(table, experiment))} ${validation.map((table) => tableOf(table))}
    ${constantsOf(constants)}
  </section> `;
}

/** How a summary says its errors. */
export function errorsTold({ predicted, median, worst }: PublishedSummary): string {
  if (predicted === 0 || median === undefined) return NOTHING;
  return `median ${part(median)}${worst === undefined ? "" : `, worst ${percent(worst.error)} (${worst.cell})`}`;
}

function part(value: number): string {
  return `${(100 * value).toFixed(1)} %`;
}

function missingOf(tables: readonly PublishedTable[]): Html {
  const rows = tables.map(({ title, rows: cells, summary }) => {
    const absent = cells.filter(({ ours }) => ours.length === 0).map(({ cell }) => cell);
    return html`<li>
      <b>${title}</b>: ${absent.length} of
      ${summary.cells}${absent.length === summary.cells ? "" : html`: <small>${absent.join(", ")}</small>`}
    </li>`;
  });
  const count = tables.reduce((sum, { summary }) => sum + summary.cells - summary.reproduced, 0);
  return html`<h3>Not reproduced by these results</h3>
    <p>${count} published numbers that no result at hand has:</p>
    <ul>
      ${rows}
    </ul> `;
}

function paperTable({ title, source, rows, summary }: PublishedTable, experiment: (index: number) => Html): Html {
  const lines = rows
    .flatMap((row) => (row.ours.length === 0 ? [undefined] : row.ours).map((our) => ({ row, our })))
    .map((line, n) => ({ ...line, n }));
  const paper = alignedCells(lines.map(({ row }) => ({ value: row.value })));
  const ours = alignedCells(lines.map(({ our }) => ({ value: our?.value ?? null })));
  const errors = alignedCells(
    lines.map(({ our }) => ({ value: our?.error === undefined ? null : percent(our.error) })),
  );
  const body = [...groupBy(lines, ({ row }) => row.row)].map(([name, group]) =>
    group.map(({ row, our, n }, turn) => {
      const head = turn > 0 ? undefined : html`<th scope="rowgroup" rowspan="${group.length}">${name}</th>`;
      const far = our?.role === "predicted" && our.error !== undefined && Math.abs(our.error) > FAR;
      const role = our === undefined ? "not reproduced" : far ? `${our.role}, far off` : our.role;
      return html`<tr${our === undefined ? html` class="open"` : undefined}>${head}<th scope="row">${row.system}<small>${row.cell}</small></th>${paper[n]}${ours[n]}${errors[n]}<td class="w">${role}</td><td class="w">${our === undefined ? NOTHING : experiment(our.experiment)}</td></tr>
`;
    }),
  );
  const units = new Set(rows.map(({ unit }) => unit));
  const unit = units.size === 1 ? ` (${[...units].join("")})` : "";
  const clocks = [...new Set(rows.flatMap((row) => row.ours.map(({ clock }) => clock)))];
  const about = `${summary.reproduced} of ${summary.cells} reproduced; predicted: ${errorsTold(summary)}; ours: ${clocks.map((clock) => CLOCKS[clock] ?? clock).join(", ")}`;
  const notes = rows.flatMap(({ cell, note }) => (note === undefined ? [] : [`${cell}: ${note}.`]));
  const heads = ["paper", "ours", "error", "role", "experiment"].map((head) => html`<th scope="col">${head}</th>`);
  return html`<h3>${title}</h3>
    ${frame(
      `${title}${unit}`,
      about,
      html`<thead>
          <tr>
            <td></td>
            <th scope="col" class="u">system</th>
            ${heads}
          </tr>
        </thead>
        <tbody>
          ${body}
        </tbody>`,
      "paper",
    )}${notesOf([...notes, source])}`;
}

const CLOCKS: Readonly<Record<string, string>> = { modelled: "modelled time", host: "host time", count: "counts" };

function constantsOf(constants: readonly ReportConstant[]): Html | undefined {
  if (constants.length === 0) return undefined;
  const cycles = alignedCells(constants.map((constant) => ({ value: constant.cycles })));
  const rows = constants.map(({ id, unit, origin, source, fittedTo }, n) => {
    const fitted = fittedTo.length === 0 ? "" : `fitted to ${fittedTo.join(", ")}`;
    const from = [source, fitted].filter((text) => text !== "").join("; ");
    return html`<tr>
      <th scope="row">${id}</th>
      ${cycles[n]}
      <td class="u">${unit}</td>
      <td class="w">${origin}</td>
      <td class="u">${from}</td>
    </tr> `;
  });
  const origins = [...groupBy(constants, ({ origin }) => origin)].map(([origin, group]) => `${group.length} ${origin}`);
  return html`<h3>The costs that these results spend</h3>
    <p>${origins.join(", ")}. All modelled time is a sum of them.</p>
    <details class="print">
      <summary>${constants.length} costs, with their origin</summary>
      ${frame(
        "Costs and their origin",
        "cycles of the machine's clock",
        html`<thead>
            <tr>
              <td></td>
              <th scope="col">cycles</th>
              <th scope="col" class="u">for each</th>
              <th scope="col">origin</th>
              <th scope="col" class="u">from</th>
            </tr>
          </thead>
          <tbody>
            ${rows}
          </tbody>`,
        "costs",
      )}
    </details> `;
}

/** The rows that no result reproduces, of all tables. */
export function notReproduced({ tables }: ReportPublished): PublishedRow[] {
  return tables.flatMap(({ rows }) => rows.filter(({ ours }) => ours.length === 0));
}
