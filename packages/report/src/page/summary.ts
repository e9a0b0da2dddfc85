import { groupBy, percent } from "../cells.js";
import type { PublishedSummary, Report, ReportExperiment, ReportManifest } from "../report.js";
import { claimsOf, claimsTold, stateOf } from "./claims.js";
import { html, type Html } from "./html.js";
import { commitTold, durationTold, instantTold } from "./manifest.js";
import { ERROR_HEADS, errorValues, part } from "./published.js";
import { remarksOf } from "./remarks.js";
import { alignedCells, frame, notesOf, tableOf } from "./table.js";

/** What a reader wants to know first: what was run, on what, and how it came out. */
export function summaryOf(report: Report, link: (index: number) => Html): Html {
  const { experiments, published } = report;
  const claims = experiments.flatMap((experiment) => experiment.claims);
  // Of several experiments, a claim is called with its own.
  const failing = experiments.flatMap(({ name, claims: all }) =>
    all.filter((claim) => stateOf(claim) === "fails").map((claim) => ({ ...claim, id: `${name}/${claim.id}` })),
  );
  const told = experiments.flatMap((experiment, n) =>
    remarksOf(experiment).map((sentence) => html`${link(n)}: ${sentence}`),
  );
  return html`<section id="summary">
    <h2>Summary</h2>
    <dl class="figures">
      <div class="${failing.length > 0 ? "fails" : "holds"}">
        <dt>Claims</dt>
        <dd>${claimsTold(claims)}</dd>
      </div>
      <div>
        <dt>Results</dt>
        <dd>${experiments.length} <small>${clocksTold(experiments)}</small></dd>
      </div>
      ${
        published === undefined
          ? undefined
          : html`<div>
                <dt>Published numbers</dt>
                <dd>
                  ${published.summary.reproduced} of ${published.summary.cells}
                  <small
                    >${published.summary.calibrated} calibrated, ${published.summary.predicted} predicted,
                    ${published.summary.reproduced - published.summary.calibrated - published.summary.predicted}
                    counted</small
                  >
                </dd>
              </div>
              <div>
                <dt>Error of the predicted</dt>
                <dd>${worstTold(published.summary)}</dd>
              </div>`
      }
    </dl>
    ${notesOf(told)}
    ${
      failing.length === 0
        ? undefined
        : claimsOf(failing, (cell) => html`${cell}`, { title: "Claims that fail", about: claimsTold(claims) })
    }
    ${runsOf(experiments, link)} ${conditionsOf(experiments)}
    ${
      published === undefined
        ? undefined
        : tableOf({
            title: "The papers' tables",
            columns: ["numbers", "reproduced", "calibrated", "predicted", ...ERROR_HEADS],
            rows: published.tables.map(({ title, summary }) => ({
              label: title,
              values: [
                summary.cells,
                summary.reproduced,
                summary.calibrated,
                summary.predicted,
                ...errorValues(summary),
              ],
            })),
            notes: ["Errors are those of the predicted numbers."],
          })
    }
  </section> `;
}

function worstTold({ median, worst }: PublishedSummary): Html {
  if (median === undefined || worst === undefined) return html`-`;
  return html`median ${part(median)} <small>worst ${percent(worst.error)}, ${worst.cell}</small>`;
}

const CLOCKS = [
  ["modelled", "of modelled time"],
  ["count", "counts"],
  ["host", "ratios of host time"],
] as const;

/** How many cells there are, each clock by itself. */
export function clocksTold(experiments: readonly ReportExperiment[]): string {
  const cells = experiments.flatMap((experiment) => experiment.cells);
  const counts = CLOCKS.flatMap(([clock, words]) => {
    const count = cells.filter((cell) => cell.clock === clock).length;
    return count === 0 ? [] : [`${count} ${words}`];
  });
  return `cells: ${counts.join(", ") || "none"}`;
}

/** Columns of words, which begin on the left. */
const WORDS = new Set(["claims", "run"]);

function runsOf(experiments: readonly ReportExperiment[], link: (index: number) => Html): Html {
  const columns = [
    experiments.map((experiment) => experiment.cells.length),
    experiments.map(({ published }) => (published === undefined ? null : published.reproduced)),
    ...ERROR_HEADS.map((_, n) => experiments.map(({ published }) => published && errorValues(published)[n])),
  ].map((values) => alignedCells(values.map((value) => ({ value: value ?? null }))));
  const rows = experiments.map(({ claims, manifest }, n) => {
    const run = [manifest.depth, manifest.seed === undefined ? undefined : `seed ${manifest.seed}`];
    return html`<tr>
      <th scope="row">${link(n)}</th>
      <td class="s">${claimsTold(claims)}</td>
      ${columns.map((cells) => cells[n])}
      <td class="s">${run.filter((each) => each !== undefined).join(", ")}</td>
      <td>${manifest.started === undefined ? "-" : instantTold(manifest.started)}</td>
      <td>${manifest.durationMs === undefined ? "-" : durationTold(manifest.durationMs)}</td>
    </tr> `;
  });
  const heads = ["claims", "cells", "published", ...ERROR_HEADS, "run", "started", "took"];
  return frame(
    "What was run",
    undefined,
    html`<thead>
        <tr>
          <td></td>
          ${heads.map((head) => (WORDS.has(head) ? html`<th scope="col" class="u">${head}</th>` : html`<th scope="col">${head}</th>`))}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>`,
  );
}

/** What the runs were made with: once where all agree, and by experiment where they do not. */
function conditionsOf(experiments: readonly ReportExperiment[]): Html {
  const lines: readonly (readonly [string, (manifest: ReportManifest) => string])[] = [
    ["commit", commitTold],
    ["node", ({ node = "unknown" }) => node],
    ["processor", ({ cpu }) => (cpu === undefined ? "unknown" : `${cpu.model}, ${cpu.count}`)],
    ["operating system", ({ os = "unknown" }) => os],
    ["modelled machine", ({ machine }) => machine?.name ?? "unknown"],
  ];
  const rows = lines.map(([name, of]) => {
    const groups = [...groupBy(experiments, ({ manifest }) => of(manifest))];
    const values = groups.map(([value, group]) =>
      groups.length === 1 ? value : `${value} (${group.map((experiment) => experiment.name).join(", ")})`,
    );
    return html`<tr>
      <th scope="row">${name}</th>
      <td class="u">${values.join("; ")}</td>
    </tr> `;
  });
  return frame(
    "On what",
    undefined,
    html`<tbody>
      ${rows}
    </tbody>`,
    "manifest",
  );
}
