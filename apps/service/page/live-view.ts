import { counterTable, ejectionList, extensionTable } from "./tables.js";
import { byId, setText, setTime } from "./dom.js";
import { makeChart } from "./chart.js";
import { eventGraph } from "./event-graph.js";
import { changesBetween } from "./view/changes.js";
import { EventRates } from "./view/event-rates.js";
import { FIGURES } from "./view/figures.js";
import { asked, count, duration, measure, NONE, plural, seconds, timeOfDay } from "./view/format.js";
import { History } from "./view/history.js";
import type { ReadLive } from "./view/read-live.js";

/**
 * The page of one system: what it is, what it does, and how that went over the last minutes.
 *
 * Times of the host and of the machine's clock both occur, each in its own place and each named. A rate is a count per
 * second of host time; only "modelled time per operation" has modelled time in it, and no host time.
 */
export class LiveView {
  readonly history = new History();
  readonly #eventRates = new EventRates();
  readonly #charts = FIGURES.map(({ title, lines }) => ({
    chart: makeChart({ title, lines: lines.map((line) => line.name) }),
    lines,
  }));
  readonly #counters = counterTable();
  readonly #extensions = extensionTable();
  readonly #ejections = ejectionList();
  readonly #graph = eventGraph();
  #latest: ReadLive | undefined;
  #latestMs = 0;

  constructor() {
    byId("charts", HTMLElement).replaceChildren(...this.#charts.map(({ chart }) => chart.element));
  }

  /** Takes in a document that came at `atMs` (host time since 1970). Shows nothing yet. Returns the changes, in words. */
  take(live: ReadLive, atMs: number): readonly string[] {
    const changes = changesBetween(this.#latest, live);
    this.history.push(live, atMs);
    this.#eventRates.push(live.events, atMs);
    this.#latest = live;
    this.#latestMs = atMs;
    return changes;
  }

  /** Shows the last document taken in. */
  render(): void {
    const live = this.#latest;
    if (live === undefined) return;
    this.#renderFacts(live);
    this.#counters(live, this.history);
    this.#extensions(live);
    this.#ejections(live);
    this.#graph.show(live.events, live.left.events, (name) => this.#eventRates.of(name));
    const times = this.history.times();
    for (const { chart, lines } of this.#charts) {
      chart.draw(
        times,
        lines.map((line) => line.series(this.history)),
        this.#latestMs / 1000,
      );
    }
  }

  #renderFacts(live: ReadLive): void {
    say("system", live.system);
    say("machine", live.machine);
    say("frames", plural(live.frames, "frame"));
    say("modelled", `${seconds(live.modelledSeconds)} s`);
    say("per-operation", unit(this.history.recentMicrosecondsPerOperation(), "µs"));
    setTime(byId("started", HTMLTimeElement), live.startedAt, timeOfDay(live.startedAt));
    const started = Date.parse(live.startedAt);
    say("running", Number.isNaN(started) ? NONE : duration(this.#latestMs - started));
    setTime(byId("updated", HTMLTimeElement), new Date(this.#latestMs).toISOString(), timeOfDay(this.#latestMs));
    const { workload } = live;
    const reached = workload === null ? undefined : this.history.recent("operations");
    say("workload", workload?.name ?? "none runs");
    say("wanted", workload === null ? NONE : `${asked(workload.rate)} operations/s`);
    say("reached", unit(reached, "operations/s"));
    say(
      "share",
      workload === null || reached === undefined || workload.rate === 0
        ? ""
        : `${count((100 * reached) / workload.rate)} % of it`,
    );
    say("done", workload === null ? NONE : count(workload.operations));
    say("failures", workload === null ? NONE : count(workload.failures));
    say("workloads", live.workloads.length === 0 ? NONE : live.workloads.join(", "));
  }
}

function say(id: string, text: string): void {
  setText(byId(id, HTMLElement), text);
}

function unit(value: number | undefined, name: string): string {
  return value === undefined ? NONE : `${measure(value)} ${name}`;
}
