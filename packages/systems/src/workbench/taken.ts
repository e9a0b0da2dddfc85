import type { Machine } from "@respin/hardware";
import type { Crossings } from "../crossings.js";

/** What something took on the machine's clock, and where it went. */
export interface Taken {
  readonly cycles: number;
  /** Cycles by the name of the cost; they add up to `cycles`. Costs that took none are left out. */
  readonly breakdown: Readonly<Record<string, number>>;
  /** How often a boundary was crossed meanwhile. */
  readonly crossings: { readonly calls: number; readonly traps: number; readonly messages: number };
}

/** Adds up what a machine does between its starts and its stops. */
export class Stopwatch {
  readonly #machine: Machine;
  readonly #crossings: Crossings;
  #cycles = 0;
  readonly #breakdown = new Map<string, number>();
  #calls = 0;
  #traps = 0;
  #messages = 0;
  #started:
    | { cycles: number; counts: ReadonlyMap<string, number>; calls: number; traps: number; messages: number }
    | undefined;

  constructor(machine: Machine, crossings: Crossings) {
    this.#machine = machine;
    this.#crossings = crossings;
  }

  /** Forget what was added so far. */
  reset(): void {
    this.#cycles = this.#calls = this.#traps = this.#messages = 0;
    this.#breakdown.clear();
    this.#started = undefined;
  }

  /** Begin to add, from here. */
  start(): void {
    const { calls, traps, messages } = this.#crossings;
    const { cycles } = this.#machine;
    this.#started = { cycles, counts: this.#machine.counts(), calls, traps, messages };
  }

  /** Add what was done since the start; nothing if it does not run. */
  stop(): void {
    const started = this.#started;
    if (started === undefined) return;
    this.#started = undefined;
    const machine = this.#machine;
    this.#cycles += machine.cycles - started.cycles;
    for (const [name, count] of machine.counts()) {
      const spent = (count - (started.counts.get(name) ?? 0)) * machine.costs.named(name).cycles;
      if (spent > 0) this.#breakdown.set(name, (this.#breakdown.get(name) ?? 0) + spent);
    }
    this.#calls += this.#crossings.calls - started.calls;
    this.#traps += this.#crossings.traps - started.traps;
    this.#messages += this.#crossings.messages - started.messages;
  }

  /** What was added so far, or one of so many equal parts of it. */
  taken(parts = 1): Taken {
    return {
      cycles: this.#cycles / parts,
      breakdown: Object.fromEntries([...this.#breakdown].map(([name, cycles]) => [name, cycles / parts])),
      crossings: { calls: this.#calls / parts, traps: this.#traps / parts, messages: this.#messages / parts },
    };
  }
}

/** What one thing took above another. */
export function above(more: Taken, less: Taken): Taken {
  const names = [...new Set([...Object.keys(more.breakdown), ...Object.keys(less.breakdown)])];
  const rest = names.map((name) => [name, (more.breakdown[name] ?? 0) - (less.breakdown[name] ?? 0)] as const);
  return {
    cycles: more.cycles - less.cycles,
    breakdown: Object.fromEntries(rest.filter(([, cycles]) => cycles !== 0)),
    crossings: {
      calls: more.crossings.calls - less.crossings.calls,
      traps: more.crossings.traps - less.crossings.traps,
      messages: more.crossings.messages - less.crossings.messages,
    },
  };
}
