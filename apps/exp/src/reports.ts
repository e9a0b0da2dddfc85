import { join } from "node:path";
import { writeTogether } from "@respin/experiment";
import type { ResultDocument } from "@respin/experiment";
import { reportMarkdown, reportPage } from "@respin/report";
import type { Report } from "@respin/report";
import { experimentOf } from "./report/experiments.js";
import { summaryOfResult } from "./report/published.js";
import { sourceOf, type Source } from "./report/sources.js";
import { publishedOf } from "./report/validation.js";

/** What is wanted of a report. */
export interface ReportOptions {
  /** Whether the papers' tables are wanted; they are if not said. */
  readonly validation?: boolean;
}

/**
 * Writes `report.html` and `report.md` of documents into a folder, both whole or neither, and returns their files. The same
 * documents, in whatever order, give the same bytes. Throws RSP_RESULTS_UNWRITABLE.
 */
export async function writeReport(
  root: string,
  documents: readonly ResultDocument[],
  folder: string,
  options: ReportOptions = {},
): Promise<readonly string[]> {
  return writeReportOf(await reportOf(root, documents.map(sourceOf), options), folder);
}

/** Writes a report that was made. Throws RSP_RESULTS_UNWRITABLE. */
export async function writeReportOf(report: Report, folder: string): Promise<readonly string[]> {
  const files = [
    { file: join(folder, "report.html"), text: await reportPage(report) },
    { file: join(folder, "report.md"), text: reportMarkdown(report) },
  ];
  writeTogether(folder, files);
  return files.map(({ file }) => file);
}

/** The report that results make, in order of their experiments' names. */
export async function reportOf(
  root: string,
  sources: readonly Source[],
  { validation = true }: ReportOptions = {},
): Promise<Report> {
  const sorted = sources.toSorted((a, b) => compare(keyOf(a), keyOf(b)));
  const experiments = [];
  for (const source of sorted) experiments.push(await experimentOf(root, source));
  if (!validation) return { experiments };
  const published = publishedOf(sorted);
  return {
    experiments: experiments.map((experiment, n) => ({
      ...experiment,
      published: summaryOfResult(published.tables, n),
    })),
    published,
  };
}

/** Two results of one experiment are told apart by all that they say. */
function keyOf(source: Source): readonly [string, string] {
  return [source.experiment, JSON.stringify([source.manifest, source.cells])];
}

function compare([a, restA]: readonly [string, string], [b, restB]: readonly [string, string]): number {
  if (a !== b) return a < b ? -1 : 1;
  return restA === restB ? 0 : restA < restB ? -1 : 1;
}
