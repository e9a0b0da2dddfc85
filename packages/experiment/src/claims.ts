import { RespinError } from "./errors.js";
import type { Cell, Claim, Context, Depth, SystemName } from "./experiment.js";
import { suggestion } from "./nearest.js";
import type { ParameterValue } from "./parameters.js";

/** How a claim came out: by how much it holds (or misses, below zero), and the ids of the cells that say so. */
export type ClaimAnswer =
  | { readonly holds: boolean; readonly margin: number; readonly evidence: readonly string[] }
  | "not-applicable";

/** A claim that was judged, as the result document has it. */
export interface JudgedClaim {
  readonly id: string;
  readonly text: string;
  readonly holds: boolean;
  readonly margin: number;
  readonly evidence: readonly string[];
}

/** A claim that could not be asked of this run, and why. */
export interface InapplicableClaim {
  readonly id: string;
  readonly text: string;
  readonly reason: string;
}

/** What a cell's parameters must include to be the one meant. */
export type Match = Readonly<Record<string, string | number | boolean>>;

/**
 * What a claim may ask of the cells. Asking for a system that was not run makes the claim not applicable. Asking a
 * system that did run for a cell it does not have is a fault of the claim (RSP_CLAIM_CELL), so that no claim holds
 * by a misspelt id; where parameters decide whether a cell exists, ask `has` first.
 */
export interface Query {
  readonly cells: readonly Cell[];
  readonly systems: readonly SystemName[];
  readonly depth: Depth;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  has(id: string, system: SystemName | "any", match?: Match): boolean;
  cell(id: string, system: SystemName | "any", match?: Match): Cell;
  value(id: string, system: SystemName | "any", match?: Match): number;
  /**
   * How many times the first is the second: two cells of one system (`ratio("trap", "call", "spin")`), or one cell of
   * two systems (`ratio("misses", ["monolithic", "spin"])`).
   */
  ratio(id: string, of: string, system: SystemName | "any"): number;
  ratio(id: string, systems: readonly [SystemName, SystemName]): number;
}

/** Ends a claim's check when it asks for what was not run; never leaves this file. */
class NotApplicable extends Error {}

/** Judges an experiment's claims over the cells of one run. Throws RSP_CLAIM_CELL, RSP_CLAIM_MARGIN. */
export function judgeClaims(
  claims: readonly Claim[],
  cells: readonly Cell[],
  context: Context,
): { judged: JudgedClaim[]; inapplicable: InapplicableClaim[] } {
  const judged: JudgedClaim[] = [];
  const inapplicable: InapplicableClaim[] = [];
  const ids = new Set(cells.map((cell) => cell.id));
  for (const { id, text, check } of claims) {
    const answer = ask(check, id, cells, context);
    if (typeof answer === "string") {
      inapplicable.push({ id, text, reason: answer });
      continue;
    }
    if (!Number.isFinite(answer.margin)) {
      throw new RespinError(
        "RSP_CLAIM_MARGIN",
        `claim ${id} has the margin ${answer.margin}; a margin is a finite number`,
      );
    }
    const unknown = answer.evidence.find((cell) => !ids.has(cell));
    if (unknown !== undefined) throw noCell(id, unknown, "any system", ids);
    judged.push({ id, text, holds: answer.holds, margin: answer.margin, evidence: answer.evidence });
  }
  return { judged, inapplicable };
}

/** The claim's answer, or why it has none. */
function ask(
  check: Claim["check"],
  claimId: string,
  cells: readonly Cell[],
  context: Context,
): Exclude<ClaimAnswer, string> | string {
  try {
    const answer = check(queryOf(claimId, cells, context));
    return answer === "not-applicable" ? "it asks for what this run does not have" : answer;
  } catch (error) {
    if (error instanceof NotApplicable) return error.message;
    throw error;
  }
}

function queryOf(claimId: string, cells: readonly Cell[], context: Context): Query {
  const find = (id: string, system: SystemName | "any", match: Match): Cell[] => {
    if (system !== "any" && !context.systems.includes(system)) throw new NotApplicable(`${system} was not run`);
    return cells.filter((cell) => cell.id === id && cell.system === system && matches(cell, match));
  };
  const cell = (id: string, system: SystemName | "any", match: Match = {}): Cell => {
    const [found, another] = find(id, system, match);
    if (found === undefined) {
      throw noCell(claimId, id, system, new Set(cells.filter((one) => one.system === system).map((one) => one.id)));
    }
    if (another === undefined) return found;
    const message = `claim ${claimId}: several cells are ${id} of ${system}; tell them apart by their parameters`;
    throw new RespinError("RSP_CLAIM_CELL", message);
  };
  const value = (id: string, system: SystemName | "any", match?: Match): number => cell(id, system, match).value;
  function ratio(id: string, of: string | readonly [SystemName, SystemName], system?: SystemName | "any"): number {
    if (typeof of === "string") return value(id, system ?? "any") / value(of, system ?? "any");
    return value(id, of[0]) / value(id, of[1]);
  }
  const { systems, depth, parameters } = context;
  const has: Query["has"] = (id, system, match = {}) => find(id, system, match).length > 0;
  return { cells, systems, depth, parameters, has, cell, value, ratio };
}

function matches(cell: Cell, match: Match): boolean {
  return Object.entries(match).every(([name, value]) => cell.parameters?.[name] === value);
}

function noCell(claimId: string, id: string, system: string, ids: ReadonlySet<string>): RespinError {
  const hint = suggestion(id, [...ids]);
  return new RespinError(
    "RSP_CLAIM_CELL",
    `claim ${claimId} asks for a cell ${id} of ${system}, which the run did not yield; ${hint}`,
  );
}
