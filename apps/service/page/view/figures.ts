import type { History, Series } from "./history.js";

/** A figure that both pages draw, with its unit, and how it follows from a history. */
export interface Figure {
  readonly title: string;
  readonly lines: readonly FigureLine[];
}

export interface FigureLine {
  readonly name: string;
  /** The name where the figure's title is not beside it. */
  readonly fullName: string;
  series(history: History): Series;
  /** Over the last seconds; undefined where there is nothing to say. */
  recent(history: History): number | undefined;
}

/** The figures, in the order in which they stand. One unit each. */
export const FIGURES: readonly Figure[] = [
  { title: "Operations a second of host time", lines: [rate("operations", "operations", "Operations a second")] },
  {
    title: "Modelled time per operation, µs",
    lines: [
      {
        name: "modelled time",
        fullName: "Modelled time per operation, µs",
        series: (history) => history.microsecondsPerOperation(),
        recent: (history) => history.recentMicrosecondsPerOperation(),
      },
    ],
  },
  { title: "Page misses a second of host time", lines: [rate("misses", "page misses", "Page misses a second")] },
  {
    title: "Crossings a second of host time, by boundary",
    lines: [
      rate("calls", "call", "Crossings by procedure call a second"),
      rate("traps", "trap", "Crossings by trap a second"),
      rate("messages", "message", "Crossings by message a second"),
    ],
  },
];

function rate(counter: Parameters<History["rates"]>[0], name: string, fullName: string): FigureLine {
  return {
    name,
    fullName,
    series: (history) => history.rates(counter),
    recent: (history) => history.recent(counter),
  };
}
