import type { SingleBar } from "cli-progress";

/** Shows how far the suite is. */
export interface SuiteProgress {
  /** The experiment that is measured now, the number of it, and how far it is. */
  at(index: number, name: string, ratio: number, label: string): void;
  /** Some text above the bar. */
  line(text: string): void;
  stop(): void;
}

const LABEL_WIDTH = 24;
const UNITS = 1000;

/**
 * A bar for the whole suite on standard error, where that is a terminal and one is wanted; lines go to `tell`. `expected` are the
 * milliseconds that each experiment took when it was last measured; of one never measured they are a guess.
 */
export async function suiteProgress(
  expected: readonly number[],
  wanted: boolean,
  tell: (text: string) => void,
): Promise<SuiteProgress> {
  if (!wanted || process.stderr.isTTY !== true) return { at: () => {}, line: tell, stop: () => {} };
  const { default: cliProgress } = await import("cli-progress");
  const bar: SingleBar = new cliProgress.SingleBar({
    format: `{number} of ${expected.length} {name} [{bar}] {percentage}% | {left} left | {label}`,
    stream: process.stderr,
    barsize: 16,
    clearOnComplete: true,
    gracefulExit: false,
  });
  const total = sum(expected);
  const begun = performance.now();
  let firstDone: number | undefined;
  const payload = { number: 1, name: "", left: timeLeft(total), label: "starting" };
  bar.start(UNITS, 0, payload);
  const stop = (): void => bar.stop();
  process.once("exit", stop);
  return {
    at(index, name, ratio, label) {
      const done = sum(expected.slice(0, index)) + expected[index] * ratio;
      firstDone ??= done;
      const left = leftOf({ done: done - firstDone, total: total - firstDone, spentMs: performance.now() - begun });
      const share = total > 0 ? Math.min(1, done / total) : 0;
      bar.update(Math.floor(share * UNITS), {
        number: index + 1,
        name,
        left: timeLeft(left),
        label: label.slice(0, LABEL_WIDTH),
      });
    },
    line(text) {
      // The bar is drawn again below the line.
      process.stderr.write(`\r\u001b[K`);
      tell(text);
      // Where the bar stops it goes back to where it was begun, unless that is said to be here: below the line.
      process.stderr.write("\u001b7");
    },
    stop() {
      process.off("exit", stop);
      stop();
    },
  };
}

/**
 * Milliseconds left: what is expected of the rest, corrected by how what is done has kept to what was expected of it, the more
 * the more of it is done.
 */
export function leftOf({ done, total, spentMs }: { done: number; total: number; spentMs: number }): number {
  const rest = Math.max(0, total - done);
  if (done <= 0 || total <= 0) return rest;
  const share = Math.min(1, done / total);
  return rest * (1 - share) + rest * (spentMs / done) * share;
}

/** `45 s`, `2 min 05 s`. */
export function timeLeft(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, "0")} s`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
