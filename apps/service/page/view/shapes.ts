/** What the service tells its page: the answer of /api/status, and the documents of /api/live. */

export interface ExtensionStatus {
  readonly name: string;
  readonly state: string;
  /** Operations that it has spent. */
  readonly operations: number;
  /** What it holds: handlers installed, strands and frames. */
  readonly handlers: number;
  readonly strands: number;
  readonly frames: number;
  /** How often one of its handlers has failed. */
  readonly faults: number;
}

export interface EjectionStatus {
  /** The host's time, ISO 8601. */
  readonly at: string;
  readonly extension: string;
  readonly where: string;
  readonly limit: string;
  /** The line that says why. */
  readonly line: string;
}

export interface WorkloadStatus {
  readonly name: string;
  /** Operations per second of host time that are asked for. */
  readonly rate: number;
  readonly operations: number;
  readonly failures: number;
}

export interface Status {
  readonly system: string;
  readonly machine: string;
  readonly frames: number;
  /** When the program was started: the host's time, ISO 8601. */
  readonly startedAt: string;
  /** The machine's clock. */
  readonly modelledSeconds: number;
  readonly workload: WorkloadStatus | null;
  readonly workloads: readonly string[];
  readonly extensions: readonly ExtensionStatus[];
  /** The newest first. */
  readonly ejections: readonly EjectionStatus[];
}

/** The names of the counters, in the order in which the pages show them. */
export const COUNTERS = [
  "operations",
  "references",
  "misses",
  "faults",
  "calls",
  "traps",
  "messages",
  "raises",
  "ejections",
] as const;

export type CounterName = (typeof COUNTERS)[number];

/** Totals since the program was started. */
export type Counters = Readonly<Record<CounterName, number>>;

export interface HandlerStatus {
  readonly name: string;
  readonly module: string;
}

export interface EventStatus {
  readonly name: string;
  readonly raises: number;
  readonly handlers: readonly HandlerStatus[];
}

export interface Live extends Status {
  readonly counters: Counters;
  readonly events: readonly EventStatus[];
}
