import { setImmediate as eventLoopTurn, setTimeout as pause } from "node:timers/promises";
import { judgeClaims } from "./claims.js";
import { RespinError } from "./errors.js";
import type { Cell, Context, Experiment, Step } from "./experiment.js";
import { beginManifest } from "./manifest.js";
import { RESULT_SCHEMA } from "./result.js";
import type { ResultDocument } from "./result.js";

export interface RunOptions {
  /** The repository's folder, whose commit and lockfile the manifest names. */
  readonly root: string;
  /** Told of every step as it comes. */
  readonly onStep?: (step: Step) => void;
  /** Ends the run at once when it is aborted. */
  readonly signal?: AbortSignal;
}

const LEAVE_MS_MAX = 250;

/**
 * Runs an experiment to its end, giving the event loop a turn at every step, and returns the valid document of what it
 * found; writes nothing. Throws RSP_INTERRUPTED, RSP_RESULT_INVALID, RSP_CLAIM_CELL, and what the experiment throws.
 */
export async function runExperiment(
  experiment: Experiment,
  context: Context,
  options: RunOptions,
): Promise<ResultDocument> {
  const begun = performance.now();
  const manifest = await beginManifest(options.root, context, experiment.profiles(context));
  const cells: Cell[] = [];
  for await (const step of stepsOf(experiment.run(context), options.signal)) {
    if (step.kind === "cell") cells.push(step.cell);
    options.onStep?.(step);
  }
  const { judged, inapplicable } = judgeClaims(experiment.claims, cells, context);
  const { parseDocument } = await import("./schema.js");
  const durationMs = Math.round(performance.now() - begun);
  const parsed = parseDocument({
    schema: RESULT_SCHEMA,
    experiment: experiment.name,
    manifest: { ...manifest, durationMs },
    cells,
    claims: judged,
    notApplicable: inapplicable,
  });
  if ("document" in parsed) return parsed.document;
  const cell = cells[Number(/^cells\[(\d+)\]/.exec(parsed.wrong)?.[1])];
  const which = cell === undefined ? "" : ` (${String(cell.id)} of ${String(cell.system)})`;
  throw new RespinError("RSP_RESULT_INVALID", `${experiment.name} yielded an invalid result${which}: ${parsed.wrong}`);
}

/** The steps of a run, with a turn of the event loop after each, until the signal is aborted. */
async function* stepsOf(run: AsyncIterable<Step>, signal: AbortSignal | undefined): AsyncGenerator<Step, void> {
  const iterator = run[Symbol.asyncIterator]();
  let ended = false;
  try {
    for (;;) {
      const next = await unlessAborted(signal, () => iterator.next());
      if (next.done === true) {
        ended = true;
        return;
      }
      yield next.value;
      await eventLoopTurn();
    }
  } finally {
    // Lets the experiment clean up, but does not wait for one that hangs.
    if (!ended) await Promise.race([leave(iterator), pause(LEAVE_MS_MAX, undefined, { ref: false })]);
  }
}

/** The outcome of some work, or RSP_INTERRUPTED as soon as the signal is aborted, whatever the work is doing. */
function unlessAborted<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
  if (signal === undefined) return work();
  return new Promise((resolve, reject) => {
    const interrupt = (): void =>
      reject(new RespinError("RSP_INTERRUPTED", "the run was interrupted before its end; its result was not written"));
    if (signal.aborted) {
      interrupt();
      return;
    }
    signal.addEventListener("abort", interrupt, { once: true });
    work()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener("abort", interrupt));
  });
}

async function leave(iterator: AsyncIterator<Step>): Promise<void> {
  try {
    await iterator.return?.();
  } catch {
    // The run has already failed or been interrupted; that is what is told.
  }
}
