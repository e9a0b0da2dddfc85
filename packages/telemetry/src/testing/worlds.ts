import { readFileSync } from "node:fs";
import {
  boot,
  machineProfiles,
  prepareDisk,
  systemNames,
  type Application,
  type FileNumber,
  type System,
  type SystemName,
  type SystemOptions,
  type Waiting,
} from "@respin/systems";
import type { SystemMetrics } from "../system-metrics.js";

export const systems: readonly SystemName[] = systemNames;

const pages = 60;
const profile = machineProfiles.get("alpha-axp-3000-400");
if (profile === undefined) throw new Error("there is no profile of the machine");
/** Small pages: runs are quick. */
const machine = { ...profile, frameBytes: 1024 };
const platter = prepareDisk(machine, [{ name: "data", pages, filled: pages }]);

/** A system with one database, and what it does in a loop: one operation is a walk through the file, which misses. */
export class World {
  readonly system: System;
  readonly #application: Application;
  #file: FileNumber | undefined;
  operations = 0;

  constructor(name: SystemName, options: Partial<SystemOptions> = {}) {
    this.system = boot(name, {
      machine,
      frames: 34,
      platter: platter.copy(),
      applications: [{ name: "db", policy: "lru" }],
      ...options,
    });
    this.#application = this.system.applications[0];
  }

  /** The next operation, told to metrics. */
  operate(metrics?: SystemMetrics): void {
    const { machine: itself } = this.system.kernel;
    const began = itself.cycles;
    const id = this.operations++;
    this.system.run(this.#application, this.#walk(id));
    const modelledSeconds = itself.microseconds(itself.cycles - began) / 1e6;
    metrics?.operation({ id, workload: "walk", modelledSeconds, outcome: "done" });
  }

  *#walk(turn: number): Waiting {
    const application = this.#application;
    this.#file ??= yield* application.open("data");
    for (let n = 0; n < pages; n++) {
      const page = (n * 7 + turn) % pages;
      const write = n % 5 === 0;
      if (!application.access(this.#file, page, write)) yield* application.wait(this.#file, page, write);
    }
  }

  /** Everything about the run that is modelled. */
  modelled(): unknown {
    const { kernel, crossings, applications } = this.system;
    return {
      cycles: kernel.machine.cycles,
      costs: [...kernel.machine.counts()],
      crossings: { ...crossings },
      applications: applications.map((each) => each.counts()),
      faults: { ...kernel.translation.faults },
      disk: [kernel.machine.disk.reads, kernel.machine.disk.writes],
      extensions: [...(kernel.extensionCensus?.operations ?? [])],
      frames: kernel.storage.census(),
    };
  }
}

/** An extension that the compiler made. */
export function objectFile(name: "idle" | "buffer-manager"): Uint8Array {
  return readFileSync(new URL(`../../../extensions/${name}/dist/${name}.rsp`, import.meta.url));
}

/** The series of a text that Prometheus would scrape: each with its value. */
export function seriesOf(text: string): ReadonlyMap<string, number> {
  const series = new Map<string, number>();
  for (const line of text.split("\n")) {
    const found = /^([a-z_]+(?:\{.*?\})?) (\S+)(?: # .*)?$/.exec(line);
    if (found !== null) series.set(found[1], Number(found[2]));
  }
  return series;
}

/** What is scraped now. */
export async function scrape({ registry }: Pick<SystemMetrics, "registry">): Promise<ReadonlyMap<string, number>> {
  return seriesOf(await registry.metrics());
}
