import type { ValidationSummary } from "./validation.js";

/** What the model is held to, in all tables together: a bar that is missed fails `exp validate`. */
export const bars = {
  /** The median error of the predicted cells is at most this. */
  medianErrorMax: 0.1,
  /** At least this part of the predicted cells is within a quarter of the published value. */
  withinQuarterMin: 0.75,
  /** At most this part of the cells is calibrated. */
  calibratedPartMax: 0.5,
} as const;

/** A bar that was missed: what was asked, and what came out. */
export interface MissedBar {
  readonly bar: string;
  readonly asked: number;
  readonly found: number;
}

/** The bars that a model misses; an order that is broken is no bar but a failure of its own. */
export function missedBars(all: ValidationSummary): MissedBar[] {
  const { cells, calibrated, predicted, fitted } = all;
  const part = cells === 0 ? 0 : calibrated / cells;
  return [
    { bar: "median error of the predicted cells, at most", asked: bars.medianErrorMax, found: predicted.median },
    {
      bar: "predicted cells within a quarter, at least",
      asked: -bars.withinQuarterMin,
      found: -predicted.withinQuarter,
    },
    { bar: "part of the cells that is calibrated, at most", asked: bars.calibratedPartMax, found: part },
    { bar: "calibrated constants, at most as many as calibrated cells", asked: calibrated, found: fitted },
  ]
    .filter(({ asked, found }) => found > asked)
    .map(({ bar, asked, found }) => ({ bar, asked: Math.abs(asked), found: Math.abs(found) }));
}
