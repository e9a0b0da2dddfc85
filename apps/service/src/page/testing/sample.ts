import type { EventStatus, ExtensionStatus, Live } from "../../../page/view/shapes.js";

/** Events of the size that a kernel has, some of them with handlers of extensions. */
const EVENTS: readonly (readonly [name: string, share: number, handlers: readonly (readonly [string, string])[]])[] = [
  [
    "Translation.PageNotPresent",
    12,
    [
      ["buffer-manager.onFault", "buffer-manager"],
      ["Translation.PageNotPresent", "kernel"],
    ],
  ],
  [
    "PhysAddr.Reclaim",
    7,
    [
      ["buffer-manager.onReclaim", "buffer-manager"],
      ["PhysAddr.Reclaim", "kernel"],
    ],
  ],
  [
    "Trap.SystemCall",
    40,
    [
      ["ipc.call", "ipc"],
      ["null-syscall.null", "null-syscall"],
      ["Trap.SystemCall", "kernel"],
    ],
  ],
  [
    "Strand.Block",
    9,
    [
      ["lottery.block", "lottery-scheduler"],
      ["Strand.Block", "kernel"],
    ],
  ],
  [
    "Strand.Unblock",
    9,
    [
      ["lottery.unblock", "lottery-scheduler"],
      ["Strand.Unblock", "kernel"],
    ],
  ],
  ["Strand.Checkpoint", 4, [["Strand.Checkpoint", "kernel"]]],
  ["Strand.Resume", 4, [["Strand.Resume", "kernel"]]],
  [
    "Translation.ProtectionFault",
    1,
    [
      ["gc.barrier", "generational-gc"],
      ["Translation.ProtectionFault", "kernel"],
    ],
  ],
  ["Translation.BadAddress", 0, [["Translation.BadAddress", "kernel"]]],
  ["PhysAddr.Allocate", 6, [["PhysAddr.Allocate", "kernel"]]],
  ["PhysAddr.Deallocate", 5, [["PhysAddr.Deallocate", "kernel"]]],
  ["VirtAddr.Allocate", 1, [["VirtAddr.Allocate", "kernel"]]],
  ["VirtAddr.Deallocate", 1, [["VirtAddr.Deallocate", "kernel"]]],
  ["Translation.Create", 0, [["Translation.Create", "kernel"]]],
  ["Translation.Destroy", 0, [["Translation.Destroy", "kernel"]]],
  ["Translation.AddMapping", 8, [["Translation.AddMapping", "kernel"]]],
  ["Translation.RemoveMapping", 8, [["Translation.RemoveMapping", "kernel"]]],
  ["Translation.ExamineMapping", 2, [["Translation.ExamineMapping", "kernel"]]],
  ["Console.Open", 0, [["Console.Open", "kernel"]]],
  [
    "Console.Write",
    0,
    [
      ["gatekeeper.write", "gatekeeper"],
      ["Console.Write", "kernel"],
    ],
  ],
  ["Console.Close", 0, [["Console.Close", "kernel"]]],
];

const EXTENSIONS: readonly ExtensionStatus[] = [
  { name: "buffer-manager", state: "running", operations: 48_213, handlers: 2, strands: 0, frames: 1_024, faults: 0 },
  { name: "lottery-scheduler", state: "running", operations: 9_120, handlers: 2, strands: 3, frames: 0, faults: 0 },
  { name: "ipc", state: "loaded", operations: 1_402, handlers: 1, strands: 1, frames: 4, faults: 1 },
  { name: "gatekeeper", state: "ejected", operations: 10_000, handlers: 0, strands: 0, frames: 0, faults: 3 },
];

/** A document of a system that has run for `tick` seconds. Nothing in it is random: the same tick gives the same document. */
export function sampleLive(tick: number, system = "spin", change: Partial<Live> = {}): Live {
  const cost = { spin: 1, monolithic: 1.9, microkernel: 3.1 }[system] ?? 1;
  const operations = 100 * tick + Math.round(20 * Math.sin(tick / 9));
  const events: EventStatus[] = EVENTS.map(([name, share, handlers]) => ({
    name,
    raises: Math.round((operations * share) / 3),
    handlers: handlers.map(([handler, module]) => ({ name: handler, module })),
  }));
  return {
    system,
    machine: "alpha-axp-3000-400",
    frames: 2048,
    startedAt: "2026-01-02T03:04:05.000Z",
    modelledSeconds: cost * (operations * 0.000_4 + 0.03 * Math.sin(tick / 11)),
    workload: { name: "transactions", rate: 100, operations, failures: Math.floor(tick / 60) },
    workloads: ["transactions", "scan", "mixed"],
    extensions: system === "spin" ? EXTENSIONS : [],
    ejections: system === "spin" ? sampleEjections(6) : [],
    counters: {
      operations,
      references: operations * 40,
      misses: operations * 2 + Math.round(900 * Math.sin(tick / 14)),
      faults: Math.round(operations * 2.2),
      calls: system === "spin" ? operations * 9 : 0,
      traps: operations * (system === "spin" ? 2 : 6),
      messages: system === "microkernel" ? operations * 11 : 0,
      raises: events.reduce((sum, { raises }) => sum + raises, 0),
      ejections: 6,
    },
    events,
    ...change,
  };
}

/** So many ejections, the newest first. */
export function sampleEjections(count: number): Live["ejections"] {
  return Array.from({ length: count }, (_, index) => ({
    at: new Date(Date.UTC(2026, 0, 2, 3, 20 - index, 11)).toISOString(),
    extension: index % 2 === 0 ? "gatekeeper" : "spinner",
    where: index % 2 === 0 ? "Console.Write" : "initialization",
    limit: index % 2 === 0 ? "operations" : "faults",
    line:
      index % 2 === 0
        ? "gatekeeper was ejected from Console.Write: 10000 operations spent in one raise, 10000 allowed; 3 frames returned"
        : "spinner was ejected: 3 of its handlers failed within 1000 raises, 2 allowed; nothing was held",
  }));
}
