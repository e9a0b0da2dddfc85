import { groupBy, percent } from "../cells.js";
import { NOTHING, type Value } from "../table.js";
import type { PublishedSummary, PublishedTable, ReportConstant, ReportPublished } from "../report.js";
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
    <h3>The papers' numbers beside ours</h3>
    ${reproduced.map((table) => paperTable(table, experiment))}
    ${
      validation.length === 0
        ? undefined
        : html`<h3>How far the model is from the papers</h3>
            ${validation.map((table) => tableOf(table))}`
    }
    ${constantsOf(constants)}
  </section> `;
}

/** What a table has of a summary's errors: the median, the worst, and of which cell that is. */
export function errorValues({ median, worst }: PublishedSummary): Value[] {
  if (median === undefined || worst === undefined) return [null, null, null];
  return [part(median), percent(worst.error), worst.cell];
}

/** The heads of the columns that `errorValues` fills. */
export const ERROR_HEADS = ["median error", "worst", "in"] as const;

/** How a sentence says a summary's errors. */
export function errorsTold({ predicted, median, worst }: PublishedSummary): string {
  if (predicted === 0 || median === undefined) return NOTHING;
  return `median ${part(median)}${worst === undefined ? "" : `, worst ${percent(worst.error)} (${worst.cell})`}`;
}

/** A part of a whole, in percent. */
export function part(value: number): string {
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
  const units = [...new Set(rows.map(({ unit }) => unit))];
  const systems = [...new Set(rows.map(({ system }) => system))];
  const body = [...groupBy(lines, ({ row }) => row.row)].map(([name, group]) =>
    group.map(({ row, our, n }, turn) => {
      const far = our?.role === "predicted" && our.error !== undefined && Math.abs(our.error) > FAR;
      const role = our === undefined ? "not reproduced" : far ? `${our.role}, far off` : our.role;
      const of = [
        turn > 0
          ? undefined
          : html`<th scope="${group.length > 1 ? "rowgroup" : "row"}" rowspan="${group.length}">${name}</th>`,
        systems.length > 1 ? html`<th scope="row">${row.system}</th>` : undefined,
        units.length > 1 ? html`<td class="u">${row.unit}</td>` : undefined,
      ];
      const by = html`<td class="s">${role}</td>
        <td class="s">${our === undefined ? NOTHING : experiment(our.experiment)}</td>
        <td class="id">${row.cell}</td>`;
      return html`<tr${our === undefined ? html` class="open"` : undefined}>${of}${paper[n]}${ours[n]}${errors[n]}${by}</tr>
`;
    }),
  );
  const clocks = [...new Set(rows.flatMap((row) => row.ours.map(({ clock }) => clock)))];
  const about = [
    ...(systems.length > 1 ? [] : [`all ${systems.join("")}`]),
    `${summary.reproduced} of ${summary.cells} reproduced`,
    ...(summary.predicted === 0 ? [] : [`predicted: ${errorsTold(summary)}`]),
    `ours: ${clocks.map((clock) => CLOCKS[clock] ?? clock).join(", ")}`,
  ];
  const notes = rows.flatMap(({ cell, note }) => (note === undefined ? [] : [`${cell}: ${note}.`]));
  const left = [...(systems.length > 1 ? ["system"] : []), ...(units.length > 1 ? ["unit"] : [])];
  const heads = [
    ...left.map((head) => html`<th scope="col" class="u">${head}</th>`),
    ...["paper", "ours", "error"].map((head) => html`<th scope="col">${head}</th>`),
    ...["role", "experiment", "cell"].map((head) => html`<th scope="col" class="u">${head}</th>`),
  ];
  const unit = units.length > 1 ? "" : ` (${units.join("")})`;
  return html`${frame(
    `${title}${unit}`,
    about.join("; "),
    html`<thead>
        <tr>
          <td></td>
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
