import { dashboard, systemVariable } from "./dashboard.js";
import { figures, lines } from "./panels.js";
import { OF_SYSTEM, UNIT, VERDICT } from "./style.js";

const RATE = "[$__rate_interval]";
const EXTENSION = `${OF_SYSTEM}, extension=~"$extension"`;

/** Extensions: which are there, what they use, and which were ejected for what. */
export const safety = () =>
  dashboard({
    uid: "respin-safety",
    title: "Respin: safety",
    means: "Extensions: which are there, what they use, which were ejected for what, and what failed.",
    variables: [
      systemVariable,
      {
        name: "extension",
        label: "Extension",
        help: "Which extensions are shown.",
        of: `respin_extension_operations_total{${OF_SYSTEM}}`,
      },
    ],
    rows: [
      { title: "Now", panels: now() },
      { title: "Extensions", panels: extensions() },
      { title: "What failed", panels: failures() },
    ],
  });

const now = () => [
  figures({
    title: "Extensions that run",
    means: "Extensions that are loaded and may be called. A fixed kernel has none.",
    clock: "none",
    unit: UNIT.count,
    width: 8,
    systemColours: true,
    queries: [
      {
        expr: `sum by (system) (respin_extensions{${OF_SYSTEM}, state=~"loaded|running"})`,
        legend: "{{system}}",
      },
    ],
  }),
  figures({
    title: "Ejections by limit",
    means:
      "Extensions ejected since each system was started, by the limit they passed. docs/errors.md, RSP_EJECTED, says what a limit is.",
    clock: "none",
    unit: UNIT.count,
    width: 16,
    decimals: 0,
    steps: [
      [null, VERDICT.good],
      [1, VERDICT.bad],
    ],
    queries: [
      {
        expr: `sum by (reason) (respin_ejections_total{${OF_SYSTEM}})`,
        legend: "{{reason}}",
        instant: true,
      },
    ],
  }),
];

const extensions = () => [
  lines({
    title: "Operations of the extensions, a second",
    means:
      "What the meter counts: function entries, turns of loops and calls of the kernel. An extension that passes its bound in one call is ejected.",
    clock: "both",
    unit: UNIT.perSecond,
    none: "no extension is loaded",
    queries: [
      {
        expr: `sum by (system, extension) (rate(respin_extension_operations_total{${EXTENSION}}${RATE}))`,
        legend: "{{system}} {{extension}}",
      },
    ],
  }),
  lines({
    title: "Ejections in the last minute",
    means: "Extensions ejected, by the limit they passed. Each raises an alert.",
    clock: "none",
    unit: UNIT.count,
    systemColours: true,
    queries: [
      {
        expr: `sum by (system, reason) (increase(respin_ejections_total{${OF_SYSTEM}}[1m]))`,
        legend: "{{system}} {{reason}}",
      },
    ],
  }),
  lines({
    title: "Extensions of $system by state",
    means: "Every extension that was ever linked is in one of these states.",
    clock: "none",
    unit: UNIT.count,
    eachSystem: true,
    stacked: true,
    colours: {
      loaded: "#56b4e9",
      running: "#009e73",
      replaced: "#cc79a7",
      unloaded: "#8c8c8c",
      ejected: "#d55e00",
    },
    queries: [{ expr: `sum by (state) (respin_extensions{${OF_SYSTEM}})`, legend: "{{state}}" }],
  }),
];

const failures = () => [
  lines({
    title: "Operations that failed, a second",
    means: "Operations of a workload that ended with an error.",
    clock: "host",
    unit: UNIT.operations,
    systemColours: true,
    width: 8,
    queries: [
      {
        expr:
          `sum by (system, workload) (rate(respin_operations_total{${OF_SYSTEM}, outcome="failed"}${RATE})) ` +
          `or 0 * sum by (system, workload) (rate(respin_operations_total{${OF_SYSTEM}}${RATE}))`,
        legend: "{{system}} {{workload}}",
      },
    ],
  }),
  lines({
    title: "Raises that failed, a second",
    means: "Raises that threw instead of returning, by event: the eight with most.",
    clock: "both",
    unit: UNIT.perSecond,
    width: 8,
    queries: [
      {
        expr:
          `topk(8, sum by (system, event) (rate(respin_raises_total{${OF_SYSTEM}, outcome="failed"}${RATE}))) ` +
          `or topk(8, 0 * sum by (system, event) (rate(respin_raises_total{${OF_SYSTEM}}${RATE})))`,
        legend: "{{system}} {{event}}",
      },
    ],
  }),
  lines({
    title: "Accesses refused, a second",
    means:
      "Faults that protection or an address of nobody caused. A collector or copy-on-write causes the first by design.",
    clock: "both",
    unit: UNIT.perSecond,
    systemColours: true,
    dashes: { " bad_address": [2, 4] },
    width: 8,
    queries: [
      {
        expr: `sum by (system, kind) (rate(respin_faults_total{${OF_SYSTEM}, kind=~"protection|bad_address"}${RATE}))`,
        legend: "{{system}} {{kind}}",
      },
    ],
  }),
];
