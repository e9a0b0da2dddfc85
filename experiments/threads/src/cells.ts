import { isPublishedCellId, modelledCell, type Cell, type Part } from "@respin/experiment";
import {
  measureThreads,
  threadKinds,
  threadPrograms,
  type MachineProfile,
  type SystemName,
  type ThreadKind,
} from "@respin/systems";

interface Setting {
  readonly machine: MachineProfile;
  readonly iterations: number;
  readonly othersMax: number;
}

/** Everything that one system is measured for. */
export function parts(system: SystemName, setting: Setting): Part[] {
  return [...table3(system, setting), ...byThreads(system, setting)];
}

function table3(system: SystemName, { machine, iterations }: Setting): Part[] {
  return threadKinds.flatMap((kind) =>
    threadPrograms.map((program) => ({
      label: `${system}: ${program}, ${kind}`,
      cells: () => {
        const taken = measureThreads(system, kind, program, { machine, iterations });
        if (taken === undefined) return [];
        const paper = `t3.${program}.${system}.${kind}`;
        const parameters = { program, kind };
        const count = (id: string, value: number): Cell => ({
          id,
          system,
          clock: "count",
          unit: "1",
          value,
          parameters,
        });
        return [
          modelledCell(
            { id: "threads/time", system, parameters, ...(isPublishedCellId(paper) ? { paper } : {}) },
            taken,
            machine,
          ),
          count("threads/traps", taken.crossings.traps),
          count("threads/messages", taken.crossings.messages),
        ];
      },
    })),
  );
}

/** The threads that each system has at user level, in the form that costs least. */
const best: Readonly<Record<SystemName, ThreadKind>> = {
  spin: "user-integrated",
  monolithic: "user",
  microkernel: "user",
};

/** Ping-pong, by the number of other threads that there are. */
function byThreads(system: SystemName, { machine, iterations, othersMax }: Setting): Part[] {
  const numbers = [0, 10, 100, 1_000, 10_000, 100_000].filter((others) => others <= othersMax);
  return numbers.map((others) => ({
    label: `${system}: ${others} other threads`,
    cells: () => {
      const taken = measureThreads(system, best[system], "ping-pong", { machine, iterations, others });
      if (taken === undefined) return [];
      return [modelledCell({ id: "scaling/ping-pong", system, parameters: { threads: others + 2 } }, taken, machine)];
    },
  }));
}
