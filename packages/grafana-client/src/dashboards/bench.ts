import { dashboard } from "./dashboard.js";
import { figures, lines, table } from "./panels.js";
import { UNIT, VERDICT } from "./style.js";

const OURS = 'experiment=~"$experiment"';
const LATEST = `${OURS}, source="latest"`;
const CELL = "experiment, cell, cell_system, clock, unit";
const WITHOUT = "no results yet: pnpm bench";

/** The cells of one clock, of one source. */
const cells = (clock: string, source: string) =>
  `max by (${CELL}) (respin_bench_cell{${OURS}, source="${source}", clock="${clock}"})`;

/** A cell now over what the paper has for it. */
const published =
  `max by (experiment, cell, cell_system, unit) (respin_bench_cell{${LATEST}, clock!="host"}) ` +
  `/ max by (experiment, cell, cell_system, unit) (respin_bench_published{${OURS}})`;

/** What the experiments found: now, against the committed baseline, and against the papers. */
export const bench = () =>
  dashboard({
    uid: "respin-bench",
    title: "Respin: benchmark history",
    means: "What the experiments found: now, against the committed baseline, and against the papers.",
    from: "now-7d",
    refresh: "1m",
    variables: [
      {
        name: "experiment",
        label: "Experiment",
        help: "Which experiments are shown.",
        of: "respin_bench_claims",
      },
    ],
    rows: [
      { title: "Now", panels: now() },
      { title: "Against the baseline", panels: baseline() },
      { title: "Against the papers", panels: papers() },
    ],
  });

const now = () => [
  figures({
    title: "Claims that fail",
    means: "Claims of the latest results that do not hold. exp run NAME prints each with what it needs.",
    clock: "none",
    unit: UNIT.count,
    width: 6,
    decimals: 0,
    none: WITHOUT,
    steps: [
      [null, VERDICT.good],
      [1, VERDICT.bad],
    ],
    queries: [{ expr: `sum(respin_bench_claims{${LATEST}, state="fails"})`, legend: "fail", instant: true }],
  }),
  figures({
    title: "Claims that hold",
    means: "Claims of the latest results that hold.",
    clock: "none",
    unit: UNIT.count,
    width: 6,
    decimals: 0,
    none: WITHOUT,
    steps: [[null, VERDICT.good]],
    queries: [{ expr: `sum(respin_bench_claims{${LATEST}, state="holds"})`, legend: "hold", instant: true }],
  }),
  figures({
    title: "Age of the latest results",
    means:
      "How long ago the run of each experiment ended. More than 36 hours raise an alert: the nightly run did not run.",
    clock: "host",
    unit: UNIT.duration,
    width: 12,
    none: WITHOUT,
    steps: [
      [null, VERDICT.good],
      [129_600, VERDICT.bad],
    ],
    queries: [
      {
        expr: `time() - max by (experiment) (respin_bench_finished_timestamp_seconds{${LATEST}})`,
        legend: "{{experiment}}",
        instant: true,
      },
    ],
  }),
  lines({
    title: "Claims over time",
    means: "Solid: claims that hold. Dashed: claims that fail.",
    clock: "none",
    unit: UNIT.count,
    dashes: { " fails": [6, 4] },
    none: WITHOUT,
    queries: [
      {
        expr: `sum by (experiment, state) (respin_bench_claims{${LATEST}})`,
        legend: "{{experiment}} {{state}}",
      },
    ],
  }),
  lines({
    title: "How long the runs took",
    means: "From the start to the end of each experiment's latest run.",
    clock: "host",
    unit: UNIT.seconds,
    none: WITHOUT,
    queries: [
      {
        expr: `max by (experiment) (respin_bench_duration_seconds{${LATEST}})`,
        legend: "{{experiment}}",
      },
    ],
  }),
];

const baseline = () => [
  lines({
    title: "Modelled cells that differ from the baseline",
    means:
      "How many of the modelled cells that a paper has are not what results/baseline has. Anything but 0 is a change of the model that is not committed yet.",
    clock: "modelled",
    unit: UNIT.count,
    none: WITHOUT,
    queries: [
      {
        // The difference, not the ratio: of a cell that is 0 there is none.
        expr:
          `count by (experiment) (${cells("modelled", "latest")} - ${cells("modelled", "baseline")} != 0) ` +
          `or 0 * count by (experiment) (${cells("modelled", "latest")})`,
        legend: "{{experiment}}",
      },
    ],
  }),
  lines({
    title: "Host cells over the baseline",
    means:
      "Ratios measured on this computer over those of the baseline: 1 is as fast as then. The baseline's computer may be another.",
    clock: "host",
    unit: UNIT.none,
    none: WITHOUT,
    queries: [
      {
        expr: `${cells("host", "latest")} / ${cells("host", "baseline")}`,
        legend: "{{experiment}} {{cell}} {{cell_system}}",
      },
    ],
  }),
];

const papers = () => [
  lines({
    title: "Mean error against the papers",
    means:
      "The mean of |ours / theirs - 1| over the cells that a paper printed. docs/method.md says which of them were fitted.",
    clock: "modelled",
    unit: UNIT.ratio,
    none: WITHOUT,
    width: 24,
    queries: [{ expr: `avg by (experiment) (abs(${published} - 1))`, legend: "{{experiment}}" }],
  }),
  table({
    title: "Ours over the papers'",
    means: "Each cell that a paper printed: our value over theirs. 1 is the same.",
    clock: "modelled",
    unit: UNIT.none,
    width: 24,
    height: 14,
    none: WITHOUT,
    by: "cell",
    columns: { experiment: "experiment", cell: "cell", cell_system: "system", Value: "ours / theirs" },
    queries: [{ expr: published, legend: "", instant: true, format: "table" }],
  }),
];
