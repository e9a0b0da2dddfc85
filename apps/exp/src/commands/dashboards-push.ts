import { readResults } from "@respin/experiment";
import type { ResultDocument } from "@respin/experiment";
import { allDashboards, annotateRuns, Grafana, pushDashboards } from "@respin/grafana-client";
import type { Annotated, BenchmarkRun, Pushed } from "@respin/grafana-client";
import { EXIT } from "../exit.js";
import type { ExitCode } from "../exit.js";
import { print, printJson } from "../output.js";

interface PushOptions {
  readonly url: string;
  readonly token: string | undefined;
  readonly folder: string;
  /** The uid of the data source; the only one, unless said. */
  readonly source: string | undefined;
  /** A result document or a folder of them, whose runs are marked. */
  readonly annotate: string | undefined;
  readonly json: boolean;
}

/**
 * `exp dashboards push`: brings the dashboards to a Grafana and marks runs on them. The result documents are read before anything is
 * written. Throws RSP_RESULT_MISSING, RSP_RESULT_MALFORMED, and what the client of Grafana throws.
 */
export async function push(options: PushOptions): Promise<ExitCode> {
  const { url, token, folder, source, annotate, json } = options;
  const runs =
    annotate === undefined ? [] : (await readResults(annotate)).documents.map(({ document }) => runOf(document));
  const grafana = new Grafana({ url, ...(token === undefined || token === "" ? {} : { token }) });
  const pushed = await pushDashboards(grafana, { dashboards: allDashboards(), folder, source });
  const annotated = await annotateRuns(grafana, runs);
  if (json) printJson(asJson(grafana.url, pushed, annotated));
  else for (const line of told(grafana.url, pushed, annotated, annotate !== undefined)) print(line);
  return EXIT.ok;
}

function runOf({ experiment, manifest, claims }: ResultDocument): BenchmarkRun {
  const { commit, started, durationMs, depth } = manifest;
  const held = claims.filter(({ holds }) => holds).length;
  const text = `${experiment} (${depth}): ${held} claims hold, ${claims.length - held} fail`;
  return { experiment, commit, started, durationMs, text };
}

function asJson(url: string, pushed: Pushed, { made, there }: Annotated): unknown {
  const annotations = { made: made.map(nameOf), there: there.map(nameOf) };
  return { schema: "respin.dashboards-push/v1", url, ...pushed, annotations };
}

function nameOf({ experiment, commit, started }: BenchmarkRun): unknown {
  return { experiment, commit, started };
}

function told(url: string, pushed: Pushed, { made, there }: Annotated, annotating: boolean): readonly string[] {
  const { folder, source, dashboards, leftOver } = pushed;
  const titleWidth = Math.max(...dashboards.map(({ title }) => title.length));
  const stateWidth = Math.max(...dashboards.map(({ state }) => state.length));
  const grafana = pushed.version === undefined ? "Grafana" : `Grafana ${pushed.version}`;
  const lines = [
    `${grafana} at ${url}, folder ${folder.title}${folder.made ? " (made)" : ""}, data source ${source.name}`,
    ...dashboards.map(
      ({ title, state, path }) => `  ${title.padEnd(titleWidth)}  ${state.padEnd(stateWidth)}  ${path}`,
    ),
  ];
  if (annotating) lines.push(`Runs: ${made.length} marked, ${there.length} marked already.`);
  if (dashboards.some(({ state }) => state === "provisioned")) {
    lines.push("Provisioned ones are read from files beside Grafana: change them there, by pnpm dashboards.");
  }
  for (const { uid, title } of leftOver)
    lines.push(`${title} (${uid}) is of no dashboard any more; delete it if nobody needs it.`);
  if (!source.leadsToOperations) {
    lines.push("The data source does not lead from a point to its operation: docs/dashboards.md says how to set that.");
  }
  return lines;
}
