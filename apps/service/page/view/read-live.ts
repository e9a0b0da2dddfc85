import type { EjectionStatus, EventStatus, ExtensionStatus, HandlerStatus, Live, WorkloadStatus } from "./shapes.js";
import { COUNTERS, type Counters } from "./shapes.js";

/**
 * A Live document as the page takes it in.
 *
 * Invariant W2: what the page keeps of a document is bounded, whatever the document says.
 *   Kept by: `many` and `text`. Attacked by: read-live.test.ts, bounds.integration.ts
 */
export interface ReadLive extends Live {
  /** How many entries were left out. */
  readonly left: { readonly extensions: number; readonly events: number };
}

/** Entries of each list that are taken; what is beyond is counted and left out. */
export const LIMITS = { text: 500, extensions: 100, ejections: 50, events: 300, handlers: 50, workloads: 50 } as const;

/** The document in the given JSON text; undefined if it is none, or lacks a part. Names are kept as they are: they are text. */
export function readLive(json: string): ReadLive | undefined {
  return readLiveValue(parsed(json));
}

/** The documents of all systems in the given JSON text, by the system's name; null for one that is down. */
export function readOverview(json: string): ReadonlyMap<string, ReadLive | null> | undefined {
  const value = parsed(json);
  if (!isRecord(value)) return undefined;
  const systems = new Map<string, ReadLive | null>();
  for (const [name, live] of Object.entries(value).slice(0, 8)) {
    systems.set(text(name) ?? "", readLiveValue(live) ?? null);
  }
  return systems;
}

function readLiveValue(value: unknown): ReadLive | undefined {
  if (!isRecord(value)) return undefined;
  const system = text(value.system);
  const machine = text(value.machine);
  const startedAt = text(value.startedAt);
  const frames = count(value.frames);
  const modelledSeconds = count(value.modelledSeconds);
  const workload = value.workload === null ? null : readWorkload(value.workload);
  const counters = readCounters(value.counters);
  const extensions = many(value.extensions, LIMITS.extensions, readExtension);
  const ejections = many(value.ejections, LIMITS.ejections, readEjection);
  const events = many(value.events, LIMITS.events, readEvent);
  const workloads = many(value.workloads, LIMITS.workloads, text);
  if (system === undefined || machine === undefined || startedAt === undefined) return undefined;
  if (frames === undefined || modelledSeconds === undefined || workload === undefined) return undefined;
  if (counters === undefined || extensions === undefined || ejections === undefined) return undefined;
  if (events === undefined || workloads === undefined) return undefined;
  return {
    system,
    machine,
    frames,
    startedAt,
    modelledSeconds,
    workload,
    workloads: workloads.taken,
    extensions: extensions.taken,
    ejections: ejections.taken,
    counters,
    events: events.taken,
    left: { extensions: extensions.left, events: events.left },
  };
}

function readWorkload(value: unknown): WorkloadStatus | undefined {
  if (!isRecord(value)) return undefined;
  const name = text(value.name);
  const rate = count(value.rate);
  if (name === undefined || rate === undefined) return undefined;
  return { name, rate, operations: count(value.operations) ?? 0, failures: count(value.failures) ?? 0 };
}

function readCounters(value: unknown): Counters | undefined {
  if (!isRecord(value)) return undefined;
  const of = (name: (typeof COUNTERS)[number]) => count(value[name]) ?? 0;
  return {
    operations: of("operations"),
    references: of("references"),
    misses: of("misses"),
    faults: of("faults"),
    calls: of("calls"),
    traps: of("traps"),
    messages: of("messages"),
    raises: of("raises"),
    ejections: of("ejections"),
  };
}

function readExtension(value: unknown): ExtensionStatus | undefined {
  if (!isRecord(value)) return undefined;
  const name = text(value.name);
  if (name === undefined) return undefined;
  return {
    name,
    state: text(value.state) ?? "unknown",
    operations: count(value.operations) ?? 0,
    handlers: count(value.handlers) ?? 0,
    strands: count(value.strands) ?? 0,
    frames: count(value.frames) ?? 0,
    faults: count(value.faults) ?? 0,
  };
}

function readEjection(value: unknown): EjectionStatus | undefined {
  if (!isRecord(value)) return undefined;
  const extension = text(value.extension);
  if (extension === undefined) return undefined;
  return {
    at: text(value.at) ?? "",
    extension,
    where: text(value.where) ?? "",
    limit: text(value.limit) ?? "",
    line: text(value.line) ?? "",
  };
}

function readEvent(value: unknown): EventStatus | undefined {
  if (!isRecord(value)) return undefined;
  const name = text(value.name);
  if (name === undefined) return undefined;
  const handlers = many(value.handlers, LIMITS.handlers, readHandler);
  return { name, raises: count(value.raises) ?? 0, handlers: handlers?.taken ?? [] };
}

function readHandler(value: unknown): HandlerStatus | undefined {
  if (!isRecord(value)) return undefined;
  const name = text(value.name);
  return name === undefined ? undefined : { name, module: text(value.module) ?? "" };
}

/** The first `limit` entries that can be read, and how many the list has beyond them; undefined if it is no list. */
function many<T>(
  value: unknown,
  limit: number,
  read: (each: unknown) => T | undefined,
): { readonly taken: readonly T[]; readonly left: number } | undefined {
  if (!Array.isArray(value)) return undefined;
  const taken: T[] = [];
  for (const each of value.slice(0, limit)) {
    const one = read(each);
    if (one !== undefined) taken.push(one);
  }
  return { taken, left: Math.max(0, value.length - limit) };
}

function text(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  return value.length <= LIMITS.text ? value : `${value.slice(0, LIMITS.text - 1)}…`;
}

function count(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
