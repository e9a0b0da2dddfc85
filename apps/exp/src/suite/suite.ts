import { isRspError } from "@respin/experiment";
import type { Depth } from "@respin/experiment";
import { shownPath } from "../output.js";
import { Baseline } from "./baseline.js";
import type { Finding } from "./finding.js";
import { identityOf } from "./identity.js";
import { measure } from "./measure.js";
import type { Measuring } from "./measure.js";
import type { ExperimentOutcome, SuiteOutcome } from "./outcome.js";
import { suiteProgress, timeLeft } from "./progress.js";
import { renewBaseline } from "./renew.js";
import { Run } from "./state.js";
import type { Left } from "./state.js";

/** What a run of the suite is asked for. */
export interface Asked {
  readonly root: string;
  /** In order of name. */
  readonly experiments: readonly string[];
  /** Whether these are all that there are: only then is a baseline without an experiment out of place. */
  readonly all: boolean;
  readonly depth: Depth;
  /** Where documents and reports go: this run's own folder, whose lock is held. */
  readonly folder: string;
  readonly baseline: string;
  readonly update: boolean;
  readonly restart: boolean;
  readonly progress: boolean;
  /** The options with which another run finds the same folders, each with a space before it. */
  readonly options: string;
  /** Takes a line about how the run goes. */
  readonly tell: (line: string) => void;
}

/** How long an experiment takes that was never measured, for the time left. */
const GUESS_MS = 5_000;

/**
 * Runs the suite: measures every experiment that a run before it has not finished, compares it with its baseline, and renews the
 * baseline if that is asked for. An experiment that fails keeps none of the others from being run. Throws RSP_INTERRUPTED, and
 * what makes the whole impossible.
 */
export async function runSuite(asked: Asked, signal: AbortSignal): Promise<{ outcome: SuiteOutcome; run: Run }> {
  const begun = performance.now();
  const baseline = new Baseline(asked.baseline, asked.depth);
  if (asked.update) baseline.checkRenewable();
  const known = await baseline.read();
  const identity = identityOf(asked.root, asked.depth, asked.experiments);
  const { run, left } = Run.open(asked.folder, identity, { restart: asked.restart });
  const kept = new Set<string>();
  for (const name of asked.experiments) if ((await run.finished(name)) !== undefined) kept.add(name);
  tellLeft(asked, left, kept);

  const expected = asked.experiments.map((name) =>
    kept.has(name) ? 0 : (run.lastDuration(name) ?? known.get(name)?.manifest.durationMs ?? GUESS_MS),
  );
  const progress = await suiteProgress(expected, asked.progress, asked.tell);
  const outcomes: ExperimentOutcome[] = [];
  try {
    for (const [index, name] of asked.experiments.entries()) {
      const start = performance.now();
      const files = { baseline: baseline.fileOf(name), document: run.fileOf(name) };
      const places = {
        baseline: shownPath(files.baseline),
        document: shownPath(files.document),
        depth: asked.depth,
        hasBaselines: known.size > 0,
        options: asked.options,
      };
      const onProgress = (ratio: number, label: string): void => progress.at(index, name, ratio, label);
      const task = { root: asked.root, name, depth: asked.depth };
      outcomes.push(await outcomeOf({ run, task, baseline: known.get(name), places, signal, onProgress }));
      if (asked.progress && !kept.has(name)) {
        progress.line(`${index + 1} of ${asked.experiments.length}  ${name}  ${timeLeft(performance.now() - start)}`);
      }
    }
  } finally {
    progress.stop();
  }

  const gone = asked.all ? [...known.keys()].filter((name) => !asked.experiments.includes(name)) : [];
  const renewed = asked.update ? await renewBaseline(baseline, outcomes, gone) : undefined;
  const outcome: SuiteOutcome = {
    depth: asked.depth,
    folder: shownPath(asked.folder),
    baseline: shownPath(baseline.folder),
    seconds: (performance.now() - begun) / 1000,
    experiments: outcomes,
    orphans: renewed?.done === true ? [] : gone.map((name) => orphan(name, baseline, asked)),
    ...(renewed === undefined ? {} : { renewed }),
  };
  return { outcome, run };
}

async function outcomeOf(measuring: Measuring): Promise<ExperimentOutcome> {
  const { name } = measuring.task;
  try {
    return { name, measured: await measure(measuring) };
  } catch (error) {
    if (!isRspError(error) || FATAL.has(error.code)) throw error;
    return { name, error: { code: error.code, message: error.message } };
  }
}

/** Errors that are of the run and of no experiment. */
const FATAL = new Set(["RSP_INTERRUPTED", "RSP_RESULTS_UNWRITABLE", "RSP_FILE_UNWRITABLE"]);

function tellLeft({ experiments, tell, restart }: Asked, left: Left, kept: ReadonlySet<string>): void {
  if (left.kind === "goes on") {
    tell(
      `goes on with a run that was stopped: ${kept.size} of ${experiments.length} experiments are finished and kept`,
    );
  } else if (left.kind === "begun anew" && !restart) {
    tell(`a run that was stopped is not gone on with, but begun anew: it was of another ${left.differing.join(", ")}`);
  }
}

function orphan(experiment: string, baseline: Baseline, { depth, options }: Asked): Finding {
  const file = shownPath(baseline.fileOf(experiment));
  const renew = `corepack pnpm bench${depth === "full" ? " --full" : ""}${options} --update-baseline`;
  const message = `there is a baseline (${file}) and no such experiment; \`${renew}\` takes it out`;
  return { code: "RSP_BENCH_BASELINE", experiment, message, commands: ["corepack pnpm exp list"], fails: true };
}
