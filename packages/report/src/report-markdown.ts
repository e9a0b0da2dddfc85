import { percent } from "./cells.js";
import { code, inert, markdownItem, markdownRow } from "./markdown.js";
import { formatNumber } from "./numbers.js";
import { claimsTold, stateOf } from "./page/claims.js";
import { commitTold, durationTold, instantTold } from "./page/manifest.js";
import { errorsTold } from "./page/published.js";
import { remarksOf } from "./page/remarks.js";
import { clocksTold } from "./page/summary.js";
import type { OurValue, PublishedRow, PublishedTable, Report, ReportedClaim, ReportExperiment } from "./report.js";
import { shownUnit } from "./table.js";

/** Characters that GitHub takes in a comment. */
export const COMMENT_MAX = 65_536;
/** Kept for the end, which says what was left out. */
const END_MAX = 2_000;
const NAME_MAX = 60;
const NAMES_MAX = 12;

/**
 * A report as Markdown for a pull request: what fails first, then the published cells beside ours, then all claims,
 * within what a comment holds. The end says what was left out.
 */
export function reportMarkdown(report: Report): string {
  const text = new Limited(COMMENT_MAX - END_MAX);
  const { experiments, published } = report;
  const all = experiments.flatMap(({ claims }) => claims);
  text.add("summary", `## Respin: report\n\n${headOf(report)}`);

  const failing = experiments.flatMap((experiment) =>
    experiment.claims.filter((claim) => stateOf(claim) === "fails").map((claim) => ({ experiment, claim })),
  );
  if (failing.length > 0) {
    const rows = failing.map(({ experiment, claim }) => failingRow(experiment, claim));
    text.table(
      "failing claims",
      `### ${failing.length} of ${all.length} claims fail`,
      ["claim", "margin", "cells", "to see it"],
      rows,
    );
  }
  const told = experiments.flatMap((experiment) =>
    remarksOf(experiment).map((each) => markdownItem(`${experiment.name}: ${each}`)),
  );
  for (const line of [...told, ...(published?.told ?? []).map(markdownItem)]) text.line("remarks", line);

  text.table(
    "results",
    "### What was run",
    ["experiment", "claims", "cells", "error of the predicted", "run", "started", "took", "commit"],
    experiments.map(runRow),
  );
  if (published !== undefined) {
    for (const table of timesFirst(published.tables)) {
      const rows = table.rows.flatMap((row) => row.ours.map((our) => publishedRow(row, our)));
      text.table(
        table.title,
        `### ${inert(table.title)}: ${inert(aboutOf(table))}`,
        ["cell", "paper", "ours", "error", "role", "to see its sum"],
        rows,
      );
    }
    const missing = published.tables.filter(({ summary }) => summary.reproduced < summary.cells);
    for (const line of missing.map(missingLine)) text.line("what is not reproduced", line);
  }
  for (const { name, claims } of experiments) {
    const lines = claims.map((claim) => `- ${WORDS[stateOf(claim)]}: ${inert(claim.text)}`);
    const block = `<details><summary>${inert(name)}: claims</summary>\n\n${lines.join("\n")}\n\n</details>`;
    if (lines.length > 0) text.add(`claims of ${name}`, block);
  }
  return text.ended("report.html has all tables, plots, breakdowns, cells and manifests");
}

const WORDS = { holds: "holds", fails: "**FAILS**", open: "not applicable" } as const;

function headOf({ experiments, published }: Report): string {
  const claims = experiments.flatMap((experiment) => experiment.claims);
  const results = experiments.length === 1 ? "1 result" : `${experiments.length} results`;
  const lines = [`Claims: **${claimsTold(claims)}**. ${results}; ${clocksTold(experiments)}.`];
  if (published !== undefined) {
    const { summary } = published;
    lines.push(
      `Published numbers reproduced: ${summary.reproduced} of ${summary.cells} (${summary.calibrated} calibrated, ${summary.predicted} predicted). Error of the predicted: ${inert(errorsTold(summary))}.`,
    );
  }
  return lines.join("\n");
}

function failingRow({ name }: ReportExperiment, { id, text, margin, evidence = [] }: ReportedClaim): string[] {
  const cells = evidence.slice(0, 3).map(code);
  const more = evidence.length > cells.length ? [`${evidence.length - cells.length} more`] : [];
  return [
    `${inert(text)} (${code(`${name}/${id}`)})`,
    margin === undefined ? "-" : formatNumber(margin),
    [...cells, ...more].join(", "),
    code(`exp run ${name}`),
  ];
}

function runRow({ name, claims, cells, published, manifest }: ReportExperiment): string[] {
  const run = [manifest.depth, manifest.seed === undefined ? undefined : `seed ${manifest.seed}`];
  return [
    name,
    claimsTold(claims),
    String(cells.length),
    published === undefined ? "-" : errorsTold(published),
    run.filter((each) => each !== undefined).join(", "),
    manifest.started === undefined ? "-" : instantTold(manifest.started),
    manifest.durationMs === undefined ? "-" : durationTold(manifest.durationMs),
    commitTold(manifest),
  ].map(inert);
}

function publishedRow({ cell, value, unit }: PublishedRow, our: OurValue): string[] {
  const shown = shownUnit(unit);
  return [
    code(cell),
    `${formatNumber(value)} ${inert(shown)}`.trim(),
    formatNumber(our.value),
    our.error === undefined ? "-" : percent(our.error),
    our.role,
    our.role === "counted" ? "-" : code(`exp validate --explain ${cell}`),
  ];
}

function aboutOf({ summary }: PublishedTable): string {
  const predicted = summary.predicted === 0 ? "" : `; predicted: ${errorsTold(summary)}`;
  return `${summary.reproduced} of ${summary.cells}${predicted}`;
}

/** Tables of which something is reproduced, those of sizes, which are no time, last. */
function timesFirst(tables: readonly PublishedTable[]): PublishedTable[] {
  const some = tables.filter(({ summary }) => summary.reproduced > 0);
  const timed = ({ summary }: PublishedTable): boolean => summary.calibrated + summary.predicted > 0;
  return [...some.filter(timed), ...some.filter((table) => !timed(table))];
}

function missingLine({ title, rows, summary }: PublishedTable): string {
  const count = rows.filter(({ ours }) => ours.length === 0).length;
  return `- Not reproduced: ${count} of ${summary.cells} of ${inert(title)}`;
}

/**
 * Text that grows up to a length.
 *
 * Invariant R3: what a pull request's comment cannot hold is left out whole, and counted.
 *   Kept by: `#fits`, which is asked before anything is added. Attacked by: report-markdown.test.ts
 */
class Limited {
  readonly #max: number;
  readonly #left = new Map<string, number>();
  readonly #blocks: string[] = [];
  #length = 0;

  constructor(max: number) {
    this.#max = max;
  }

  /** A block of its own, or a note that it is not there. */
  add(what: string, block: string): void {
    if (this.#fits(block.length + 2)) this.#push(`\n${block}`);
    else this.#leave(what);
  }

  /** A line that follows the last. */
  line(what: string, line: string): void {
    if (this.#fits(line.length + 2)) this.#push(this.#blocks.at(-1)?.startsWith("- ") === true ? line : `\n${line}`);
    else this.#leave(what);
  }

  /** A table, as many of its rows as there is room for. */
  table(what: string, title: string, columns: readonly string[], rows: readonly (readonly string[])[]): void {
    const head = [`\n${title}`, "", markdownRow(columns), markdownRow(columns.map(() => "---"))].join("\n");
    if (!this.#fits(head.length + 1)) {
      this.#leave(what, rows.length);
      return;
    }
    this.#push(head);
    for (const row of rows.map(markdownRow)) {
      if (this.#fits(row.length + 1)) this.#push(row);
      else this.#leave(what);
    }
  }

  /** All of it, with what was left out at the end. */
  ended(where: string): string {
    const left = [...this.#left].map(([what, count]) =>
      inert(`${count === 1 ? "" : `${count} of `}${shortened(what)}`),
    );
    const more = left.length > NAMES_MAX ? `, and ${left.length - NAMES_MAX} more` : "";
    const end =
      left.length === 0
        ? `${where}.`
        : `Left out, to fit a comment: ${left.slice(0, NAMES_MAX).join("; ")}${more}. ${where}.`;
    return `${[...this.#blocks, "", end].join("\n").trimStart()}\n`;
  }

  #fits(length: number): boolean {
    return this.#length + length <= this.#max;
  }

  #push(block: string): void {
    this.#blocks.push(block);
    this.#length += block.length + 1;
  }

  #leave(what: string, count = 1): void {
    this.#left.set(what, (this.#left.get(what) ?? 0) + count);
  }
}

function shortened(text: string): string {
  return text.length <= NAME_MAX ? text : `${text.slice(0, NAME_MAX - 1)}…`;
}
