/**
 * The metrics that the systems, the runs and the overview serve, by name: their kind and labels beside `system`. What a panel or a
 * rule asks for has to be one of these.
 */
export interface Metric {
  readonly kind: "counter" | "gauge" | "histogram";
  /** Labels and example values. */
  readonly labels: Readonly<Record<string, readonly string[]>>;
  /** Of whom: the three systems, or the overview. */
  readonly of: "systems" | "overview" | "everybody";
}

const counter = (labels: Metric["labels"] = {}): Metric => ({ kind: "counter", labels, of: "systems" });
const gauge = (labels: Metric["labels"] = {}): Metric => ({ kind: "gauge", labels, of: "systems" });
const histogram = (labels: Metric["labels"] = {}): Metric => ({ kind: "histogram", labels, of: "systems" });
const result = (labels: Metric["labels"] = {}): Metric => ({ kind: "gauge", labels, of: "overview" });
const ofHost = (kind: Metric["kind"]): Metric => ({ kind, labels: {}, of: "everybody" });

const application = { application: ["database", "editor"] };
const event = { event: ["PhysAddr.Allocate", "Translation.PageNotPresent"] };
const workload = { workload: ["pages"] };
const experiment = { experiment: ["threads"] };
const source = { source: ["baseline", "latest"] };

export const METRICS: ReadonlyMap<string, Metric> = new Map(
  Object.entries({
    respin_modelled_cycles_total: counter({ cost: ["trap.enter", "disk.wait"] }),
    respin_modelled_seconds_total: counter(),
    respin_machine_info: gauge({ machine: ["alpha-axp-3000-400"], frames: ["256"] }),
    respin_build_info: { ...gauge({ version: ["0.1.0"], commit: ["unknown"] }), of: "everybody" },
    respin_faults_total: counter({ kind: ["page_not_present", "protection", "bad_address"] }),
    respin_crossings_total: counter({ boundary: ["call", "trap", "message"] }),
    respin_copied_bytes_total: counter(),
    respin_page_references_total: counter(application),
    respin_page_misses_total: counter(application),
    respin_page_fresh_total: counter(application),
    respin_page_prefetches_total: counter(application),
    respin_page_writes_total: counter(application),
    respin_page_evictions_total: counter(application),
    respin_disk_transfers_total: counter({ direction: ["read", "write"] }),
    respin_frames: gauge({ owner: ["database", "kernel"], state: ["active", "free"] }),
    respin_strands: gauge({ state: ["running", "ready", "blocked"] }),
    respin_events: gauge(),
    respin_handlers: gauge(event),
    respin_raises_total: counter({ ...event, outcome: ["returned", "failed"] }),
    respin_dispatch_duration_seconds: histogram(event),
    respin_extensions: gauge({ state: ["loaded", "running", "unloaded", "ejected", "replaced"] }),
    respin_extension_operations_total: counter({ extension: ["buffer-manager"] }),
    respin_ejections_total: counter({ reason: ["operations", "faults", "initialization", "request"] }),
    respin_operations_total: counter({ ...workload, outcome: ["done", "failed"] }),
    respin_operation_duration_seconds: histogram(workload),
    respin_workload_running: gauge(workload),
    respin_workload_rate: gauge(workload),
    respin_bench_cell: result({
      ...experiment,
      ...source,
      cell: ["fork-join/kernel"],
      cell_system: ["spin", "monolithic"],
      clock: ["modelled", "host"],
      unit: ["us"],
    }),
    respin_bench_published: result({
      ...experiment,
      cell: ["fork-join/kernel"],
      cell_system: ["spin", "monolithic"],
      unit: ["us"],
    }),
    respin_bench_claims: result({ ...experiment, ...source, state: ["holds", "fails"] }),
    respin_bench_finished_timestamp_seconds: result({ ...experiment, ...source }),
    respin_bench_duration_seconds: result({ ...experiment, ...source }),
    process_cpu_seconds_total: ofHost("counter"),
    process_resident_memory_bytes: ofHost("gauge"),
    nodejs_heap_size_used_bytes: ofHost("gauge"),
    nodejs_eventloop_lag_p99_seconds: ofHost("gauge"),
  } satisfies Record<string, Metric>),
);

/** What Prometheus itself adds: whether a target answered, and which alerts there are. */
const OF_PROMETHEUS = new Set(["up", "ALERTS"]);

/** Whether a name in a query is one that there is: of a metric, a part of a histogram, or Prometheus's own. */
export function isKnownMetric(name: string): boolean {
  if (METRICS.has(name) || OF_PROMETHEUS.has(name)) return true;
  return METRICS.get(name.replace(/_(?:bucket|sum|count)$/, ""))?.kind === "histogram";
}
