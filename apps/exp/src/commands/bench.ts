import { appendFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { checkWritable, isRspError, reasonOf, RespinError, writeText } from "@respin/experiment";
import { lockFolder } from "../suite/lock.js";
import { exitOf, outcomeJson, outcomeText, summaryMarkdown } from "../suite/outcome.js";
import { reportOf } from "../suite/report.js";
import { runSuite } from "../suite/suite.js";
import type { Asked } from "../suite/suite.js";
import type { Options } from "../declarations/declare.js";
import { discover } from "../discover.js";
import type { ExitCode } from "../exit.js";
import { unknownExperiment } from "../load.js";
import { print, printJson, shellWord, shownPath, textOptions } from "../output.js";
import { interruptible } from "../run-one.js";
import { UsageError } from "../usage.js";

/**
 * `exp bench`: runs the experiments, compares them with the baseline, and writes documents, report and summary into the run's
 * folder. 0: all claims hold and nothing differs; 1: a claim fails or something differs; 3: an experiment itself failed.
 * A run that was stopped goes on where it was. Throws RSP_BENCH_RUNNING, RSP_EXPERIMENT_UNKNOWN, RSP_RESULTS_UNWRITABLE,
 * RSP_INTERRUPTED.
 */
export async function bench(root: string, names: readonly string[], options: Options): Promise<ExitCode> {
  const json = options["json"] === true;
  const asked = askedFor(root, names, options);
  checkWritable(asked.folder, "run");
  const lock = await lockFolder(asked.folder);
  try {
    return await interruptible(async (signal) => {
      const { outcome, run } = await runSuite(asked, signal);
      const documents = outcome.experiments.flatMap((one) => ("measured" in one ? [one.measured.document] : []));
      const summary = join(asked.folder, "summary.md");
      const markdown = summaryMarkdown(outcome);
      writeText(summary, markdown);
      const reports = documents.length === 0 ? [] : await reportOf(root, documents, asked.folder).catch(asError);
      // A failed experiment is run again by the next run, which keeps the others.
      if (documents.length === asked.experiments.length) run.finish();
      const stepSummary = process.env["GITHUB_STEP_SUMMARY"] ?? "";
      if (stepSummary !== "") addTo(stepSummary, markdown, asked.tell);
      const files = [...(reports instanceof Error ? [] : reports), summary].map(shownPath);
      if (json) printJson(outcomeJson(outcome, files));
      else print(outcomeText(outcome, textOptions(), files));
      // What was measured is told, whatever became of the pages about it.
      if (reports instanceof Error) throw reports;
      return exitOf(outcome);
    });
  } catch (error) {
    if (!isRspError(error) || error.code !== "RSP_INTERRUPTED") throw error;
    const flags = [
      ["full", " --full"],
      ["updateBaseline", " --update-baseline"],
    ].flatMap(([name, flag]) => (options[name] === true ? [flag] : []));
    const again = [["corepack pnpm bench", ...names].join(" "), ...flags, asked.options].join("");
    const message = `the suite was stopped; what it has finished is kept, and \`${again}\` goes on with the rest`;
    throw new RespinError("RSP_INTERRUPTED", message, { cause: error });
  } finally {
    lock.release();
  }
}

/** Adds the summary to that of a CI step; where that cannot be written the run has the same outcome, and says so. */
function addTo(stepSummary: string, markdown: string, tell: Asked["tell"]): void {
  try {
    appendFileSync(stepSummary, markdown);
  } catch (error) {
    tell(`the summary cannot be added to ${stepSummary} (${reasonOf(error)}), which GITHUB_STEP_SUMMARY names`);
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function askedFor(root: string, names: readonly string[], options: Options): Asked {
  if (options["quick"] === true && options["full"] === true) {
    throw new UsageError("--quick and --full exclude each other");
  }
  const folders = discover(root);
  for (const name of names) {
    if (!folders.some((folder) => folder.name === name)) throw unknownExperiment(name, folders);
  }
  const experiments = folders.map(({ name }) => name).filter((name) => names.length === 0 || names.includes(name));
  if (experiments.length === 0) throw new UsageError("there is no experiment to run; exp new experiment makes one");
  const depth = options["full"] === true ? "full" : "quick";
  return {
    root,
    experiments,
    all: names.length === 0,
    depth,
    folder: join(folderOf(options, "out", join(root, "results", "bench")), depth),
    baseline: folderOf(options, "baseline", join(root, "results", "baseline")),
    update: options["updateBaseline"] === true,
    restart: options["restart"] === true,
    progress: options["progress"] !== false,
    options: foldersNamed(options),
    tell: (line) => process.stderr.write(`${line}\n`),
  };
}

function folderOf(options: Options, name: string, otherwise: string): string {
  const given = options[name];
  if (given === "") throw new UsageError(`--${name} takes a folder, not nothing`);
  return typeof given === "string" ? resolve(given) : otherwise;
}

/** The folders that were named, as the options that name them again, each with a space before it. */
function foldersNamed(options: Options): string {
  return ["baseline", "out"]
    .flatMap((name) => (typeof options[name] === "string" ? [` --${name} ${shellWord(options[name])}`] : []))
    .join("");
}
