import { COUNTER_LABELS, counterTable, ejectionList, extensionTable } from "./tables.js";
import { byId, setText, setTime } from "./dom.js";
import { type Chart, makeChart } from "./chart.js";
import { eventGraph } from "./event-graph.js";
import { EventRates } from "./view/event-rates.js";
import { count, duration, measure, NONE, plural, seconds, timeOfDay } from "./view/format.js";
import { History, type Series } from "./view/history.js";
import type { ReadLive } from "./view/read-live.js";

/** A chart of the page, and where its lines come from. */
interface Drawn {
  readonly chart: Chart;
  readonly lines: (history: History) => readonly Series[];
}

/**
 * The page of one system: what it is, what it does, and how that went over the last minutes.
 *
 * Times of the host and of the machine's clock both occur, each in its own place and each named. A rate is a count per
 * second of host time; only "modelled time per operation" has modelled time in it, and no host time.
 */
export class LiveView {
  readonly history = new History();
  readonly #eventRates = new EventRates();
  readonly #charts: readonly Drawn[] = makeCharts();
  readonly #counters = counterTable();
  readonly #extensions = extensionTable();
  readonly #ejections: (live: ReadLive) => void;
  readonly #graph = eventGraph();
  #latest: ReadLive | undefined;
  #latestMs = 0;

  /** `announce` is told of changes that a listener should hear. */
  constructor(announce: (text: string) => void) {
    this.#ejections = ejectionList(announce);
    const place = byId("charts", HTMLElement);
    place.append(...this.#charts.map(({ chart }) => chart.element));
  }

  /** Takes in a document that came at `atMs` (host time since 1970). Shows nothing yet. */
  take(live: ReadLive, atMs: number): void {
    this.history.push(live, atMs);
    this.#eventRates.push(live.events, atMs);
    this.#latest = live;
    this.#latestMs = atMs;
  }

  /** Shows the last document taken in. */
  render(): void {
    const live = this.#latest;
    if (live === undefined) return;
    document.body.classList.add("has-data");
    this.#renderFacts(live);
    this.#counters(live, this.history);
    this.#extensions(live);
    this.#ejections(live);
    this.#graph.show(live.events, live.left.events, (name) => this.#eventRates.of(name));
    const times = this.history.times();
    for (const { chart, lines } of this.#charts) chart.draw(times, lines(this.history), this.#latestMs / 1000);
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
    say("wanted", unit(workload?.rate, "operations/s"));
    say("reached", unit(reached, "operations/s"));
    say("share", workload === null || reached === undefined || workload.rate === 0 ? "" : `${count((100 * reached) / workload.rate)} % of the rate wanted`);
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

function makeCharts(): readonly Drawn[] {
  return [
    {
      chart: makeChart({ title: "Operations a second of host time", unit: "a second", lines: [COUNTER_LABELS.operations] }),
      lines: (history) => [history.rates("operations")],
    },
    {
      chart: makeChart({ title: "Modelled time per operation, µs", unit: "µs", lines: ["modelled time per operation"] }),
      lines: (history) => [history.microsecondsPerOperation()],
    },
    {
      chart: makeChart({ title: "Page misses a second of host time", unit: "a second", lines: [COUNTER_LABELS.misses] }),
      lines: (history) => [history.rates("misses")],
    },
    {
      chart: makeChart({ title: "Crossings a second of host time", unit: "a second", lines: ["procedure call", "trap", "message"] }),
      lines: (history) => [history.rates("calls"), history.rates("traps"), history.rates("messages")],
    },
  ];
}
