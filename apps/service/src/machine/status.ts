import type { SystemName } from "@respin/systems";
import type { EventNode } from "@respin/telemetry";
import type { ExtensionStatus } from "./extensions.js";

/** What `GET /api/status` answers. */
export interface Status {
  readonly schema: "respin.status/v1";
  readonly system: SystemName;
  /** The machine's profile. */
  readonly machine: string;
  readonly frames: number;
  readonly startedAt: string;
  /** The machine's clock. */
  readonly modelledSeconds: number;
  /** Of the workload that runs: operations and failures since it was started. */
  readonly workload: {
    readonly name: string;
    readonly rate: number;
    readonly operations: number;
    readonly failures: number;
  } | null;
  /** Those that can be started. */
  readonly workloads: readonly string[];
  readonly extensions: readonly ExtensionStatus[];
  /** The newest first, 50 at most. */
  readonly ejections: readonly {
    readonly at: string;
    readonly extension: string;
    readonly where: string;
    readonly limit: string;
    readonly line: string;
  }[];
}

/** What `GET /api/live` streams: totals since the machine was booted. */
export interface Live extends Status {
  readonly counters: {
    readonly operations: number;
    readonly references: number;
    readonly misses: number;
    readonly faults: number;
    readonly calls: number;
    readonly traps: number;
    readonly messages: number;
    readonly raises: number;
    readonly ejections: number;
  };
  readonly events: readonly EventNode[];
}
