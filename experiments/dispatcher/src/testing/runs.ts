import { join } from "node:path";
import {
  contextFor,
  runExperiment,
  type Cell,
  type Context,
  type Request,
  type ResultDocument,
} from "@respin/experiment";
import experiment from "../index.js";

/** The folder of the repository. */
export const root = join(import.meta.dirname, "..", "..", "..", "..");

/** Parameters of the experiment, as words. */
export type Words = Readonly<Record<string, string>>;

/** The context that the command line makes of such words. */
export function contextOf(words: Words, common: Omit<Request, "parameters"> = {}): Context {
  return contextFor(experiment, { ...common, parameters: words });
}

/** Runs the experiment as the command line does, without writing anything. */
export function runWith(words: Words, common: Omit<Request, "parameters"> = {}): Promise<ResultDocument> {
  return runExperiment(experiment, contextOf(words, common), { root: import.meta.dirname });
}

export function ofClock(cells: readonly Cell[], clock: Cell["clock"]): Cell[] {
  return cells.filter((cell) => cell.clock === clock);
}
