import { parseResult, resultText, writeResult } from "@respin/experiment";
import type { ResultDocument } from "@respin/experiment";
import { measureInProcess } from "./child.js";
import type { OnProgress } from "./child.js";
import { judge } from "./judge.js";
import type { Judgement, Places } from "./judge.js";
import type { Run } from "./state.js";
import type { Task } from "./task.js";

/** A disturbed host makes a cell slow once, a slower dispatcher each time: before a host cell fails it was measured so often. */
const MEASUREMENTS_MAX = 3;

/** What there is to know of an experiment when it has been measured. */
export interface Measured {
  readonly document: ResultDocument;
  readonly judgement: Judgement;
  /** Whether the document was there from a run that was stopped. */
  readonly kept: boolean;
  readonly measurements: number;
}

/** How one experiment is measured. */
export interface Measuring {
  readonly run: Run;
  readonly task: Task;
  readonly baseline: ResultDocument | undefined;
  readonly places: Places;
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
}

/**
 * Measures an experiment, unless the run has already done so, writes its document, and judges it. As long as a host cell is above
 * its band, or a claim about host cells fails, those cells are measured again, in a fresh process, twice at most. Throws what
 * the experiment throws, RSP_RESULTS_UNWRITABLE, RSP_INTERRUPTED.
 */
export async function measure({ run, task, baseline, places, signal, onProgress }: Measuring): Promise<Measured> {
  const once = async (again?: Task["again"]): Promise<ResultDocument> => {
    const begun = performance.now();
    const text = await measureInProcess(again === undefined ? task : { ...task, again }, signal, onProgress);
    const document = await parseResult(text, `the document of ${task.name}`);
    writeResult(run.folder, document);
    run.measured(task.name, performance.now() - begun);
    return document;
  };
  const before = await run.finished(task.name);
  let document = before ?? (await once());
  let judgement = judge(document, baseline, places);
  while (judgement.again.length > 0 && run.timesMeasured(task.name) < MEASUREMENTS_MAX) {
    document = await once({ document: resultText(document), keys: judgement.again });
    judgement = judge(document, baseline, places);
  }
  return { document, judgement, kept: before !== undefined, measurements: run.timesMeasured(task.name) };
}
