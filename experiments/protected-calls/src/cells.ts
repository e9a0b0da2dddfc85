import { isPublishedCellId, modelledCell, type Cell, type Part } from "@respin/experiment";
import { callKinds, measureCall, type CallKind, type MachineProfile, type SystemName } from "@respin/systems";

interface Setting {
  readonly machine: MachineProfile;
  readonly iterations: number;
  readonly spacesMax: number;
}

/** What the paper calls a kind of call. What a call through a server costs no cell of the paper's table says. */
const rows: Readonly<Record<CallKind, string | undefined>> = {
  "in-kernel": "in-kernel-call",
  "system-call": "system-call",
  "cross-address-space": "cross-address-space-call",
  "through-server": undefined,
};

/** Everything that one system is measured for. */
export function parts(system: SystemName, setting: Setting): Part[] {
  return [...table2(system, setting), ...bySpaces(system, setting)];
}

function table2(system: SystemName, { machine, iterations }: Setting): Part[] {
  return callKinds.map((kind) => ({
    label: `${system}: ${kind}`,
    cells: () => {
      const taken = measureCall(system, kind, { machine, iterations });
      if (taken === undefined) return [];
      const paper = `t2.${rows[kind] ?? ""}.${system}`;
      const published = isPublishedCellId(paper) ? { paper } : {};
      const { traps, messages, calls } = taken.crossings;
      const count = (id: string, value: number): Cell => ({
        id,
        system,
        clock: "count",
        unit: "1",
        value,
        parameters: { kind },
      });
      return [
        modelledCell({ id: "call/time", system, parameters: { kind }, ...published }, taken, machine),
        count("call/traps", traps),
        count("call/messages", messages),
        count("call/calls", calls),
      ];
    },
  }));
}

/** A call to another space, by the number of spaces that exist beside the two. */
function bySpaces(system: SystemName, { machine, iterations, spacesMax }: Setting): Part[] {
  const numbers = [0, 1, 10, 100, 1000].filter((spaces) => spaces <= spacesMax);
  return numbers.map((spaces) => ({
    label: `${system}: ${spaces} spaces`,
    cells: () => {
      const taken = measureCall(system, "cross-address-space", { machine, iterations, spaces });
      if (taken === undefined) return [];
      return [modelledCell({ id: "scaling/call", system, parameters: { spaces: spaces + 2 } }, taken, machine)];
    },
  }));
}
