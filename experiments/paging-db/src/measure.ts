import { median, quantile, type Cell } from "@respin/experiment";
import { costGroups, type Application, type System } from "@respin/systems";

/** Where the counters of a system stood when a measurement began. */
interface Mark {
  readonly cycles: number;
  readonly counts: ReadonlyMap<string, number>;
  readonly groups: Readonly<Record<string, number>>;
  readonly application: ReturnType<Application["counts"]>;
  readonly crossings: {
    readonly calls: number;
    readonly traps: number;
    readonly messages: number;
    readonly bytesCopied: number;
  };
  readonly disk: { readonly reads: number; readonly writes: number };
}

/** Measures one program of one application: what it did, and where its time went. */
export class Measurement {
  readonly #system: System;
  readonly #application: Application;
  readonly #start: Mark;
  readonly #latencies: number[] = [];
  #operationStart: number;

  constructor(system: System, application: Application) {
    this.#system = system;
    this.#application = application;
    this.#start = this.#mark();
    this.#operationStart = this.#start.cycles;
  }

  /** An operation of the program ended. */
  operationEnded(): void {
    const now = this.#system.kernel.machine.cycles;
    this.#latencies.push(now - this.#operationStart);
    this.#operationStart = now;
  }

  /** The cells of what was measured, under `id/...`. Modelled times are per operation, in microseconds. */
  cells(id: string): Cell[] {
    const { machine } = this.#system.kernel;
    const from = this.#start;
    const to = this.#mark();
    const operations = this.#latencies.length;
    const perOperation = (cycles: number): number => machine.microseconds(cycles) / operations;
    const cycles = to.cycles - from.cycles;
    const breakdown: Record<string, number> = {};
    for (const cost of machine.costs.all) {
      const n = (to.counts.get(cost.name) ?? 0) - (from.counts.get(cost.name) ?? 0);
      if (n > 0) breakdown[cost.name] = perOperation(n * cost.cycles);
    }
    const app = to.application;
    const was = from.application;
    const references = app.references - was.references;
    const misses = app.misses - was.misses;
    const fresh = app.fresh - was.fresh;
    const count = (name: string, value: number): Cell => this.#cell(`${id}/${name}`, "count", "1", value);
    const time = (name: string, value: number): Cell => this.#cell(`${id}/${name}`, "modelled", "us", value);
    return [
      count("operations", operations),
      count("references", references),
      count("hits", references - misses - fresh),
      count("misses", misses),
      count("fresh", fresh),
      count("own-misses", app.ownMisses - was.ownMisses),
      count("disk-reads", to.disk.reads - from.disk.reads),
      // Read or new: what the bounds on replacement bound.
      count("brought-in", to.disk.reads - from.disk.reads + fresh),
      count("disk-writes", to.disk.writes - from.disk.writes),
      count("prefetches", app.prefetches - was.prefetches),
      count("calls", to.crossings.calls - from.crossings.calls),
      count("traps", to.crossings.traps - from.crossings.traps),
      count("messages", to.crossings.messages - from.crossings.messages),
      this.#cell(`${id}/bytes-copied`, "count", "B", to.crossings.bytesCopied - from.crossings.bytesCopied),
      { ...time("time", perOperation(cycles)), breakdown },
      ...costGroups.map((group) => time(`${group}-time`, perOperation(to.groups[group] - from.groups[group]))),
      time("processor-time", perOperation(cycles - (to.groups["disk"] - from.groups["disk"]))),
      time("latency-median", machine.microseconds(median(this.#latencies))),
      time("latency-p99", machine.microseconds(quantile(this.#latencies, 0.99))),
      this.#cell(`${id}/throughput`, "modelled", "operations/s", operations / (machine.microseconds(cycles) / 1e6)),
    ];
  }

  #cell(id: string, clock: "count" | "modelled", unit: string, value: number): Cell {
    return { id, system: this.#system.name, clock, unit, value };
  }

  #mark(): Mark {
    const { machine } = this.#system.kernel;
    const { calls, traps, messages, bytesCopied } = this.#system.crossings;
    return {
      cycles: machine.cycles,
      counts: machine.counts(),
      groups: machine.cyclesByGroup(),
      application: this.#application.counts(),
      crossings: { calls, traps, messages, bytesCopied },
      disk: { reads: machine.disk.reads, writes: machine.disk.writes },
    };
  }
}
