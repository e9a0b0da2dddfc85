import type { KindsChoice, PolicyChoice } from "@respin/buffer-manager";
import type { Cell } from "@respin/experiment";
import type { MachineProfile, Platter, System, SystemName } from "@respin/systems";
import { coldMisses, optimalMisses } from "./bounds.js";
import { Measurement } from "./measure.js";
import { play, type Script } from "./play.js";
import { referenceString } from "./script.js";
import { bootFor, capacityOf, diskFor, type Setting } from "./setting.js";
import { stamp } from "./play.js";

/** Work that says how far it has come, as a part of 1, and ends with its cells. */
export type Task<Result = readonly Cell[]> = Generator<number, Result>;

/** Something that a database does, as a script, with what its owner would advise. */
export interface Workload extends Script {
  readonly name: string;
  readonly advised: PolicyChoice;
  /** What the pages of its files are to the policy. */
  readonly kinds: KindsChoice;
  /** Whether its pages are stamped with their numbers and checked; a workload of a million pages is not. */
  readonly stamped: boolean;
}

/** A disk prepared for a workload: many runs copy it. */
export interface Prepared {
  readonly workload: Workload;
  readonly machine: MachineProfile;
  readonly platter: Platter;
}

export function prepare(setting: Setting, workload: Workload): Prepared {
  const { stamped } = workload;
  const files = workload.files.map(({ name, pages }) => ({
    name,
    pages,
    filled: pages,
    ...(stamped ? { content: stamp } : {}),
  }));
  return { workload, ...diskFor(setting, files) };
}

export interface PlayedOptions {
  /** The database's policy; undefined leaves replacement to the system. */
  readonly policy: PolicyChoice | undefined;
  readonly prefetch: boolean;
  readonly files?: "cached" | "raw";
  readonly idleExtension?: boolean;
}

/** Play a workload on a system of its own, and measure it. */
export function* measured(
  name: SystemName,
  setting: Setting,
  prepared: Prepared,
  options: PlayedOptions,
): Task<{ readonly system: System; readonly measurement: Measurement }> {
  const { workload } = prepared;
  const system = bootFor(name, setting, {
    ...prepared,
    applications: [{ name: "database", policy: options.policy, kinds: workload.kinds }],
    ...(options.files === undefined ? {} : { files: options.files }),
    ...(options.idleExtension === undefined ? {} : { idleExtension: options.idleExtension }),
  });
  const [application] = system.applications;
  const measurement = new Measurement(system, application);
  const onEnd = (): void => measurement.operationEnded();
  for (const done of play(system, application, workload, {
    prefetch: options.prefetch,
    stamped: workload.stamped,
    onEnd,
  })) {
    yield done / workload.steps.length;
  }
  return { system, measurement };
}

/** The bounds that stand beside a workload's misses: an infinite cache, and Belady's optimum if it was computed. */
export function boundsOf(setting: Setting, workload: Workload, id: string): Cell[] {
  const references = referenceString(workload.files, workload.steps);
  const optimum = optimalMisses(references, capacityOf(setting));
  const cell = (name: string, value: number): Cell => ({
    id: `${id}/${name}`,
    system: "any",
    clock: "count",
    unit: "1",
    value,
  });
  return [
    cell("references-of-string", references.length),
    cell("infinite-cache-misses", coldMisses(references)),
    ...(optimum === undefined ? [] : [cell("optimum-misses", optimum)]),
  ];
}
