import { Console } from "node:console";
import { Worker } from "node:worker_threads";
import {
  cellKey,
  contextFor,
  judgeClaims,
  parseResult,
  resultText,
  RespinError,
  runExperiment,
} from "@respin/experiment";
import type { Context, Experiment, ResultDocument } from "@respin/experiment";
import { discover } from "../discover.js";
import { loadExperiment, unknownExperiment } from "../load.js";
import { ratioDone } from "../progress.js";
import { errorSaid, taskOf } from "./task.js";
import type { Said, Task } from "./task.js";

/**
 * A measuring process: it runs one experiment, sends its document to the process that started it, and ends. It has a heap and
 * compiled code of its own, so that no experiment is measured in what another left behind.
 *
 * Invariant B2: only the process that holds the lock of a folder writes there.
 *   Kept by: this process writes no file; it hands its document over, and it ends with the one that started it.
 *   Attacked by: bench-kill.test.ts
 */

// Standard output is the command's own; whatever an experiment logs goes where errors go.
globalThis.console = new Console(process.stderr);

// Ctrl-C comes to every process of the terminal. It is the command's to answer: it ends this one.
process.on("SIGINT", () => {});
process.on("disconnect", () => process.exit());
new Worker(new URL("watch.js", import.meta.url), { workerData: process.ppid }).unref();

const PROGRESS_MS = 100;

process.once("message", (message) => {
  const task = taskOf(message);
  if (task === undefined) process.exit(1);
  const end = (said: Said): void => void process.send?.(said, () => process.exit());
  // What an experiment leaves lying about fails it as what it throws does, on one line.
  for (const event of ["uncaughtException", "unhandledRejection"])
    process.on(event, (error) => end(failed(task, error)));
  void work(task).then(end);
});

async function work(task: Task): Promise<Said> {
  try {
    const folder = discover(task.root).find(({ name }) => name === task.name);
    if (folder === undefined) throw unknownExperiment(task.name, discover(task.root));
    const experiment = await loadExperiment(folder);
    const context = contextFor(experiment, { depth: task.depth });
    let told = 0;
    const document = await runExperiment(experiment, context, {
      root: task.root,
      onStep: (step) => {
        if (step.kind !== "progress" || Date.now() - told < PROGRESS_MS) return;
        told = Date.now();
        say({ kind: "progress", ratio: ratioDone(step), label: step.label });
      },
    });
    const kept = task.again === undefined ? document : await mixed(experiment, context, document, task.again);
    return { kind: "document", text: resultText(kept) };
  } catch (error) {
    return failed(task, error);
  }
}

function failed(task: Task, error: unknown): Said {
  if (process.env["RESPIN_DEBUG"] === "1") console.error(error);
  const said = errorSaid(error);
  if (said !== undefined) return said;
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const message = `${task.name} failed: ${what}; set RESPIN_DEBUG=1 to see where`;
  return { kind: "error", code: "RSP_RUN_FAILED", message };
}

function say(said: Said): void {
  if (process.connected) process.send?.(said);
}

/** The document with the host cells of an earlier one, but for those that were to be measured again; claims are of the mixture. */
async function mixed(
  experiment: Experiment,
  context: Context,
  now: ResultDocument,
  { document, keys }: NonNullable<Task["again"]>,
): Promise<ResultDocument> {
  const before = await parseResult(document, `the earlier document of ${experiment.name}`);
  const again = new Set(keys);
  const others = new Map(
    before.cells.flatMap((cell) => {
      const key = cellKey(cell);
      return cell.clock === "host" && !again.has(key) ? [[key, cell] as const] : [];
    }),
  );
  const cells = now.cells.map((cell) => others.get(cellKey(cell)) ?? cell);
  const values = new Map(now.cells.map((cell) => [cellKey(cell), cell.value]));
  const moved = before.cells.find((cell) => cell.clock !== "host" && values.get(cellKey(cell)) !== cell.value);
  if (moved !== undefined) {
    const message = `${experiment.name}: ${moved.id} of ${moved.system} came out otherwise in a second run of the same code; modelled cells and counts must not depend on the run`;
    throw new RespinError("RSP_BENCH_UNREPEATABLE", message);
  }
  const { judged, inapplicable } = judgeClaims(experiment.claims, cells, context);
  return { ...now, cells, claims: judged, notApplicable: inapplicable };
}
