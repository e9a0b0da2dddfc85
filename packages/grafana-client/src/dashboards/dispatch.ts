import { dashboard, systemVariable } from "./dashboard.js";
import { bars, buckets, figures, lines } from "./panels.js";
import { OF_SYSTEM, UNIT, VERDICT } from "./style.js";

const RATE = "[$__rate_interval]";
const OURS = `${OF_SYSTEM}, event=~"$event"`;
const raises = (by: string, matching = OURS) => `sum by (${by}) (rate(respin_raises_total{${matching}}${RATE}))`;
const durations = (by: string) => `sum by (${by}) (rate(respin_dispatch_duration_seconds_bucket{${OURS}}${RATE}))`;

/** Events and raises: how many, of what, how long they take, and who handles them. */
export const dispatch = () =>
  dashboard({
    uid: "respin-dispatch",
    title: "Respin: dispatch",
    means: "Events and raises: how many, of what, how long they take in modelled time, and who handles them.",
    variables: [
      systemVariable,
      {
        name: "event",
        label: "Event",
        help: "Which events are shown.",
        of: `respin_raises_total{${OF_SYSTEM}}`,
      },
    ],
    rows: [
      { title: "Now", panels: now() },
      { title: "Raises", panels: counts() },
      { title: "How long a raise takes", panels: times() },
      { title: "Handlers and strands", panels: handlers() },
    ],
  });

const now = () => [
  figures({
    title: "Events",
    means: "How many events somebody handles. Each procedure of an interface is one.",
    clock: "none",
    unit: UNIT.count,
    width: 8,
    systemColours: true,
    queries: [{ expr: `sum by (system) (respin_events{${OF_SYSTEM}})`, legend: "{{system}}" }],
  }),
  figures({
    title: "Handlers",
    means: "How many handlers are installed, on the events chosen.",
    clock: "none",
    unit: UNIT.count,
    width: 8,
    systemColours: true,
    queries: [{ expr: `sum by (system) (respin_handlers{${OURS}})`, legend: "{{system}}" }],
  }),
  figures({
    title: "Raises a second",
    means: "Raises of the events chosen, for each second of the host.",
    clock: "both",
    unit: UNIT.perSecond,
    width: 8,
    systemColours: true,
    none: "nothing is raised",
    queries: [{ expr: raises("system"), legend: "{{system}}" }],
  }),
];

const counts = () => [
  lines({
    title: "Raises a second, over time",
    means: "Raises of the events chosen.",
    clock: "both",
    unit: UNIT.perSecond,
    systemColours: true,
    queries: [{ expr: raises("system"), legend: "{{system}}" }],
  }),
  lines({
    title: "Raises that failed, a second",
    means: "Raises that threw instead of returning: no handler gave a result, or one was ended.",
    clock: "both",
    unit: UNIT.perSecond,
    systemColours: true,
    queries: [
      { expr: `${raises("system", `${OURS}, outcome="failed"`)} or 0 * ${raises("system")}`, legend: "{{system}}" },
    ],
  }),
  bars({
    title: "Busiest events of $system",
    means: "The ten events that were raised most often over the time shown.",
    clock: "none",
    unit: UNIT.count,
    eachSystem: true,
    height: 10,
    decimals: 0,
    none: "nothing is raised",
    queries: [
      {
        expr: `topk(10, sum by (event) (increase(respin_raises_total{${OURS}}[$__range])))`,
        legend: "{{event}}",
        instant: true,
      },
    ],
  }),
];

const times = () => [
  lines({
    title: "Modelled time of a raise",
    means:
      "From the raise to its return, all handlers included. A point is a raise of a single operation: its link shows the operation.",
    clock: "modelled",
    unit: UNIT.seconds,
    systemColours: true,
    dashes: { " p50": [2, 4] },
    none: "nothing is raised, or raises are not timed",
    queries: [
      {
        expr: `histogram_quantile(0.99, ${durations("system, instance, le")})`,
        legend: "{{system}} p99",
        exemplars: true,
      },
      { expr: `histogram_quantile(0.5, ${durations("system, instance, le")})`, legend: "{{system}} p50" },
    ],
  }),
  lines({
    title: "Events with the longest raises, p99",
    means: "The eight events of all systems chosen whose slowest raises take longest.",
    clock: "modelled",
    unit: UNIT.seconds,
    none: "nothing is raised, or raises are not timed",
    queries: [
      {
        expr: `topk(8, histogram_quantile(0.99, ${durations("system, event, le")}))`,
        legend: "{{system}} {{event}}",
      },
    ],
  }),
  buckets({
    title: "Modelled time of the raises of $system",
    means: "How many raises took how long: the lighter, the more. A point is a raise of a single operation.",
    clock: "modelled",
    unit: UNIT.seconds,
    eachSystem: true,
    none: "nothing is raised, or raises are not timed",
    queries: [
      {
        expr: `sum by (le, instance) (increase(respin_dispatch_duration_seconds_bucket{${OURS}}${RATE}))`,
        legend: "{{le}}",
        format: "heatmap",
        exemplars: true,
      },
    ],
  }),
];

const handlers = () => [
  bars({
    title: "Handlers of $system by event",
    means: "The fifteen events that most handlers are installed on. One handler is the event's own: a procedure call.",
    clock: "none",
    unit: UNIT.count,
    eachSystem: true,
    height: 10,
    decimals: 0,
    queries: [{ expr: `topk(15, sum by (event) (respin_handlers{${OURS}}))`, legend: "{{event}}", instant: true }],
  }),
  lines({
    title: "Strands of $system by state",
    means: "Strands that run, are ready to, or wait.",
    clock: "none",
    unit: UNIT.count,
    eachSystem: true,
    stacked: true,
    colours: { running: VERDICT.good, ready: VERDICT.neutral, blocked: VERDICT.doubtful },
    queries: [{ expr: `sum by (state) (respin_strands{${OF_SYSTEM}})`, legend: "{{state}}" }],
  }),
];
