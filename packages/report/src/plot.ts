/** An axis of a plot. */
export interface Axis {
  readonly label: string;
  /** "1" for a count or a ratio, which has none. */
  readonly unit: string;
  /** On a logarithmic axis every value is above zero. */
  readonly scale: "linear" | "log";
}

/** A point, and the interval of its y where it has one. */
export interface Point {
  readonly x: number;
  readonly y: number;
  readonly interval?: readonly [number, number];
}

/** One line of a plot. */
export interface Series {
  readonly label: string;
  /** Whose time its points are, as a cell says it. A plot has series of one clock. */
  readonly clock: string;
  readonly points: readonly Point[];
}

/** A plot as an experiment states it, before anyone decides how it looks. */
export interface Plot {
  /** Lower-case words joined by hyphens: a part of its file's name. */
  readonly name: string;
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly Series[];
}

/** Series that a reader can still tell apart. */
export const SERIES_MAX = 7;
