import type { MachineProfile, Taken } from "@respin/systems";
import type { Cell, SystemName } from "./experiment.js";
import { published, type PublishedCellId } from "./paper/published.js";

/** Of what a cell of modelled time is. */
export interface Modelled {
  readonly id: string;
  readonly system: SystemName;
  readonly parameters?: NonNullable<Cell["parameters"]>;
  /** What the papers have for it, if they do. */
  readonly paper?: PublishedCellId | undefined;
}

/** A cell of modelled time, in microseconds, with where each went by cost name. */
export function modelledCell(of: Modelled, { cycles, breakdown }: Taken, { clockMhz }: MachineProfile): Cell {
  const { id, system, parameters = {}, paper } = of;
  const parts = Object.entries(breakdown).filter(([, spent]) => spent !== 0);
  return {
    id,
    system,
    clock: "modelled",
    unit: "us",
    value: cycles / clockMhz,
    parameters,
    breakdown: Object.fromEntries(parts.map(([name, spent]) => [name, spent / clockMhz])),
    ...(paper === undefined ? {} : { published: published(paper) }),
  };
}
