import type { Grafana } from "../api/client.js";
import { RUN_TAG } from "../dashboards/style.js";

/** A run of an experiment, as a result document tells it. */
export interface BenchmarkRun {
  readonly experiment: string;
  readonly commit: string;
  /** ISO 8601. */
  readonly started: string;
  readonly durationMs: number;
  /** What a reader sees: `threads: 14 claims hold, 0 fail`. */
  readonly text: string;
}

export interface Annotated {
  readonly made: readonly BenchmarkRun[];
  /** Runs that Grafana had a mark of. */
  readonly there: readonly BenchmarkRun[];
}

/**
 * Marks runs on the dashboards. A run is known by its tags, its experiment, commit and start, and is looked up by them before a mark is
 * made, so that each has one however often it is pushed. Throws what `Grafana` throws.
 */
export async function annotateRuns(grafana: Grafana, runs: readonly BenchmarkRun[]): Promise<Annotated> {
  const made: BenchmarkRun[] = [];
  const there: BenchmarkRun[] = [];
  for (const run of runs) {
    const tags = [
      RUN_TAG,
      `experiment:${run.experiment}`,
      `commit:${run.commit.slice(0, 12)}`,
      `started:${run.started}`,
    ];
    const found = await grafana.annotations(tags, 1);
    if (found.length > 0) {
      there.push(run);
      continue;
    }
    const time = Date.parse(run.started);
    await grafana.annotate({ time, timeEnd: time + Math.round(run.durationMs), tags, text: run.text });
    made.push(run);
  }
  return { made, there };
}
