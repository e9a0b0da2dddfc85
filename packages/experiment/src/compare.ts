import type { Cell } from "./experiment.js";
import { cellKey, cellName } from "./result.js";
import type { ResultDocument } from "./result.js";

/** One thing in which two documents differ. A value of null is that of a cell only the other document has. */
export interface CellDifference {
  readonly cell: string;
  readonly clock: string;
  readonly unit: string;
  readonly a: number | null;
  readonly b: number | null;
  /** What differs: the value (of a host cell: the intervals do not meet), its breakdown, its meaning, or its presence. */
  readonly kind: "value" | "breakdown" | "meaning" | "only in A" | "only in B";
}

/** A claim that came out differently. */
export interface ClaimDifference {
  readonly claim: string;
  readonly a: string;
  readonly b: string;
}

/** Two documents of one experiment, compared. */
export interface Comparison {
  readonly experiment: string;
  readonly equal: boolean;
  readonly cellsCompared: number;
  readonly cells: readonly CellDifference[];
  readonly claims: readonly ClaimDifference[];
  /** Conditions of the runs that differ (seed, depth, parameters, ...): reasons for differences, none themselves. */
  readonly conditions: readonly string[];
}

/**
 * Compares two documents of one experiment cell by cell: modelled time and counts exactly, host ratios by whether
 * their intervals meet.
 */
export function compareDocuments(a: ResultDocument, b: ResultDocument): Comparison {
  const inA = new Map(a.cells.map((cell) => [cellKey(cell), cell]));
  const inB = new Map(b.cells.map((cell) => [cellKey(cell), cell]));
  const cells = [...new Set([...inA.keys(), ...inB.keys()])].flatMap((key) => difference(inA.get(key), inB.get(key)));
  const claims = claimDifferences(a, b);
  return {
    experiment: a.experiment,
    equal: cells.length === 0 && claims.length === 0,
    cellsCompared: [...inA.keys()].filter((key) => inB.has(key)).length,
    cells,
    claims,
    conditions: conditionsOf(a, b),
  };
}

function difference(a: Cell | undefined, b: Cell | undefined): CellDifference[] {
  const one = a ?? b;
  if (one === undefined) return [];
  const kind = differenceKind(a, b);
  if (kind === undefined) return [];
  return [{ cell: cellName(one), clock: one.clock, unit: one.unit, a: a?.value ?? null, b: b?.value ?? null, kind }];
}

function differenceKind(a: Cell | undefined, b: Cell | undefined): CellDifference["kind"] | undefined {
  if (a === undefined) return "only in B";
  if (b === undefined) return "only in A";
  if (a.clock !== b.clock || a.unit !== b.unit) return "meaning";
  if (a.clock === "host") {
    const [lowA, highA] = a.interval ?? [a.value, a.value];
    const [lowB, highB] = b.interval ?? [b.value, b.value];
    return lowA > highB || lowB > highA ? "value" : undefined;
  }
  if (a.value !== b.value) return "value";
  return sorted(a.breakdown) === sorted(b.breakdown) ? undefined : "breakdown";
}

function claimDifferences(a: ResultDocument, b: ResultDocument): ClaimDifference[] {
  const statesA = claimStates(a);
  const statesB = claimStates(b);
  return [...new Set([...statesA.keys(), ...statesB.keys()])]
    .map((claim) => ({ claim, a: statesA.get(claim) ?? "absent", b: statesB.get(claim) ?? "absent" }))
    .filter((claim) => claim.a !== claim.b);
}

function claimStates(document: ResultDocument): Map<string, string> {
  return new Map([
    ...document.claims.map(({ id, holds }) => [id, holds ? "holds" : "fails"] as const),
    ...document.notApplicable.map(({ id }) => [id, "not applicable"] as const),
  ]);
}

const CONDITIONS = [
  "commit",
  "seed",
  "depth",
  "systems",
  "parameters",
  "machine",
  "profiles",
  "lockfile",
  "node",
] as const;

function conditionsOf(a: ResultDocument, b: ResultDocument): string[] {
  return CONDITIONS.filter((name) => {
    const [ofA, ofB] = [a.manifest[name], b.manifest[name]];
    return typeof ofA === "object" && typeof ofB === "object" && !Array.isArray(ofA)
      ? sorted(ofA) !== sorted(ofB)
      : JSON.stringify(ofA) !== JSON.stringify(ofB);
  });
}

function sorted(record: object = {}): string {
  return JSON.stringify(Object.entries(record).toSorted(([x], [y]) => (x < y ? -1 : 1)));
}
