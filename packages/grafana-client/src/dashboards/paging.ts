import { dashboard, systemVariable } from "./dashboard.js";
import { figures, lines } from "./panels.js";
import { OF_SYSTEM, UNIT, VERDICT } from "./style.js";

const RATE = "[$__rate_interval]";
const OURS = `${OF_SYSTEM}, application=~"$application"`;
const pages = (what: string, by: string) => `sum by (${by}) (rate(respin_page_${what}_total{${OURS}}${RATE}))`;

/** From which share of references that miss an application makes no progress: the alert's own bound. */
const THRASHING = 0.8;

/** Page references, faults, the disk, and who has the memory. */
export const paging = () =>
  dashboard({
    uid: "respin-paging",
    title: "Respin: paging",
    means: "Page references and what they cost: misses, faults, the disk, and who has the memory.",
    variables: [
      systemVariable,
      {
        name: "application",
        label: "Application",
        help: "Whose references are shown.",
        of: `respin_page_references_total{${OF_SYSTEM}}`,
      },
    ],
    rows: [
      { title: "References", panels: references() },
      { title: "Faults", panels: faults() },
      { title: "Disk and memory", panels: memory() },
    ],
  });

const references = () => [
  figures({
    title: "References that missed",
    means: "The share of the page references, over the time shown, that waited for the disk.",
    clock: "none",
    unit: UNIT.ratio,
    decimals: 1,
    width: 12,
    steps: [
      [null, VERDICT.good],
      [0.5, VERDICT.doubtful],
      [THRASHING, VERDICT.bad],
    ],
    none: "no page was referenced",
    queries: [
      {
        expr:
          `sum by (system) (increase(respin_page_misses_total{${OURS}}[$__range])) ` +
          `/ sum by (system) (increase(respin_page_references_total{${OURS}}[$__range]))`,
        legend: "{{system}}",
        instant: true,
      },
    ],
  }),
  figures({
    title: "References a second",
    means: "Page references of the applications chosen, for each second of the host.",
    clock: "both",
    unit: UNIT.perSecond,
    width: 12,
    systemColours: true,
    queries: [{ expr: pages("references", "system"), legend: "{{system}}" }],
  }),
  lines({
    title: "References that missed, over time",
    means:
      "The share of the page references that waited for the disk. Above the dashed line an application thrashes: its pages are taken before it uses them.",
    clock: "none",
    unit: UNIT.ratio,
    systemColours: true,
    thresholdLines: true,
    max: 1,
    steps: [
      [null, "transparent"],
      [THRASHING, VERDICT.bad],
    ],
    queries: [
      {
        expr: `${pages("misses", "system, application")} / ${pages("references", "system, application")}`,
        legend: "{{system}} {{application}}",
      },
    ],
  }),
  lines({
    title: "References a second, by application",
    means: "Page references, for each second of the host.",
    clock: "both",
    unit: UNIT.perSecond,
    systemColours: true,
    queries: [{ expr: pages("references", "system, application"), legend: "{{system}} {{application}}" }],
  }),
  lines({
    title: "Pages of $system",
    means:
      "Pages a second that were missed (waited for the disk), fresh (never had contents), prefetched (read before they were asked for), written back, and evicted (taken for another).",
    clock: "both",
    unit: UNIT.perSecond,
    eachSystem: true,
    colours: {
      missed: "#d55e00",
      fresh: "#009e73",
      prefetched: "#56b4e9",
      written: "#cc79a7",
      evicted: "#e69f00",
    },
    queries: [
      { expr: pages("misses", "system"), legend: "missed" },
      { expr: pages("fresh", "system"), legend: "fresh" },
      { expr: pages("prefetches", "system"), legend: "prefetched" },
      { expr: pages("writes", "system"), legend: "written" },
      { expr: pages("evictions", "system"), legend: "evicted" },
    ],
  }),
];

const faults = () => [
  lines({
    title: "Faults a second",
    means:
      "Faults of the memory management unit: the page was not there, the access was not allowed (a collector's or a copy-on-write's way of watching), or the address is nobody's.",
    clock: "both",
    unit: UNIT.perSecond,
    systemColours: true,
    dashes: { " protection": [6, 4], " bad_address": [2, 4] },
    queries: [
      {
        expr: `sum by (system, kind) (rate(respin_faults_total{${OF_SYSTEM}}${RATE}))`,
        legend: "{{system}} {{kind}}",
      },
    ],
  }),
  lines({
    title: "Faults for a reference",
    means:
      "Faults over page references of all applications. A system that reads files by system calls misses without faulting; compare it by its misses.",
    clock: "none",
    unit: UNIT.ratio,
    systemColours: true,
    queries: [
      {
        expr:
          `sum by (system) (rate(respin_faults_total{${OF_SYSTEM}, kind="page_not_present"}${RATE})) ` +
          `/ sum by (system) (rate(respin_page_references_total{${OF_SYSTEM}}${RATE}))`,
        legend: "{{system}}",
      },
    ],
  }),
];

const memory = () => [
  lines({
    title: "Disk transfers a second",
    means: "Transfers of the modelled disk, for each second of the host.",
    clock: "both",
    unit: UNIT.transfers,
    width: 24,
    systemColours: true,
    dashes: { " write": [6, 4] },
    queries: [
      {
        expr: `sum by (system, direction) (rate(respin_disk_transfers_total{${OF_SYSTEM}}${RATE}))`,
        legend: "{{system}} {{direction}}",
      },
    ],
  }),
  lines({
    title: "Frames of $system by state",
    means: "Frames of the modelled memory: in use, about to be taken, held fast, free.",
    clock: "none",
    unit: UNIT.count,
    eachSystem: true,
    stacked: true,
    queries: [{ expr: `sum by (state) (respin_frames{${OF_SYSTEM}})`, legend: "{{state}}" }],
  }),
  lines({
    title: "Frames of $system by owner",
    means: "Who has the frames of the modelled memory: the ten owners that have most.",
    clock: "none",
    unit: UNIT.count,
    eachSystem: true,
    stacked: true,
    queries: [{ expr: `topk(10, sum by (owner) (respin_frames{${OF_SYSTEM}}))`, legend: "{{owner}}" }],
  }),
];
