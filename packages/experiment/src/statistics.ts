import { randomFrom } from "./random.js";

/**
 * The exact quantile by nearest rank: the smallest of the values that has at least the share `p` of them at or below
 * it. It is always one of the values. Throws RangeError for no values or a `p` outside 0 to 1.
 */
export function quantile(values: readonly number[], p: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`a quantile's share is from 0 to 1, not ${p}`);
  const sorted = sortedNumbers(values);
  // The product may miss a whole number by one unit in the last place (0.07 * 100 is 7.000000000000001).
  const rank = p * sorted.length;
  const whole = Math.round(rank);
  const position = Math.abs(rank - whole) < 1e-9 * Math.max(1, rank) ? whole : Math.ceil(rank);
  return sorted[Math.max(0, position - 1)];
}

/** The middle value, or the mean of the two middle ones. Throws RangeError for no values. */
export function median(values: readonly number[]): number {
  return middle(sortedNumbers(values));
}

/** The geometric mean of numbers above zero. Throws RangeError for none, or for others. */
export function geometricMean(values: readonly number[]): number {
  if (values.length === 0 || values.some((value) => !(value > 0))) {
    throw new RangeError("a geometric mean needs numbers above zero");
  }
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

/** A ratio and the interval that holds it with the asked confidence. */
export interface RatioEstimate {
  readonly ratio: number;
  readonly interval: readonly [number, number];
}

/**
 * The ratio of two medians with its percentile bootstrap interval: both samples are drawn anew, with replacement,
 * `resamples` times. Same samples and seed, same interval. Throws RangeError for an empty sample.
 */
export function ratioOfMedians(
  numerator: readonly number[],
  denominator: readonly number[],
  options: { seed: number; resamples?: number; confidence?: number },
): RatioEstimate {
  const { seed, resamples = 2000, confidence = 0.95 } = options;
  const random = randomFrom(seed);
  const draw = (values: readonly number[]): number =>
    middle(Float64Array.from(values, () => values[random.integer(0, values.length - 1)]).toSorted());
  const ratio = median(numerator) / median(denominator);
  const ratios = Array.from({ length: resamples }, () => draw(numerator) / draw(denominator));
  const tail = (1 - confidence) / 2;
  return { ratio, interval: [quantile(ratios, tail), quantile(ratios, 1 - tail)] };
}

function sortedNumbers(values: readonly number[]): Float64Array {
  if (values.length === 0) throw new RangeError("there are no values");
  return Float64Array.from(values).toSorted();
}

function middle(sorted: Float64Array): number {
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
