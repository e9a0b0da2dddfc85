import { Histogram } from "prom-client";
import { raiseBounds, type EventTimes, type RaiseTimes } from "./raise-times.js";

const name = "respin_dispatch_duration_seconds";
const help =
  "Modelled seconds from a raise to its return, or to what it threw; raises within it included. Of an event that waits: until it " +
  "gave its generator, without what that waits for. Of an asynchronous one: until its handlers were given to their strand";

type Scraped = Awaited<ReturnType<Histogram<"event">["get"]>>;
type Value = Scraped["values"][number] & {
  readonly exemplar?: { readonly labelSet: object; readonly value: number; readonly timestamp: number };
};

/**
 * The times of raises as a histogram. It is read when it is scraped: raises are far too many to have each go through a
 * histogram's labels, and are counted by `RaiseTimes`, whose buckets these are.
 */
export class DispatchDuration extends Histogram<"event"> {
  /** The registry asks `get`, where there is no other way. */
  readonly getForPromString = undefined;
  readonly #times: RaiseTimes | undefined;
  /** Says what a histogram says of itself. */
  readonly #empty = new Histogram({ name, help, registers: [] });

  constructor(times: RaiseTimes | undefined) {
    super({ name, help, labelNames: ["event"], buckets: [...raiseBounds], registers: [] });
    this.#times = times;
  }

  override async get(): Promise<Scraped> {
    // Before anything is waited for, so that all metrics are of one moment.
    const values = [...(this.#times?.all() ?? [])].flatMap(valuesOf);
    return { ...(await this.#empty.get()), values };
  }
}

function valuesOf({ event, seconds, counts, exemplars }: EventTimes): readonly Value[] {
  let count = 0;
  const buckets = Array.from(counts, (within, n): Value => {
    count += within;
    const labels = { event, le: n < raiseBounds.length ? raiseBounds[n] : "+Inf" };
    const shown = exemplars[n];
    const bucket = { metricName: `${name}_bucket`, labels, value: count };
    if (shown === undefined) return bucket;
    const exemplar = { labelSet: { operation_id: `${shown.operation}` }, value: shown.seconds, timestamp: shown.at };
    return { ...bucket, exemplar };
  });
  const sum: Value = { metricName: `${name}_sum`, labels: { event }, value: seconds };
  return [...buckets, sum, { metricName: `${name}_count`, labels: { event }, value: count }];
}
