import { readFileSync } from "node:fs";
import { RespinError, type CostDeclaration, type CostGroup, type Origin } from "@respin/hardware";
import type { SystemName } from "./profile.js";

/** A cost of a system's software. */
export interface SystemCost extends CostDeclaration {
  /** The published cells that it is fitted to, where it is calibrated by a fit of its own. */
  readonly fittedTo?: readonly string[];
  /** The system whose cost of the same name it is, where it has none of its own. */
  readonly as?: SystemName;
}

/** A system's costs as its profile declares them, those of a fit still without their cycles. */
export type Declared = Readonly<Record<string, DeclaredCost>>;
type DeclaredCost = SystemCost | Omit<SystemCost, "cycles"> | Pick<Required<SystemCost>, "as" | "origin" | "source">;

/** A cost whose cycles the declaration says. */
export function cost(
  cycles: number,
  unit: string,
  group: CostGroup,
  origin: Exclude<Origin, "calibrated">,
  source: string,
): SystemCost {
  return { cycles, unit, group, origin, source };
}

/** A cost whose cycles `exp calibrate` finds: those with which the model comes nearest to these published cells. */
export function fitted(
  unit: string,
  group: CostGroup,
  fittedTo: readonly [string, ...string[]],
  source = "",
): Omit<SystemCost, "cycles"> {
  return { unit, group, origin: "calibrated", source, fittedTo };
}

/** A cost that is another system's of the same name: `calibrated` when both are one thing, `assumed` when that is a guess. */
export function asIn(as: SystemName, origin: "calibrated" | "assumed", source: string): DeclaredCost {
  return { as, origin, source };
}

/** What `exp calibrate` writes. */
export interface Calibrated {
  readonly schema: typeof calibratedSchema;
  /** The machine profile that was calibrated on. */
  readonly machine: string;
  /** The published cells that were fitted to. */
  readonly cells: readonly string[];
  readonly cycles: Readonly<Partial<Record<SystemName, Readonly<Record<string, number>>>>>;
}

const calibratedSchema = "respin.calibrated/v1";

/** Where it is, from the root of the repository. */
export const calibratedFile = "packages/systems/src/calibrated.json";

/** The text of the file that says so. */
export function calibratedText(machine: string, cells: readonly string[], cycles: Calibrated["cycles"]): string {
  const contents: Calibrated = { schema: calibratedSchema, machine, cells, cycles };
  return `${JSON.stringify(contents, null, 2)}\n`;
}

/** What such a file says. Throws RSP_CALIBRATED for any other text. */
export function parseCalibrated(text: string): Calibrated {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw malformed("it is not JSON", error);
  }
  if (!isRecord(value) || value["schema"] !== calibratedSchema) throw malformed(`it is no ${calibratedSchema}`);
  const { machine, cells, cycles } = value;
  if (typeof machine !== "string") throw malformed("it names no machine");
  if (!Array.isArray(cells) || !cells.every((cell) => typeof cell === "string")) throw malformed("it lists no cells");
  if (!isRecord(cycles)) throw malformed("it holds no cycles");
  for (const [system, costs] of Object.entries(cycles)) {
    if (!isRecord(costs)) throw malformed(`it holds no costs of ${system}`);
    for (const [name, each] of Object.entries(costs)) {
      if (!Number.isSafeInteger(each) || Number(each) < cyclesMin) {
        throw malformed(`${name} of ${system} is no whole number from ${cyclesMin} up`);
      }
    }
  }
  return { schema: calibratedSchema, machine, cells, cycles };
}

/** No step is free: with this for a bound, the parts of a measured time tell how often each cost was spent. */
export const cyclesMin = 1;

/** The costs of all systems, with the cycles that the file has for those of a fit. Throws RSP_CALIBRATED. */
export function resolveCosts(
  declared: Readonly<Record<SystemName, Declared>>,
  calibrated: Calibrated = readCalibrated(),
): Readonly<Record<SystemName, Readonly<Record<string, SystemCost>>>> {
  const cyclesOf = (system: SystemName, name: string): number => calibrated.cycles[system]?.[name] ?? cyclesMin;
  const resolve = (system: SystemName, name: string, each: DeclaredCost): SystemCost => {
    if ("cycles" in each) return each;
    if ("unit" in each) return { cycles: cyclesOf(system, name), ...each };
    const { cycles, unit, group } = resolve(each.as, name, declared[each.as][name]);
    return { cycles, unit, group, ...each };
  };
  const costsOf = (system: SystemName): Readonly<Record<string, SystemCost>> =>
    Object.fromEntries(Object.entries(declared[system]).map(([name, each]) => [name, resolve(system, name, each)]));
  return { spin: costsOf("spin"), monolithic: costsOf("monolithic"), microkernel: costsOf("microkernel") };
}

function readCalibrated(): Calibrated {
  try {
    // Beside the sources, whether this runs from src or from dist.
    return parseCalibrated(readFileSync(new URL("../src/calibrated.json", import.meta.url), "utf8"));
  } catch (error) {
    if (error instanceof RespinError) throw error;
    throw malformed("it cannot be read", error);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function malformed(why: string, cause?: unknown): RespinError {
  return new RespinError("RSP_CALIBRATED", `${calibratedFile}: ${why}; restore it from the last commit`, { cause });
}
