import { policyNames } from "@respin/buffer-manager";
import type { Cell } from "@respin/experiment";
import type { SystemName } from "@respin/systems";
import { ADVISED, type Setting } from "./setting.js";
import {
  boundsOf,
  measured,
  prepare,
  type PlayedOptions,
  type Prepared,
  type Task,
  type Workload,
} from "./workload.js";

/** The row of the matrix in which each system replaces pages as it does for everybody. */
export const OWN = "own";
/** The same, on SPIN, beside an extension that handles every paging event and does nothing. */
export const OWN_IDLE = "own-with-idle-extension";

/** A workload two ways: with the database's own advice, and with the system's own fixed policy. */
export function* compareSystems(setting: Setting, workload: Workload): Task {
  const cells: Cell[] = boundsOf(setting, workload, workload.name);
  const prepared = prepare(setting, workload);
  const ways = [
    { id: workload.name, options: { policy: setting.policy ?? workload.advised, prefetch: true } },
    { id: `${workload.name}.own-policy`, options: { policy: undefined, prefetch: false } },
  ];
  const runs = setting.systems.flatMap((system) => ways.map((way) => ({ system, ...way })));
  for (const [index, { system, id, options }] of runs.entries()) {
    const { measurement } = yield* part(index, runs.length, measured(system, setting, prepared, options));
    cells.push(...measurement.cells(id));
  }
  return cells;
}

interface MatrixRow {
  readonly policy: string;
  readonly systems: readonly SystemName[];
  readonly options: PlayedOptions;
}

/**
 * The matrix policy by system: the same policy and the same memory in all three, and no prefetch. On the monolithic system
 * that takes the raw device: it is the only way in which a database there has one cache with a policy of its own. Beside
 * it each system's own policy, where the monolithic system's files are cached by its kernel.
 */
export function* policyMatrix(setting: Setting, workload: Workload): Task {
  const cells: Cell[] = [];
  const prepared = prepare(setting, workload);
  const own = { policy: undefined, prefetch: false };
  const rows: MatrixRow[] = [
    ...[[ADVISED, workload.advised] as const, ...policyNames.map((name) => [name, name] as const)].map(
      ([policy, choice]) => ({
        policy,
        systems: setting.systems,
        options: { policy: choice, prefetch: false, files: "raw" as const },
      }),
    ),
    { policy: OWN, systems: setting.systems, options: own },
    {
      policy: OWN_IDLE,
      systems: setting.systems.filter((name) => name === "spin"),
      options: { ...own, idleExtension: true },
    },
  ];
  const runs = rows.flatMap(({ systems, ...row }) => systems.map((system) => ({ system, ...row })));
  for (const [index, { system, policy, options }] of runs.entries()) {
    const { measurement } = yield* part(index, runs.length, measured(system, setting, prepared, options));
    cells.push(...matrixCells(prepared, system, policy, measurement.cells("")));
  }
  return cells;
}

function matrixCells({ workload }: Prepared, system: SystemName, policy: string, all: readonly Cell[]): Cell[] {
  const value = (name: string): number => all.find(({ id }) => id === `/${name}`)?.value ?? Number.NaN;
  const id = `${workload.name}.matrix`;
  const parameters = { policy };
  const references = value("references");
  return [
    { id: `${id}/misses`, system, clock: "count", unit: "1", value: value("misses"), parameters },
    // New pages take a place, too: this is what the bounds bound.
    { id: `${id}/fetches`, system, clock: "count", unit: "1", value: value("misses") + value("fresh"), parameters },
    {
      id: `${id}/processor-time`,
      system,
      clock: "modelled",
      unit: "us",
      value: (value("processor-time") * value("operations")) / references,
      parameters,
    },
  ];
}

/** One of several runs: its progress as a part of all. */
export function* part<Result>(index: number, of: number, run: Task<Result>): Task<Result> {
  for (;;) {
    const step = run.next();
    if (step.done === true) return step.value;
    yield (index + step.value) / of;
  }
}
