import { median } from "./statistics.js";
import type { RatioEstimate } from "./statistics.js";

/** Every value that the median of a resample can take, ascending, and how likely each is. */
interface Medians {
  readonly values: Float64Array;
  readonly chances: Float64Array;
}

/**
 * The ratio of two medians with its bootstrap interval. The interval is the one that ever more resamples would come to: how
 * likely each value is as the median of a resample is known, so that nothing has to be drawn, no seed is needed, and the far
 * tails are as exact as the middle. Where there is an even number of samples, a resample's median is the lower or the upper of
 * its two middle values, each half of the time. Throws RangeError for an empty sample, or one that is not above zero.
 */
export function bootstrapRatio(
  numerator: readonly number[],
  denominator: readonly number[],
  confidence = 0.95,
): RatioEstimate {
  for (const values of [numerator, denominator]) {
    if (values.length === 0 || values.some((value) => !(value > 0))) {
      throw new RangeError("a ratio of medians needs numbers above zero");
    }
  }
  const [above, below] = [mediansOf(numerator), mediansOf(denominator)];
  const ratios: { ratio: number; chance: number }[] = [];
  for (const [i, value] of above.values.entries()) {
    for (const [j, other] of below.values.entries()) {
      ratios.push({ ratio: value / other, chance: above.chances[i] * below.chances[j] });
    }
  }
  ratios.sort((a, b) => a.ratio - b.ratio);
  const tail = (1 - confidence) / 2;
  return {
    ratio: median(numerator) / median(denominator),
    interval: [quantileOf(ratios, tail), quantileOf(ratios.toReversed(), tail)],
  };
}

/** The first ratio at which more than the given chance has been passed. */
function quantileOf(ratios: readonly { ratio: number; chance: number }[], tail: number): number {
  let passed = 0;
  for (const { ratio, chance } of ratios) {
    passed += chance;
    if (passed > tail) return ratio;
  }
  return ratios[ratios.length - 1].ratio;
}

/**
 * A resample draws each of n values with chance 1/n, n times. Its m-th smallest is at most the k-th of the values exactly if at
 * least m draws are: a binomial tail.
 */
function mediansOf(samples: readonly number[]): Medians {
  const values = Float64Array.from(samples).toSorted();
  const size = values.length;
  const middles = size % 2 === 1 ? [(size + 1) / 2] : [size / 2, size / 2 + 1];
  const atMost = (k: number): number =>
    middles.reduce((sum, middle) => sum + binomialTail(size, k / size, middle), 0) / middles.length;
  const chances = new Float64Array(size);
  let before = 0;
  for (let k = 1; k <= size; k++) {
    const upTo = atMost(k);
    chances[k - 1] = Math.max(0, upTo - before);
    before = upTo;
  }
  return { values, chances };
}

/** The chance of at least `least` successes in `turns` turns. */
function binomialTail(turns: number, chance: number, least: number): number {
  if (chance >= 1) return 1;
  let sum = 0;
  // In logarithms: 200 over 100 is near the end of what a double can hold, and the powers near zero.
  for (let successes = least; successes <= turns; successes++) {
    sum += Math.exp(
      logOfChoices(turns, successes) + successes * Math.log(chance) + (turns - successes) * Math.log1p(-chance),
    );
  }
  return Math.min(1, sum);
}

function logOfChoices(turns: number, successes: number): number {
  return logFactorial(turns) - logFactorial(successes) - logFactorial(turns - successes);
}

const logFactorials = [0];

function logFactorial(number: number): number {
  for (let next = logFactorials.length; next <= number; next++) {
    logFactorials.push(logFactorials[next - 1] + Math.log(next));
  }
  return logFactorials[number];
}
