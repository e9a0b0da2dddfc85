import { dashboard, systemVariable } from "./dashboard.js";
import { bars, buckets, figures, lines, table } from "./panels.js";
import { OF_SYSTEM, UNIT, VERDICT } from "./style.js";

const RATE = "[$__rate_interval]";
const operations = `sum by (system) (rate(respin_operations_total{${OF_SYSTEM}}${RATE}))`;
const durations = `rate(respin_operation_duration_seconds_bucket{${OF_SYSTEM}}${RATE})`;
const quantile = (share: number) => `histogram_quantile(${share}, sum by (system, instance, le) (${durations}))`;

/** The three systems side by side: whether they are well, what they do, and where their modelled time goes. */
export const overview = () =>
  dashboard({
    uid: "respin-overview",
    title: "Respin: three systems",
    means: "The three systems side by side: whether they are well, what they do, and where their modelled time goes.",
    variables: [systemVariable],
    rows: [
      { title: "Now", panels: now() },
      { title: "Operations of the workload", panels: work() },
      { title: "Where the modelled time goes", panels: structure() },
      { title: "The programs on this computer", panels: host() },
    ],
  });

const now = () => [
  figures({
    title: "Up",
    means: "Whether Prometheus could read the metrics of each system at its last attempt.",
    clock: "none",
    unit: UNIT.none,
    width: 5,
    words: { "0": "down", "1": "up" },
    steps: [
      [null, VERDICT.bad],
      [1, VERDICT.good],
    ],
    none: "nothing is scraped: exp up",
    queries: [{ expr: 'up{job="respin", system=~"$system|overview"}', legend: "{{system}}", instant: true }],
  }),
  figures({
    title: "Alerts that fire",
    means: "How many of Respin's alerts fire. docs/dashboards.md says what each means and what to do.",
    clock: "none",
    unit: UNIT.count,
    width: 3,
    steps: [
      [null, VERDICT.good],
      [1, VERDICT.bad],
    ],
    queries: [
      {
        expr: 'count(ALERTS{alertname=~"Respin.*", alertstate="firing"}) or vector(0)',
        legend: "firing",
        instant: true,
      },
    ],
  }),
  figures({
    title: "Operations a second",
    means:
      "Operations of the workload that ended, for each second of the host. As many as asked for unless a system falls behind.",
    clock: "host",
    unit: UNIT.operations,
    width: 6,
    systemColours: true,
    none: "no workload runs",
    queries: [{ expr: operations, legend: "{{system}}" }],
  }),
  figures({
    title: "Operations that failed",
    means: "The share of the operations that failed, over the time shown. More than 1 % for a minute raises an alert.",
    clock: "none",
    unit: UNIT.ratio,
    width: 5,
    decimals: 2,
    steps: [
      [null, VERDICT.good],
      [0.001, VERDICT.doubtful],
      [0.01, VERDICT.bad],
    ],
    queries: [
      {
        expr:
          `(sum by (system) (increase(respin_operations_total{${OF_SYSTEM}, outcome="failed"}[$__range])) or 0 * ` +
          `sum by (system) (increase(respin_operations_total{${OF_SYSTEM}}[$__range]))) / ` +
          `sum by (system) (increase(respin_operations_total{${OF_SYSTEM}}[$__range]))`,
        legend: "{{system}}",
        instant: true,
      },
    ],
  }),
  figures({
    title: "Extensions ejected",
    means: "How many extensions each system has ejected since it was started.",
    clock: "none",
    unit: UNIT.count,
    width: 5,
    decimals: 0,
    steps: [
      [null, VERDICT.good],
      [1, VERDICT.bad],
    ],
    queries: [{ expr: `sum by (system) (respin_ejections_total{${OF_SYSTEM}})`, legend: "{{system}}", instant: true }],
  }),
];

const work = () => [
  lines({
    title: "Operations a second, done and asked for",
    means:
      "Solid: operations that ended. Dashed: the rate that the workload was started with. A gap between them is a system that falls behind.",
    clock: "host",
    unit: UNIT.operations,
    systemColours: true,
    dashes: { " asked for": [6, 6] },
    queries: [
      { expr: operations, legend: "{{system}}" },
      { expr: `sum by (system) (respin_workload_rate{${OF_SYSTEM}})`, legend: "{{system}} asked for" },
    ],
  }),
  lines({
    title: "Modelled time of an operation",
    means:
      "Half of the operations took less than p50, one in a hundred more than p99. A point is a single operation: its link shows where its time went.",
    clock: "modelled",
    unit: UNIT.seconds,
    systemColours: true,
    dashes: { " p50": [2, 4] },
    queries: [
      { expr: quantile(0.99), legend: "{{system}} p99", exemplars: true },
      { expr: quantile(0.5), legend: "{{system}} p50" },
    ],
  }),
  buckets({
    title: "Modelled time of the operations of $system",
    means:
      "How many operations took how long: the lighter, the more. A point is a single operation: its link shows where its time went.",
    clock: "modelled",
    unit: UNIT.seconds,
    eachSystem: true,
    queries: [
      {
        expr: `sum by (le, instance) (increase(respin_operation_duration_seconds_bucket{${OF_SYSTEM}}${RATE}))`,
        legend: "{{le}}",
        format: "heatmap",
        exemplars: true,
      },
    ],
  }),
];

const structure = () => [
  lines({
    title: "Modelled seconds passed in a second",
    means: "How fast each modelled machine runs: its clock's advance for each second of the host's.",
    clock: "both",
    unit: UNIT.none,
    systemColours: true,
    width: 8,
    queries: [
      { expr: `sum by (system) (rate(respin_modelled_seconds_total{${OF_SYSTEM}}${RATE}))`, legend: "{{system}}" },
    ],
  }),
  lines({
    title: "Crossings for an operation",
    means:
      "How often an operation crosses a protection boundary: by procedure call, by trap, or by message. This is what the three structures differ in.",
    clock: "none",
    unit: UNIT.count,
    systemColours: true,
    dashes: { " call": [2, 4], " message": [10, 4] },
    width: 8,
    queries: [
      {
        expr:
          `sum by (system, boundary) (rate(respin_crossings_total{${OF_SYSTEM}}${RATE})) ` +
          `/ ignoring (boundary) group_left () ${operations}`,
        legend: "{{system}} {{boundary}}",
      },
    ],
  }),
  lines({
    title: "Bytes copied for an operation",
    means: "Data copied from one protection domain to another for each operation.",
    clock: "none",
    unit: UNIT.bytes,
    systemColours: true,
    width: 8,
    queries: [
      {
        expr: `sum by (system) (rate(respin_copied_bytes_total{${OF_SYSTEM}}${RATE})) / ${operations}`,
        legend: "{{system}}",
      },
    ],
  }),
  bars({
    title: "Cycles of $system by cost, for an operation",
    means:
      "The ten costs that took most of the modelled time shown, in cycles for each operation. docs/method.md says what each cost is and where its value is from.",
    clock: "modelled",
    unit: UNIT.count,
    eachSystem: true,
    height: 10,
    queries: [
      {
        expr:
          `topk(10, sum by (cost) (increase(respin_modelled_cycles_total{${OF_SYSTEM}}[$__range])) ` +
          `/ scalar(sum(increase(respin_operations_total{${OF_SYSTEM}}[$__range]))))`,
        legend: "{{cost}}",
        instant: true,
      },
    ],
  }),
];

const host = () => [
  lines({
    title: "Processor",
    means: "Processor time that each program used, in seconds for each second: 1 is one whole processor.",
    clock: "host",
    unit: UNIT.none,
    systemColours: true,
    width: 8,
    queries: [
      {
        expr: `sum by (system) (rate(process_cpu_seconds_total{system=~"$system|overview"}${RATE}))`,
        legend: "{{system}}",
      },
    ],
  }),
  lines({
    title: "Memory",
    means:
      "Solid: memory that each program holds. Dashed: JavaScript objects in it. A line that rises for hours is a leak.",
    clock: "none",
    unit: UNIT.bytes,
    systemColours: true,
    dashes: { " heap": [6, 6] },
    width: 8,
    queries: [
      { expr: 'sum by (system) (process_resident_memory_bytes{system=~"$system|overview"})', legend: "{{system}}" },
      { expr: 'sum by (system) (nodejs_heap_size_used_bytes{system=~"$system|overview"})', legend: "{{system}} heap" },
    ],
  }),
  lines({
    title: "Wait of the event loop, p99",
    means: "How long work of the program waited for its turn. Large: the workload leaves no time to answer requests.",
    clock: "host",
    unit: UNIT.seconds,
    systemColours: true,
    width: 8,
    queries: [
      { expr: 'max by (system) (nodejs_eventloop_lag_p99_seconds{system=~"$system|overview"})', legend: "{{system}}" },
    ],
  }),
  table({
    title: "What runs",
    means: "Each system's machine, frames of memory, version and workload.",
    clock: "none",
    unit: UNIT.count,
    width: 24,
    height: 6,
    by: "system",
    columns: {
      system: "system",
      machine: "machine",
      frames: "frames",
      version: "version",
      commit: "commit",
      workload: "workload",
    },
    queries: [
      {
        expr: `sum by (system, machine, frames) (respin_machine_info{${OF_SYSTEM}})`,
        legend: "",
        instant: true,
        format: "table",
      },
      {
        expr: `sum by (system, version, commit) (respin_build_info{${OF_SYSTEM}})`,
        legend: "",
        instant: true,
        format: "table",
      },
      {
        expr: `sum by (system, workload) (respin_workload_running{${OF_SYSTEM}}) == 1`,
        legend: "",
        instant: true,
        format: "table",
      },
    ],
  }),
];
