import type { Cell } from "./experiment.js";
import { compareHost, type HostRatio } from "./host-ratio.js";
import { cellKey, cellName } from "./result.js";
import type { ResultDocument } from "./result.js";

/** One thing in which two documents differ. A value of null is that of a cell only the other document has. */
export interface CellDifference {
  readonly cell: string;
  /** What tells the cell from every other of its document. */
  readonly key: string;
  readonly clock: string;
  readonly unit: string;
  readonly a: number | null;
  readonly b: number | null;
  /** What differs: the value (of a host cell: its ratio is out of the band), its breakdown, its meaning, or its presence. */
  readonly kind: "value" | "breakdown" | "meaning" | "only in A" | "only in B";
  /** Of another meaning: the clock and unit that B has it in. */
  readonly inB?: { readonly clock: string; readonly unit: string };
  /** Of a breakdown: the cost that differs most, and what each has of it. */
  readonly part?: { readonly cost: string; readonly a: number; readonly b: number };
  /** Of a host cell. */
  readonly host?: HostRatio;
  /** Of a count that may drift: how many times larger or smaller it may become, and whether it is. */
  readonly drift?: { readonly most: number; readonly within: boolean };
  /** What the papers have for it. */
  readonly published?: string;
}

/** A claim that came out differently. */
export interface ClaimDifference {
  readonly claim: string;
  readonly a: string;
  readonly b: string;
}

/** A host cell that both documents have, and the ratio between them. */
export interface HostComparison extends HostRatio {
  readonly cell: string;
  readonly key: string;
  readonly a: number;
  readonly b: number;
}

/** Two documents of one experiment, compared. */
export interface Comparison {
  readonly experiment: string;
  readonly equal: boolean;
  readonly cellsCompared: number;
  /** The worst first. */
  readonly cells: readonly CellDifference[];
  /** Every host cell, differing or not. */
  readonly host: readonly HostComparison[];
  /** The band that host ratios were compared with. */
  readonly band: number;
  readonly claims: readonly ClaimDifference[];
  /** Conditions of the runs that differ (seed, depth, parameters, ...): reasons for differences, none themselves. */
  readonly conditions: readonly string[];
}

/** How documents are compared. */
export interface CompareOptions {
  /** A host cell differs when the ratio of the two runs is surely more than this, or less than its inverse; 1 or more. */
  readonly band?: number;
}

/**
 * How far host ratios of one commit may be apart, as a factor. Fourteen runs of the dispatcher's 39 cells on one computer with two
 * processors, six of them with three more processes computing all the while: the medians of a cell were up to 1.64 times apart
 * without load and 3.6 with it, but no cell's interval lay beyond 1.5 in any of the 134 pairs, while beyond 1.25 there was one
 * in 53. The rest is room for other processors. A dispatcher that adds two turns of an empty loop to each raise, some three times
 * the time of a raise of few handlers, has 17 cells beyond 2.
 */
export const HOST_BAND = 2;

/**
 * Compares two documents of one experiment cell by cell: modelled time and counts exactly, host cells by whether the bootstrap
 * interval of their ratio lies beyond the band. The intervals are so wide that all host cells of a document together are found
 * different by chance in one comparison of twenty at most, even with a band of 1, if they have a dozen samples; with fewer the
 * band has to allow for chance.
 */
export function compareDocuments(
  a: ResultDocument,
  b: ResultDocument,
  { band = HOST_BAND }: CompareOptions = {},
): Comparison {
  const inA = new Map(a.cells.map((cell) => [cellKey(cell), cell]));
  const inB = new Map(b.cells.map((cell) => [cellKey(cell), cell]));
  const pairs = [...inA].flatMap(([key, one]) => {
    const other = inB.get(key);
    return other === undefined ? [] : [{ key, a: one, b: other }];
  });
  const hostPairs = pairs.filter((pair) => isHost(pair.a) && isHost(pair.b) && pair.a.unit === pair.b.unit);
  const host = new Map(
    hostPairs.map((pair): [string, HostComparison] => [
      pair.key,
      {
        cell: cellName(pair.a),
        key: pair.key,
        a: pair.a.value,
        b: pair.b.value,
        ...compareHost(pair.a, pair.b, { band, comparisons: hostPairs.length }),
      },
    ]),
  );
  const cells = [
    ...pairs.flatMap((pair) => difference(pair.key, pair.a, pair.b, host.get(pair.key))),
    ...[...inA].filter(([key]) => !inB.has(key)).map(([key, cell]) => lone(key, cell, "only in A")),
    ...[...inB].filter(([key]) => !inA.has(key)).map(([key, cell]) => lone(key, cell, "only in B")),
  ].toSorted((x, y) => (badness(x) === badness(y) ? 0 : badness(y) - badness(x)));
  const claims = claimDifferences(a, b);
  return {
    experiment: a.experiment,
    equal: cells.length === 0 && claims.length === 0,
    cellsCompared: pairs.length,
    cells,
    host: [...host.values()],
    band,
    claims,
    conditions: conditionsOf(a, b),
  };
}

function isHost(cell: Cell): boolean {
  return cell.clock === "host";
}

function lone(key: string, cell: Cell, kind: "only in A" | "only in B"): CellDifference {
  const { clock, unit, value } = cell;
  const side = kind === "only in A" ? { a: value, b: null } : { a: null, b: value };
  return { cell: cellName(cell), key, clock, unit, ...side, kind, ...also(cell) };
}

function also({ published, drift }: Cell): Pick<CellDifference, "published" | "drift"> {
  return {
    ...(published === undefined ? {} : { published: published.cell }),
    ...(drift === undefined ? {} : { drift: { most: drift, within: false } }),
  };
}

function difference(key: string, a: Cell, b: Cell, host: HostComparison | undefined): CellDifference[] {
  const found = { cell: cellName(a), key, clock: a.clock, unit: a.unit, a: a.value, b: b.value, ...also(a) };
  if (a.clock !== b.clock || a.unit !== b.unit) {
    return [{ ...found, kind: "meaning", inB: { clock: b.clock, unit: b.unit } }];
  }
  if (host !== undefined) {
    const { ratio, interval, verdict, basis } = host;
    return verdict === "within" ? [] : [{ ...found, kind: "value", host: { ratio, interval, verdict, basis } }];
  }
  if (a.value !== b.value) {
    if (a.drift === undefined) return [{ ...found, kind: "value" }];
    return [
      { ...found, kind: "value", drift: { most: a.drift, within: size(b.value / a.value) <= Math.log(a.drift) } },
    ];
  }
  const part = worstPart(a.breakdown, b.breakdown);
  return part === undefined ? [] : [{ ...found, kind: "breakdown", part }];
}

/** How bad a difference is: what has no counterpart or another meaning is the worst, what may drift and does the least. */
function badness({ kind, a, b, part, host, drift }: CellDifference): number {
  if (drift?.within === true) return 0;
  if (host !== undefined) return size(host.ratio);
  if (part !== undefined) return size(part.b / part.a);
  return kind === "value" && a !== null && b !== null ? size(b / a) : Infinity;
}

/** The logarithm of a ratio, whatever its sign. */
function size(ratio: number): number {
  return ratio > 0 ? Math.abs(Math.log(ratio)) : Infinity;
}

function worstPart(a: Cell["breakdown"] = {}, b: Cell["breakdown"] = {}): CellDifference["part"] | undefined {
  const parts = [...new Set([...Object.keys(a), ...Object.keys(b)])]
    .map((cost) => ({ cost, a: a[cost] ?? 0, b: b[cost] ?? 0 }))
    .filter((part) => part.a !== part.b || part.cost in a !== part.cost in b);
  return parts.toSorted((x, y) => Math.abs(y.b - y.a) - Math.abs(x.b - x.a))[0];
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
