import { createHash } from "node:crypto";
import { RespinError } from "./errors.js";

/**
 * Where a cost's number comes from (design section 5).
 *
 * `hardware`: a datasheet, or a figure stated for the hardware. `stated`: a figure that a paper states outside
 * the cells that the cost helps to explain. `calibrated`: fitted to the named cells. `assumed`: none of these;
 * nobody published it, and the source says why the number is what it is and what hangs on it.
 */
export type Origin = "hardware" | "stated" | "calibrated" | "assumed";

/** What the time went into: the columns of every breakdown. */
export const costGroups = ["disk", "crossing", "copying", "memory", "policy", "compute"] as const;
export type CostGroup = (typeof costGroups)[number];

/** One entry of a cost table, as a profile declares it. */
export interface CostDeclaration {
  /** Whole cycles for one `unit`. */
  readonly cycles: number;
  readonly unit: string;
  readonly group: CostGroup;
  readonly origin: Origin;
  readonly source: string;
}

export type CostDeclarations = Readonly<Record<string, CostDeclaration>>;

/** A cost that a machine knows: what `Machine.spend` takes. */
export interface Cost extends CostDeclaration {
  readonly id: number;
  readonly name: string;
}

/** The costs of one machine: its hardware profile's and its system profile's, each name once. */
export class CostTable {
  readonly all: readonly Cost[];
  readonly #byName = new Map<string, Cost>();

  /** Throws RSP_COST_DECLARATION for a name declared twice and for cycles that are not a whole number >= 0. */
  constructor(...tables: readonly CostDeclarations[]) {
    for (const table of tables) {
      for (const [name, declaration] of Object.entries(table)) {
        if (this.#byName.has(name)) {
          throw new RespinError("RSP_COST_DECLARATION", `the cost ${name} is declared twice; remove one of the two`);
        }
        if (!Number.isSafeInteger(declaration.cycles) || declaration.cycles < 0) {
          throw new RespinError(
            "RSP_COST_DECLARATION",
            `the cost ${name} is ${declaration.cycles} cycles; it must be a whole number, 0 or more`,
          );
        }
        this.#byName.set(name, { ...declaration, id: this.#byName.size, name });
      }
    }
    this.all = [...this.#byName.values()];
  }

  /** The cost of that name. Throws RSP_COST_UNKNOWN. */
  named(name: string): Cost {
    const cost = this.#byName.get(name);
    if (cost === undefined) {
      throw new RespinError(
        "RSP_COST_UNKNOWN",
        `no cost is named ${name}; declare it in the machine or system profile`,
      );
    }
    return cost;
  }
}

/** A short hash of any profile, for the manifest of a result: equal hashes, equal modelled results. */
export function profileHash(profile: unknown): string {
  return createHash("sha256").update(JSON.stringify(profile)).digest("hex").slice(0, 16);
}
