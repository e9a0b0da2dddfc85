import { resolve } from "node:path";
import {
  bringMachineFile,
  checkWritable,
  contextFor,
  integer,
  isMachineFile,
  plotsOf,
  writePlots,
  writeResult,
} from "@respin/experiment";
import type { Context, DrawnPlot, Experiment, ResultDocument } from "@respin/experiment";
import { renderClaims, renderPlot, renderText, tablesOfCells, wrap } from "@respin/report";
import type { MetricsServer, RunMetrics } from "@respin/telemetry";
import type { Options } from "../declarations/declare.js";
import { discover } from "../discover.js";
import { EXIT } from "../exit.js";
import type { ExitCode } from "../exit.js";
import { loadExperiment, unknownExperiment } from "../load.js";
import { print, printJson, shownPath, textOptions } from "../output.js";
import { givenParameters } from "../parameter-options.js";
import { ratioDone } from "../progress.js";
import { interruptible, runShown } from "../run-one.js";
import { UsageError } from "../usage.js";

const COMMON = new Set(["system", "machine", "seed", "quick", "full", "json", "out", "progress", "metrics"]);

interface Plan {
  readonly experiment: Experiment;
  readonly context: Context;
}

/**
 * `exp run NAME...`: runs the named experiments one after the other. Everything that can be known to be wrong is told
 * before the first is begun; a document is written when its experiment has ended, so a failing or interrupted one
 * leaves nothing.
 */
export async function run(root: string, names: readonly string[], options: Options): Promise<ExitCode> {
  const plans = await planFor(root, names, options);
  if (options["out"] === "") throw new UsageError("--out takes a folder, not nothing");
  const out = typeof options["out"] === "string" ? resolve(options["out"]) : resolve(root, "results");
  for (const { experiment } of plans) checkWritable(out, experiment.name);

  const json = options["json"] === true;
  const documents: ResultDocument[] = [];
  await interruptible(async (signal) => {
    let metrics: Metrics | undefined;
    try {
      metrics = await metricsFor(options);
      for (const plan of plans) {
        const document = await runOne(plan, root, signal, options["progress"] !== false, metrics?.metrics);
        // Made before the document is written: an experiment whose tables or plots fail has failed, and leaves nothing.
        const text = json ? "" : textOf(plan, document);
        const plots = await drawn(plan, document);
        const files = [writeResult(out, document), ...writePlots(out, document.experiment, plots)];
        documents.push(document);
        const where = files.map((file) => `written to ${shownPath(file)}`).join("\n");
        if (json) process.stderr.write(`${where}\n`);
        else print(`${text}\n\n${where}`);
      }
    } finally {
      await metrics?.server.close();
    }
  });
  if (json) printJson(documents.length === 1 ? documents[0] : documents);
  return documents.every((document) => document.claims.every(({ holds }) => holds)) ? EXIT.ok : EXIT.claimFails;
}

async function planFor(root: string, names: readonly string[], options: Options): Promise<Plan[]> {
  const folders = discover(root);
  if (names.length === 0) throw new UsageError("name an experiment to run; exp list shows them");
  if (options["quick"] === true && options["full"] === true)
    throw new UsageError("--quick and --full exclude each other");
  const machine = await machineOf(options["machine"]);
  const experiments: Experiment[] = [];
  for (const name of new Set(names)) {
    const folder = folders.find((one) => one.name === name);
    if (folder === undefined) throw unknownExperiment(name, folders);
    experiments.push(await loadExperiment(folder));
  }
  const given = givenParameters(experiments, options, COMMON);
  const text = (name: string): Record<string, string> => {
    const value = options[name];
    return typeof value === "string" ? { [name === "system" ? "systems" : name]: value } : {};
  };
  return experiments.map((experiment) => ({
    experiment,
    context: contextFor(experiment, {
      ...text("system"),
      ...(machine === undefined ? {} : { machine }),
      ...text("seed"),
      depth: options["full"] === true ? "full" : "quick",
      parameters: given(experiment),
    }),
  }));
}

/** The machine that was asked for by its name, or by a file with its profile. */
async function machineOf(asked: unknown): Promise<string | undefined> {
  if (typeof asked !== "string") return undefined;
  return isMachineFile(asked) ? await bringMachineFile(resolve(asked)) : asked;
}

async function runOne(
  { experiment, context }: Plan,
  root: string,
  signal: AbortSignal,
  wantProgress: boolean,
  metrics: RunMetrics | undefined,
): Promise<ResultDocument> {
  const document = await runShown(experiment, context, {
    root,
    signal,
    progress: wantProgress,
    onStep: (step) => {
      if (step.kind === "cell") {
        metrics?.cell();
        return;
      }
      metrics?.progress(experiment.name, ratioDone(step));
      metrics?.totals(experiment.name, step.counters ?? {});
    },
  });
  metrics?.progress(experiment.name, 1);
  const holds = document.claims.filter((claim) => claim.holds).length;
  const fails = document.claims.length - holds;
  metrics?.claims({ holds, fails, notApplicable: document.notApplicable.length });
  return document;
}

/** The tables, claims and notes of a result, for a reader. */
function textOf({ experiment, context }: Plan, document: ResultDocument): string {
  const options = textOptions();
  const { cells, claims, notApplicable, manifest } = document;
  const whose =
    experiment.origin === "ours"
      ? "Ours: the papers have no such experiment."
      : `After ${experiment.origin.paper}, ${experiment.origin.tables.join(", ")}.`;
  const about = [`${experiment.name}: ${experiment.title}`, experiment.question, whose];
  const parts = [about.flatMap((text) => wrap(text, options.width)).join("\n")];
  for (const table of experiment.tables(cells, context) ?? tablesOfCells(cells)) parts.push(renderText(table, options));
  if (claims.length + notApplicable.length > 0) parts.push(renderClaims([...claims, ...notApplicable], options));
  const notes = [...experiment.notes];
  if ((manifest.assertions || manifest.debugger) && cells.some((cell) => cell.clock === "host")) {
    notes.push("Host time of this run is not to be quoted: assertions or a debugger were on.");
  }
  if (notes.length > 0) parts.push(notes.flatMap((note) => wrap(note, options.width)).join("\n"));
  const seconds = (manifest.durationMs / 1000).toFixed(1);
  parts.push(`${cells.length} cells in ${seconds} s (${context.depth}, seed ${context.seed})`);
  return parts.join("\n\n");
}

/** The images of a result's plots. */
function drawn({ experiment, context }: Plan, { cells }: ResultDocument): Promise<DrawnPlot[]> {
  const plots = plotsOf(experiment, cells, context);
  return Promise.all(plots.map(async (plot) => ({ name: plot.name, svg: await renderPlot(plot) })));
}

interface Metrics {
  readonly metrics: RunMetrics;
  readonly server: MetricsServer;
}

const portParameter = integer({ default: 0, min: 0, max: 65_535, help: "" });

async function metricsFor(options: Options): Promise<Metrics | undefined> {
  if (typeof options["metrics"] !== "string") return undefined;
  const port = portParameter.parse(options["metrics"], "--metrics");
  const { runMetrics, serveMetrics } = await import("@respin/telemetry");
  const metrics = runMetrics();
  const server = await serveMetrics(port, metrics.registry);
  process.stderr.write(`metrics of this run at ${server.url}\n`);
  return { metrics, server };
}
