import type { InapplicableClaim, JudgedClaim } from "./claims.js";
import type { Cell, Depth, SystemName } from "./experiment.js";

export const RESULT_SCHEMA = "respin.result/v1";

/** What produced a result: enough to produce it again, and to know what was different when it comes out otherwise. */
export interface Manifest {
  readonly schemaVersion: 1;
  /** "unknown" outside a git work tree. */
  readonly commit: string;
  readonly dirty: boolean | "unknown";
  /** SHA-256 of pnpm-lock.yaml, or "unknown". */
  readonly lockfile: string;
  readonly node: string;
  readonly v8: string;
  readonly cpu: { readonly model: string; readonly count: number };
  readonly os: string;
  readonly seed: number;
  readonly depth: Depth;
  readonly parameters: Readonly<Record<string, string | number | boolean | readonly string[]>>;
  readonly systems: readonly SystemName[];
  readonly machine: { readonly name: string; readonly hash: string };
  /** Hashes of the system profiles in use, by system. */
  readonly profiles: Readonly<Record<string, string>>;
  /** ISO 8601, in UTC. */
  readonly started: string;
  readonly durationMs: number;
  /** Host cells of a run with assertions on, or under a debugger, are not to be quoted. */
  readonly assertions: boolean;
  readonly debugger: boolean;
}

/** Everything one run of one experiment found, and all that reports, comparisons and dashboards read. */
export interface ResultDocument {
  readonly schema: typeof RESULT_SCHEMA;
  readonly experiment: string;
  readonly manifest: Manifest;
  readonly cells: readonly Cell[];
  /** Only those that could be judged, so that each has an answer. */
  readonly claims: readonly JudgedClaim[];
  readonly notApplicable: readonly InapplicableClaim[];
}

/** What tells a cell from every other of its document: id, system and parameters, whatever their order. */
export function cellKey(cell: Cell): string {
  const parameters = Object.entries(cell.parameters ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([cell.id, cell.system, parameters]);
}

/** A cell as messages call it: `sqlite/misses of spin (frames=64)`. */
export function cellName(cell: Cell): string {
  const parameters = Object.entries(cell.parameters ?? {}).map(([name, value]) => `${name}=${value}`);
  return `${cell.id} of ${cell.system}${parameters.length > 0 ? ` (${parameters.join(", ")})` : ""}`;
}

/** The text of a document, as files and standard output have it. */
export function resultText(document: ResultDocument): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** The same document with each cell and each claim on a line of its own: small, and readable where two versions are compared. */
export function compactText({ cells, claims, notApplicable, ...rest }: ResultDocument): string {
  const list = (items: readonly object[]): string =>
    items.length === 0 ? "[]" : `[\n${items.map((item) => `    ${JSON.stringify(item)}`).join(",\n")}\n  ]`;
  const head = JSON.stringify(rest, null, 2).replace(/\n\}$/, "");
  const lists = Object.entries({ cells, claims, notApplicable }).map(([name, items]) => `  "${name}": ${list(items)}`);
  return `${[head, ...lists].join(",\n")}\n}\n`;
}
