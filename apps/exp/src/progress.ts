import type { SingleBar } from "cli-progress";
import type { Step } from "@respin/experiment";

/** Shows how far a run is. */
export interface Progress {
  step(step: Step): void;
  /** Takes the display away, so that what follows starts on a clean line. */
  stop(): void;
}

const LABEL_WIDTH = 28;
const UNITS = 1000;

/** A bar with the time left, on standard error; nothing where that is no terminal or none is wanted. */
export async function progressFor(experiment: string, wanted: boolean): Promise<Progress> {
  if (!wanted || process.stderr.isTTY !== true) return { step: () => {}, stop: () => {} };
  const { default: cliProgress } = await import("cli-progress");
  const bar: SingleBar = new cliProgress.SingleBar({
    format: `${experiment} [{bar}] {percentage}% | {eta_formatted} left | {label}`,
    stream: process.stderr,
    barsize: 24,
    clearOnComplete: true,
    // Ctrl-C is the command's to answer.
    gracefulExit: false,
    etaBuffer: 50,
  });
  bar.start(UNITS, 0, { label: "starting" });
  // However the command ends, the terminal gets back the settings that the bar has changed.
  const stop = (): void => bar.stop();
  process.once("exit", stop);
  return {
    step(step) {
      if (step.kind !== "progress") return;
      bar.update(Math.floor(ratioDone(step) * UNITS), { label: step.label.slice(0, LABEL_WIDTH) });
    },
    stop() {
      process.off("exit", stop);
      stop();
    },
  };
}

/** How far a progress step says its run is, from 0 to 1. */
export function ratioDone({ done, total }: { readonly done: number; readonly total: number }): number {
  return total > 0 ? Math.min(1, Math.max(0, done / total)) : 0;
}
