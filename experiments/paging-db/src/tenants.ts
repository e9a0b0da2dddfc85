import type { Cell } from "@respin/experiment";
import type { Application, System, SystemName } from "@respin/systems";
import { sequentialCyclic } from "./patterns.js";
import { playWhole, stamp } from "./play.js";
import { Steps } from "./script.js";
import { bootFor, capacityOf, diskFor, type Setting } from "./setting.js";
import type { Task, Workload } from "./workload.js";

/** Who runs beside the tenant that is measured. */
const neighbours = ["none", "sensible", "foolish"] as const;
export type Neighbour = (typeof neighbours)[number];

/** The neighbour's loop is longer than the memory it has; least recently used is the worst it could ask for there. */
const neighbourPolicy = { none: "mru", sensible: "mru", foolish: "lru" } as const;

/**
 * Two tenants at once. One runs `workload`; the other loops over a table that is larger than its memory, with the right
 * policy or with the most foolish one. What the first one's misses are beside each is measured.
 */
export function* tenantsBeside(setting: Setting, workload: Workload): Task {
  const capacity = capacityOf(setting, 2);
  const loop = sequentialCyclic({ capacity, rounds: loops(workload, capacity) });
  const table = { name: "neighbour", pages: loop.files[0].pages };
  const files = [
    ...workload.files.map(({ name, pages }) => ({
      name,
      pages,
      filled: pages,
      ...(workload.stamped ? { content: stamp } : {}),
    })),
    { ...table, filled: table.pages, content: stamp },
  ];
  const disk = diskFor(setting, files);
  const cells: Cell[] = [];
  const total = setting.systems.length * neighbours.length;
  for (const system of setting.systems) {
    for (const neighbour of neighbours) {
      const parameters = { neighbour };
      const value = missesBeside(system, neighbour);
      cells.push({ id: `${workload.name}.tenants/misses`, system, clock: "count", unit: "1", value, parameters });
      yield cells.length / total;
    }
  }
  return cells;

  function missesBeside(name: SystemName, neighbour: Neighbour): number {
    const system = bootFor(name, setting, {
      ...disk,
      applications: [
        { name: "tenant", policy: setting.policy ?? workload.advised, kinds: workload.kinds },
        { name: "neighbour", policy: neighbourPolicy[neighbour] },
      ],
    });
    const [first, second] = system.applications;
    runBoth(system, first, second, neighbour === "none");
    return first.counts().misses;
  }

  function runBoth(system: System, first: Application, second: Application, alone: boolean): void {
    const options = { prefetch: false, onEnd: () => {} };
    const looping = { files: [table], steps: alone ? new Steps() : loop.steps };
    system.runAll([
      [first, playWhole(first, workload, { ...options, stamped: workload.stamped })],
      [second, playWhole(second, looping, { ...options, stamped: true })],
    ]);
  }
}

/** Rounds of the neighbour's loop that keep it busy for as long as the tenant is. */
function loops(workload: Workload, capacity: number): number {
  return Math.max(2, Math.ceil(workload.steps.length / (2 * capacity * 1.25)));
}
