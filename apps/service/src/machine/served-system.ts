import type { Ejection } from "@respin/core";
import { boot, machineNamed, prepareDisk, type Application, type System, type SystemName } from "@respin/systems";
import { eventGraph, systemMetrics, type EventNode, type SystemMetrics } from "@respin/telemetry";
import type { Scraped } from "../api/metrics.js";
import { Refused } from "../refused.js";
import { workloads, type Ground } from "../workloads/index.js";
import { LoadedExtensions } from "./extensions.js";
import { Loop, type LoopOptions, type Task } from "./loop.js";
import { Operations } from "./operations.js";
import type { Live, Status } from "./status.js";

/** The machine of every service, and the one application that it runs. */
export const machineName = "alpha-axp-3000-400";
const applicationName = "database";
const fileName = "data";
/** Pages of the file for each frame of memory: a scan finds nothing of what the one before left. */
const pagesPerFrame = 2;
const ejectionsMax = 50;
const seed = 1;
/** Operations a second that may be asked for. */
export const rateMax = 10_000;

export interface ServedOptions {
  readonly system: SystemName;
  readonly frames: number;
  readonly onBehind: LoopOptions["onBehind"];
  readonly onBroken: LoopOptions["onBroken"];
  /** Hears of each ejection, with the line that says why. */
  readonly onEjection: (line: string) => void;
}

/** One machine with a system on it, as the service's routes see it. */
export class ServedSystem {
  readonly metrics: SystemMetrics;
  readonly operations = new Operations();
  readonly extensions: LoadedExtensions;
  /** The metrics as text. What their exemplars name is remembered from then on. */
  readonly scraped: Scraped;
  readonly #startedAt = new Date().toISOString();
  readonly #system: System;
  readonly #ground: Ground;
  readonly #loop: Loop;
  readonly #ejections: Status["ejections"][number][] = [];
  #ejected = 0;
  #workload: { readonly ended: number; readonly failed: number } = { ended: 0, failed: 0 };

  /** Boot a machine. Throws RSP_FRAMES, RSP_SYSTEM_UNBUILT. */
  constructor(options: ServedOptions) {
    const machine = machineNamed(machineName);
    const pages = pagesPerFrame * options.frames;
    const platter = prepareDisk(machine, [{ name: fileName, pages, filled: pages }]);
    const system = boot(options.system, {
      machine,
      frames: options.frames,
      platter,
      applications: [{ name: applicationName, policy: "lru" }],
      onEjection: (ejection, line) => this.#onEjection(ejection, line, options.onEjection),
    });
    const [application] = system.applications;
    this.#system = system;
    this.#ground = { application, file: system.run(application, application.open(fileName)), pages };
    this.metrics = systemMetrics(system);
    const { registry } = this.metrics;
    this.scraped = {
      contentType: registry.contentType,
      metrics: async () => {
        const text = await registry.metrics();
        this.operations.show(text);
        return text;
      },
    };
    this.extensions = new LoadedExtensions(system);
    this.#loop = new Loop({
      system,
      application,
      onOperation: (operation) => {
        const { id, workload, outcome, modelledMicroseconds } = operation;
        this.operations.remember(operation);
        this.metrics.operation({ id, workload, outcome, modelledSeconds: modelledMicroseconds / 1e6 });
      },
      onBehind: options.onBehind,
      onBroken: options.onBroken,
    });
  }

  /**
   * Start a workload, or go over to it; the same one goes on at another rate. Throws Refused: 400 RSP_WORKLOAD for one that there is not,
   * or a rate that is no number above 0 and up to `rateMax`.
   */
  start(name: string, rate: number): void {
    const workload = workloads.find((each) => each.name === name);
    if (workload === undefined) {
      const names = workloads.map((each) => each.name).join(", ");
      throw new Refused(400, "RSP_WORKLOAD", `there is no workload ${JSON.stringify(name)}: use one of ${names}`);
    }
    if (!(rate > 0 && rate <= rateMax)) {
      throw new Refused(
        400,
        "RSP_WORKLOAD",
        `a rate of ${rate} operations a second cannot be: above 0, up to ${rateMax}`,
      );
    }
    const before = this.#loop.task;
    const next = before?.name === name ? before.next : workload.begin(this.#ground, seed);
    if (before?.name !== name) this.#workload = { ended: this.#loop.ended, failed: this.#loop.failed };
    this.#setTask({ name, rate, next });
  }

  /** Stop the workload that runs, if one does. */
  stop(): void {
    this.#setTask(undefined);
  }

  /** The end: resolves when the operation in progress has ended. */
  async close(): Promise<void> {
    await this.#loop.stop();
    this.metrics.close();
  }

  status(): Status {
    const { kernel, name } = this.#system;
    const { machine } = kernel;
    const { task, ended, failed } = this.#loop;
    return {
      schema: "respin.status/v1",
      system: name,
      machine: machine.profile.name,
      frames: machine.memory.frames,
      startedAt: this.#startedAt,
      modelledSeconds: machine.microseconds(machine.cycles) / 1e6,
      workload:
        task === undefined
          ? null
          : {
              name: task.name,
              rate: task.rate,
              operations: ended - this.#workload.ended,
              failures: failed - this.#workload.failed,
            },
      workloads: workloads.map((each) => each.name),
      extensions: this.extensions.status(),
      ejections: this.#ejections,
    };
  }

  /** The event graph, with how often each event was raised. */
  events(): readonly EventNode[] {
    return eventGraph(this.#system);
  }

  /** The status and what moves, for the live page. */
  live(): Live {
    const { crossings, applications, kernel } = this.#system;
    const { pageNotPresent, protection, badAddress } = kernel.translation.faults;
    const events = this.events();
    const counts = applications.map((each: Application) => each.counts());
    const sum = (field: "references" | "misses"): number => counts.reduce((total, each) => total + each[field], 0);
    return {
      ...this.status(),
      counters: {
        operations: this.#loop.ended,
        references: sum("references"),
        misses: sum("misses"),
        faults: pageNotPresent + protection + badAddress,
        calls: crossings.calls,
        traps: crossings.traps,
        messages: crossings.messages,
        raises: events.reduce((total, { raises }) => total + raises, 0),
        ejections: this.#ejected,
      },
      events,
    };
  }

  #setTask(task: Task | undefined): void {
    this.#loop.task = task;
    this.metrics.workload(task === undefined ? undefined : { name: task.name, rate: task.rate });
  }

  #onEjection(ejection: Ejection, line: string, tell: ServedOptions["onEjection"]): void {
    const { extension, where, limit } = ejection;
    this.#ejections.unshift({ at: new Date().toISOString(), extension, where, limit, line });
    if (this.#ejections.length > ejectionsMax) this.#ejections.pop();
    this.#ejected++;
    this.metrics.ejected(ejection);
    tell(line);
  }
}
