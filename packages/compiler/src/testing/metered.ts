/** Running a text plain and metered, side by side. For tests only. */
import { type Metered, meter } from "../meter/meter.js";

export interface Fuel {
  left: number;
}

/** What a run leaves: the value of the text's `result`, or what it threw, and what it logged. */
export interface Outcome {
  readonly result?: unknown;
  readonly thrown?: string;
  readonly log: readonly string[];
}

const ample = 1_000_000_000;

function describe(value: unknown): string {
  return value instanceof Error ? `${value.name}: ${value.message}` : `not an error: ${String(value)}`;
}

function outcomeOf(run: (log: (value: unknown) => void) => unknown): Outcome {
  const log: string[] = [];
  try {
    const result = run((value) => log.push(String(value)));
    return { result, log };
  } catch (error) {
    return { thrown: describe(error), log };
  }
}

/** Run a text as a strict function's body that may call `log`, and has its value in `result`. */
export function runPlain(source: string): Outcome {
  const run = new Function("log", `"use strict"; ${source}\nreturn result;`);
  return outcomeOf((log) => run(log));
}

/** The same, metered with so much fuel; `out` throws. */
export function runMetered(source: string, fuel: Fuel = { left: ample }): Outcome {
  return runText(meter(source), fuel);
}

/** Run what has been metered. */
export function runText(metered: Metered, fuel: Fuel): Outcome {
  const { names, prelude, code } = metered;
  const text = `"use strict"; ${prelude}\n${code}\nreturn result;`;
  const run = new Function(names.fuel, names.out, "log", text);
  const out = (): never => {
    throw new RangeError("out of fuel");
  };
  return outcomeOf((log) => run(fuel, out, log));
}

/** What a text spends. */
export function spentBy(source: string): number {
  const fuel = { left: ample };
  runMetered(source, fuel);
  return ample - fuel.left;
}
