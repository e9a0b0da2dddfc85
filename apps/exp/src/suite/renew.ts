import { existsSync } from "node:fs";
import type { CellDifference, ResultDocument } from "@respin/experiment";
import { formatNumber, plain } from "@respin/report";
import { shownPath } from "../output.js";
import { toldApart } from "../told-apart.js";
import type { Baseline } from "./baseline.js";
import type { ExperimentOutcome, Renewal } from "./outcome.js";

/** Differences that are listed for an experiment. */
const LISTED_MAX = 10;

/**
 * Puts what a run found into the baseline, unless an experiment failed or a claim does not hold: a baseline says what is right.
 * A document that its baseline is equal to stays as it is, host cells within their band among the rest, so that a renewal
 * changes what has changed. `gone` are baselines of no experiment, which are taken out. All of it is done, or nothing.
 */
export async function renewBaseline(
  baseline: Baseline,
  outcomes: readonly ExperimentOutcome[],
  gone: readonly string[],
): Promise<Renewal> {
  const where = shownPath(baseline.folder);
  const failed = outcomes.filter((one) => "error" in one).map(({ name }) => name);
  const failing = outcomes.flatMap((one) =>
    "measured" in one && one.measured.document.claims.some(({ holds }) => !holds) ? [one.name] : [],
  );
  if (failed.length + failing.length > 0) {
    const why = [
      ...(failed.length > 0 ? [`${failed.join(", ")} failed`] : []),
      ...(failing.length > 0 ? [`a claim of ${failing.join(", ")} does not hold`] : []),
    ];
    return {
      done: false,
      lines: [`RSP_BENCH_BASELINE  ${where} is not renewed: ${why.join(", and ")}; mend that first`],
    };
  }
  const lines: string[] = [];
  const documents: ResultDocument[] = [];
  for (const one of outcomes) {
    if ("error" in one) continue;
    const { document, judgement } = one.measured;
    const changes = changesOf(one.name, judgement.comparison, judgement.findings.length > 0);
    if (changes.length > 0) documents.push(document);
    const before = judgement.comparison === undefined && existsSync(baseline.fileOf(one.name));
    if (before) lines.push(`${one.name}: taken anew, it was of other conditions`);
    else lines.push(...(changes.length > 0 ? changes : [`${one.name}: unchanged`]));
  }
  lines.push(...gone.map((name) => `${name}: taken out, there is no such experiment`));
  if (documents.length + gone.length > 0) await baseline.renew(documents, gone);
  const [first] = documents;
  if (first !== undefined) {
    const { commit, dirty } = first.manifest;
    const changed = dirty === true ? ", and changes that are not committed yet" : "";
    lines.push(`renewed from commit ${commit.slice(0, 12)}${changed}: commit ${where} with the change that it is for`);
  }
  return { done: true, lines };
}

function changesOf(
  name: string,
  comparison: { readonly cells: readonly CellDifference[]; readonly equal: boolean } | undefined,
  found: boolean,
): string[] {
  if (comparison === undefined) return [`${name}: new`];
  const { cells, equal } = comparison;
  if (equal && !found) return [];
  const listed = cells.slice(0, LISTED_MAX).map((cell) => `${name}: ${plain(changeOf(cell))}`);
  const more = cells.length - listed.length;
  if (more > 0) return [...listed, `${name}: ${formatNumber(more)} more cells`];
  return listed.length > 0 ? listed : [`${name}: claims`];
}

function changeOf({ cell, a, b, unit, part }: CellDifference): string {
  if (a === null) return `${cell}: new, ${toldApart(b ?? 0, b ?? 0, unit)[1]}`;
  if (b === null) return `${cell}: taken out, was ${toldApart(a, a, unit)[0]}`;
  const [before, now] = part === undefined ? toldApart(a, b, unit) : toldApart(part.a, part.b, unit);
  return `${cell}: ${part === undefined ? "" : `${part.cost} `}${before} -> ${now}`;
}
