import type { Depth } from "@respin/experiment";
import { formatNumber, plain, renderMarkdown, renderText } from "@respin/report";
import type { Table, TextOptions } from "@respin/report";
import { EXIT } from "../exit.js";
import type { ExitCode } from "../exit.js";
import { lineOf } from "./finding.js";
import type { Finding } from "./finding.js";
import type { Measured } from "./measure.js";

/** What came of one experiment: it was measured, or it failed itself. */
export type ExperimentOutcome =
  | { readonly name: string; readonly measured: Measured }
  | { readonly name: string; readonly error: { readonly code: string; readonly message: string } };

/** What came of a run of the suite. */
export interface SuiteOutcome {
  readonly depth: Depth;
  /** As a reader would type them. */
  readonly folder: string;
  readonly baseline: string;
  readonly seconds: number;
  readonly experiments: readonly ExperimentOutcome[];
  /** Baselines of no experiment. */
  readonly orphans: readonly Finding[];
  /** What was done with the baseline, if it was to be renewed. */
  readonly renewed?: Renewal;
}

/** What became of a renewal of the baseline. */
export interface Renewal {
  readonly done: boolean;
  /** One line each: what changed, or why nothing did. */
  readonly lines: readonly string[];
}

/** Findings of one experiment that are listed: a cost that changes moves hundreds of cells. */
const LISTED_MAX = 10;

export function exitOf(outcome: SuiteOutcome): ExitCode {
  if (outcome.experiments.some((one) => "error" in one)) return EXIT.runFailed;
  if (outcome.renewed?.done === false) return EXIT.claimFails;
  return findingsOf(outcome).some(({ fails }) => fails) ? EXIT.claimFails : EXIT.ok;
}

/** What the run has against itself: nothing of a baseline that is no longer there. */
export function findingsOf({ experiments, orphans, renewed }: SuiteOutcome): readonly Finding[] {
  if (renewed?.done === true) return [];
  return [...experiments.flatMap((one) => ("measured" in one ? one.measured.judgement.findings : [])), ...orphans];
}

/** One line for each thing that makes the suite fail, the first of each experiment, and how many more there are. */
export function failureLines(outcome: SuiteOutcome): string[] {
  const errors = outcome.experiments.flatMap((one) =>
    "error" in one ? [plain(`${one.error.code}  ${one.error.message}`)] : [],
  );
  return [...errors, ...listed(findingsOf(outcome).filter(({ fails }) => fails))];
}

/** What is worth knowing and fails nothing. */
export function toldLines(outcome: SuiteOutcome): string[] {
  const again = outcome.experiments.flatMap((one) =>
    "measured" in one && one.measured.measurements > 1
      ? [
          `${one.name}: host cells were measured ${one.measured.measurements} times, because the first time they were slow`,
        ]
      : [],
  );
  const empty = outcome.experiments.flatMap((one) =>
    "measured" in one && one.measured.document.cells.length === 0
      ? [`${one.name}: it has no cells, so that there is nothing to compare`]
      : [],
  );
  const dirty = outcome.experiments.some((one) => "measured" in one && one.measured.document.manifest.dirty === true);
  const tree = dirty
    ? ["the work tree has changes that are not committed: the commit in the documents is the one before them"]
    : [];
  return [...listed(findingsOf(outcome).filter(({ fails }) => !fails)), ...empty, ...again, ...tree];
}

function listed(findings: readonly Finding[]): string[] {
  const names = [...new Set(findings.map(({ experiment }) => experiment))];
  return names.flatMap((name) => {
    const all = findings.filter(({ experiment }) => experiment === name);
    const more = all.length - LISTED_MAX;
    // What an experiment, or somebody's baseline, calls its cells must not move the cursor.
    const lines = all.slice(0, LISTED_MAX).map((one) => plain(lineOf(one)));
    if (more <= 0) return lines;
    const [first] = all[LISTED_MAX].commands;
    const command = first.startsWith("corepack pnpm exp compare ") ? `${first} --all` : first;
    return [...lines, `${name}: ${formatNumber(more)} more like these; \`${command}\` shows them`];
  });
}

/** The experiments, one a row. */
export function suiteTable(outcome: SuiteOutcome): Table {
  return {
    title: `The suite (${outcome.depth})`,
    columns: ["cells", "claims", "baseline", "s"],
    rows: outcome.experiments.map((one) => ({ label: one.name, values: rowOf(one) })),
  };
}

function rowOf(one: ExperimentOutcome): (string | number | null)[] {
  if ("error" in one) return [null, null, "failed", null];
  const { document, judgement, kept } = one.measured;
  const { cells, claims, manifest } = document;
  const fail = claims.filter(({ holds }) => !holds).length;
  const seconds = kept ? "kept" : Math.round(manifest.durationMs / 100) / 10;
  return [
    cells.length,
    fail === 0 ? `${claims.length} hold` : `${fail} of ${claims.length} fail`,
    against(judgement),
    seconds,
  ];
}

function against({ comparison, findings }: Measured["judgement"]): string {
  if (comparison === undefined) return "none";
  const differ = findings.filter(({ code, fails }) => fails && code === "RSP_BENCH_CELL").length;
  const slower = findings.filter(({ code, fails }) => fails && code === "RSP_BENCH_HOST").length;
  if (differ > 0) return differ === 1 ? "1 cell differs" : `${formatNumber(differ)} cells differ`;
  if (slower > 0) return slower === 1 ? "1 cell is slower" : `${formatNumber(slower)} cells are slower`;
  return comparison.host.length > 0 ? "equal, in band" : "equal";
}

/** What it comes to, in one sentence. */
export function verdictOf(outcome: SuiteOutcome): string {
  const { experiments, seconds, baseline, renewed } = outcome;
  const count = experiments.length === 1 ? "1 experiment" : `${experiments.length} experiments`;
  const took = `${count} in ${formatNumber(Math.round(seconds * 10) / 10)} s`;
  const failed = experiments.filter((one) => "error" in one).length;
  if (failed > 0) return `${took}: ${failed === 1 ? "one" : failed} could not be run to the end`;
  if (renewed !== undefined) return `${took}: ${renewed.done ? `${baseline} is renewed` : `${baseline} is as it was`}`;
  const fails = findingsOf(outcome).filter((finding) => finding.fails).length;
  if (fails > 0) return `${took}: ${fails === 1 ? "one thing fails" : `${formatNumber(fails)} things fail`}`;
  return `${took}: all claims hold, and all is as in ${baseline}`;
}

/** The whole, for a terminal. */
export function outcomeText(outcome: SuiteOutcome, options: TextOptions, files: readonly string[]): string {
  const { renewed } = outcome;
  const parts = [
    renderText(suiteTable(outcome), options),
    failureLines(outcome).join("\n"),
    toldLines(outcome).join("\n"),
    renewed?.lines.join("\n") ?? "",
    [...files.map((file) => `written to ${file}`), verdictOf(outcome)].join("\n"),
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

/** The whole, for a pull request or a CI job's summary. */
export function summaryMarkdown(outcome: SuiteOutcome): string {
  const list = (title: string, lines: readonly string[]): string =>
    lines.length === 0
      ? ""
      : `### ${title}\n\n${lines.map((line) => `- ${line.replace(/[<>]/g, "\\$&")}`).join("\n")}\n`;
  const mark = exitOf(outcome) === EXIT.ok ? "passes" : "fails";
  return [
    `## Bench ${mark} (${outcome.depth})\n\n${verdictOf(outcome)}.\n`,
    renderMarkdown(suiteTable(outcome)),
    list("What fails", failureLines(outcome)),
    list("The baseline", outcome.renewed?.lines ?? []),
    list("Told", toldLines(outcome)),
  ]
    .filter((part) => part !== "")
    .join("\n");
}

/** The whole, as one JSON document. */
export function outcomeJson(outcome: SuiteOutcome, files: readonly string[]): object {
  const { depth, folder, baseline, seconds, experiments, orphans, renewed } = outcome;
  return {
    schema: "respin.bench/v1",
    passes: exitOf(outcome) === EXIT.ok,
    depth,
    folder,
    baseline,
    seconds,
    experiments: experiments.map((one) =>
      "error" in one
        ? { name: one.name, error: one.error }
        : {
            name: one.name,
            kept: one.measured.kept,
            measurements: one.measured.measurements,
            durationMs: one.measured.document.manifest.durationMs,
            cells: one.measured.document.cells.length,
            claims: {
              hold: one.measured.document.claims.filter(({ holds }) => holds).length,
              fail: one.measured.document.claims.filter(({ holds }) => !holds).length,
              notApplicable: one.measured.document.notApplicable.length,
            },
            findings: one.measured.judgement.findings,
            host: one.measured.judgement.comparison?.host ?? [],
          },
    ),
    orphans,
    renewed: renewed ?? null,
    files,
  };
}
