import { machineNamed, systemCosts, type CostGroup, type SystemCost } from "@respin/systems";
import { RespinError } from "../errors.js";
import { SYSTEMS, type SystemName } from "../experiment.js";

/** Where a constant's number comes from. */

export type CostOrigin = SystemCost["origin"];

/** A number of the model: a cost of the machine or of a system's software. */
export interface Constant {
  /** `spin/dispatch.raise`; `machine/trap.enter` is the hardware's, and so every system's. */
  readonly id: string;
  readonly name: string;
  readonly system: SystemName | "machine";
  readonly cycles: number;
  readonly unit: string;
  readonly group: CostGroup;
  readonly origin: CostOrigin;
  readonly source: string;
  /** The published cells that it is fitted to. */
  readonly fittedTo: readonly string[];
}

type Costs = Readonly<Record<SystemName, Readonly<Record<string, SystemCost>>>>;

/** Every constant of a model: of one machine, and of the systems' profiles. */
export class Constants {
  readonly machine: string;
  readonly clockMhz: number;
  /** Each once, also where several systems share one. */
  readonly all: readonly Constant[];
  readonly #bySystem = new Map<string, Constant>();

  /** Throws RSP_MACHINE. */
  constructor(machine: string, costs: Costs = systemCosts) {
    const profile = machineNamed(machine);
    this.machine = machine;
    this.clockMhz = profile.clockMhz;
    const byId = new Map<string, Constant>();
    for (const [name, declared] of Object.entries(profile.costs)) {
      const constant = constantOf("machine", name, declared);
      byId.set(constant.id, constant);
      for (const system of SYSTEMS) this.#bySystem.set(`${system} ${name}`, constant);
    }
    for (const system of SYSTEMS) {
      for (const [name, declared] of Object.entries(costs[system])) {
        // What is calibrated as another system's cost is that cost; what is assumed to be like it is one of its own.
        const owner = declared.origin === "calibrated" ? (declared.as ?? system) : system;
        const constant = constantOf(owner, name, costs[owner][name]);
        byId.set(constant.id, constant);
        this.#bySystem.set(`${system} ${name}`, constant);
      }
    }
    this.all = [...byId.values()];
  }

  /** The constant that a cost of a system is. Throws RSP_VALIDATION_COST. */
  of(system: SystemName, name: string): Constant {
    const constant = this.#bySystem.get(`${system} ${name}`);
    if (constant === undefined) {
      throw new RespinError(
        "RSP_VALIDATION_COST",
        `${system} has no cost ${JSON.stringify(name)}, which the breakdown of a cell names; break it down by names of costs`,
      );
    }
    return constant;
  }

  /** Those that are fitted to published cells. */
  get fitted(): readonly Constant[] {
    return this.all.filter(({ fittedTo }) => fittedTo.length > 0);
  }
}

function constantOf(system: Constant["system"], name: string, cost: SystemCost): Constant {
  const { cycles, unit, group, origin, source, fittedTo = [] } = cost;
  return { id: `${system}/${name}`, name, system, cycles, unit, group, origin, source, fittedTo };
}

/** The published cells that some constant is fitted to: what the model gives for any other is predicted. */
export function calibratedCells(constants: readonly Constant[]): ReadonlySet<string> {
  return new Set(constants.flatMap(({ fittedTo }) => fittedTo));
}
