import { groupsOfCells, tablesOfCells } from "../cells.js";
import type { ReportExperiment } from "../report.js";
import { breakdownsOf } from "./breakdowns.js";
import { claimsOf } from "./claims.js";
import { html, type Html } from "./html.js";
import { manifestOf } from "./manifest.js";
import { plotOf } from "./plots.js";
import { isQuotable, remarksOf } from "./remarks.js";
import { notesOf, tableOf } from "./table.js";

/** Everything that one result says. `anchor` is its id, and the beginning of those within. */
export async function experimentOf(experiment: ReportExperiment, anchor: string): Promise<Html> {
  const { name, title, question, origin, claims, tables, plots, cells, notes, manifest } = experiment;
  const quotable = isQuotable(manifest);
  const groups = [...groupsOfCells(cells).values()];
  const groupOfCell = new Map<string, number>();
  for (const [n, group] of groups.entries()) {
    for (const { id } of group) if (!groupOfCell.has(id)) groupOfCell.set(id, n);
  }
  const evidence = (cell: string): Html => {
    const group = groupOfCell.get(cell);
    return group === undefined ? html`${cell}` : html`<a href="#${anchor}_c${group}">${cell}</a>`;
  };
  const drawn = await Promise.all(plots.map((plot) => plotOf(plot, quotable)));
  const warnings = remarksOf(experiment);
  return html`<section id="${anchor}">
    <h2>${name}${title === undefined ? undefined : html` <small>${title}</small>`}</h2>
    ${question === undefined ? undefined : html`<p class="question">${question}</p>`}
    ${origin === undefined ? undefined : html`<p>${origin}</p>`}
    ${warnings.length === 0 ? undefined : html`<div class="told">${notesOf(warnings)}</div>`}
    ${claimsOf(claims, evidence)} ${tables.map((table) => tableOf(table))} ${drawn} ${breakdownsOf(cells)}
    ${
      notes.length === 0
        ? undefined
        : html`<h4>Notes</h4>
            ${notesOf(notes)}`
    }
    <h4 class="cellshead">All cells</h4>
    ${tablesOfCells(cells, { quotable, shared: true }).map((table, n) => cellsOf(tableOf(table), groups[n].length, table.title, `${anchor}_c${n}`))}
    ${manifestOf(manifest)}
  </section> `;
}

function cellsOf(table: Html, count: number, title: string, id: string): Html {
  return html`<details class="cells" id="${id}">
    <summary>${title} <small>${count === 1 ? "1 cell" : `${count} cells`}</small></summary>
    ${table}
  </details> `;
}
