import { isRspError, RespinError, runExperiment } from "@respin/experiment";
import type { Context, Experiment, ResultDocument, Step } from "@respin/experiment";
import { EXIT } from "./exit.js";
import { progressFor } from "./progress.js";

/** How a command runs an experiment. */
export interface RunShown {
  readonly root: string;
  readonly signal: AbortSignal;
  /** Whether a progress bar is wanted, where there is a terminal to show it. */
  readonly progress: boolean;
  readonly onStep?: (step: Step) => void;
}

/** Runs an experiment with its progress shown. Throws what `runExperiment` does, and RSP_RUN_FAILED for what has no code. */
export async function runShown(
  experiment: Experiment,
  context: Context,
  { root, signal, progress: wanted, onStep }: RunShown,
): Promise<ResultDocument> {
  const progress = await progressFor(experiment.name, wanted);
  try {
    return await runExperiment(experiment, context, {
      root,
      signal,
      onStep: (step) => {
        progress.step(step);
        onStep?.(step);
      },
    });
  } catch (error) {
    if (isRspError(error)) throw error;
    const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const message = `${experiment.name} failed: ${what}; set RESPIN_DEBUG=1 to see where`;
    throw new RespinError("RSP_RUN_FAILED", message, { cause: error });
  } finally {
    progress.stop();
  }
}

/** Some work that Ctrl-C ends: the first time at its next step, the second time without waiting for one. */
export async function interruptible<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const abort = new AbortController();
  const interrupt = (): void => {
    if (abort.signal.aborted) process.exit(EXIT.interrupted);
    abort.abort();
  };
  process.on("SIGINT", interrupt);
  try {
    return await work(abort.signal);
  } finally {
    process.off("SIGINT", interrupt);
  }
}
