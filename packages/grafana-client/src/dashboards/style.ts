/**
 * What every dashboard has in common: one colour for each system, one place that the data come from, one sentence that says
 * which clock a panel is of.
 *
 * The colours are those of Okabe and Ito, which people who see few colours can tell apart; the plots of reports use the same.
 */

/** The systems, in the order in which every page of ours names them. */
export const SYSTEMS = ["spin", "monolithic", "microkernel"] as const;

export const SYSTEM_COLOURS: Readonly<Record<(typeof SYSTEMS)[number], string>> = {
  spin: "#0072b2",
  monolithic: "#d55e00",
  microkernel: "#009e73",
};

/** What is not one of the three: the overview program. */
export const OVERVIEW_COLOUR = "#8c8c8c";

/** Colours of a verdict. They are never the only sign: the value, or a word, says the same. */
export const VERDICT = { good: "#009e73", doubtful: "#e69f00", bad: "#d55e00", neutral: "#56b4e9" } as const;

/** The identity of the data source that provisioning makes; `exp dashboards push` puts another in its place where there is one. */
export const DATA_SOURCE = { type: "prometheus", uid: "respin-prometheus" } as const;

/** Where Grafana keeps annotations that were made through its API. */
export const OWN_ANNOTATIONS = { type: "grafana", uid: "-- Grafana --" } as const;

/** The tag of all annotations of benchmark runs. */
export const RUN_TAG = "respin-run";

/** The tag of all generated dashboards. */
export const GENERATED_TAG = "respin-generated";

/** Which time a panel's figures are of. DESIGN: two clocks, never mixed. */
export type Clock = "modelled" | "host" | "both" | "none";

/** The sentence that ends each panel's description. */
export const CLOCKS: Readonly<Record<Clock, string>> = {
  modelled: "Clock: modelled, cycles of the modelled machine.",
  host: "Clock: host, time of the computer that runs the systems; a comparison of systems by it says nothing of the papers'.",
  both: "Clock: modelled time or work, for each second of the host's clock.",
  none: "Clock: none, a count or a state.",
};

/** Labels that hold a series to the systems chosen. */
export const OF_SYSTEM = 'system=~"$system"';

/** Units by Grafana's identities. */
export const UNIT = {
  count: "short",
  none: "none",
  perSecond: "cps",
  operations: "ops",
  transfers: "iops",
  seconds: "s",
  bytes: "bytes",
  ratio: "percentunit",
  duration: "dtdurations",
} as const;

export type Unit = (typeof UNIT)[keyof typeof UNIT];
