import { bootstrapRatio } from "./bootstrap.js";
import type { Cell } from "./experiment.js";

/** How a host cell of one run stands to the same cell of another. */
export interface HostRatio {
  /** B/A: of the medians of their samples; of their values where one of them has none. */
  readonly ratio: number;
  readonly interval: readonly [number, number];
  /** Beyond the band if the whole interval is. A host cell is a cost: above is slower. */
  readonly verdict: "within" | "above" | "below";
  /** What the interval was made of. */
  readonly basis: "samples" | "intervals";
}

/** In how many comparisons of two equal documents anything at all is found different, at most. */
const FAMILY_RATE = 0.05;

/**
 * The ratio of a host cell in two runs, with an interval so wide that `comparisons` of them together keep the rate (Bonferroni's
 * correction: it holds whatever the cells have to do with each other).
 */
export function compareHost(
  a: Cell,
  b: Cell,
  { band, comparisons }: { readonly band: number; readonly comparisons: number },
): HostRatio {
  const estimate =
    a.samples !== undefined && b.samples !== undefined
      ? { ...bootstrapRatio(b.samples, a.samples, 1 - FAMILY_RATE / comparisons), basis: "samples" as const }
      : byIntervals(a, b);
  const [low, high] = estimate.interval;
  const verdict = low > band ? "above" : high < 1 / band ? "below" : "within";
  return { ...estimate, verdict };
}

/** Without samples: what the two intervals allow together. They may meet and the medians still differ, which is not seen then. */
function byIntervals(a: Cell, b: Cell): Omit<HostRatio, "verdict"> {
  const [lowA, highA] = a.interval ?? [a.value, a.value];
  const [lowB, highB] = b.interval ?? [b.value, b.value];
  return { ratio: b.value / a.value, interval: [lowB / highA, highB / lowA], basis: "intervals" };
}
