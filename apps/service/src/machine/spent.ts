import type { System } from "@respin/systems";

type Machine = System["kernel"]["machine"];

/** What a machine had spent at one moment. */
export interface Moment {
  readonly cycles: number;
  readonly counts: ReadonlyMap<string, number>;
}

/** What the machine has spent until now. Takes no modelled time. */
export function momentOf(machine: Machine): Moment {
  return { cycles: machine.cycles, counts: machine.counts() };
}

/** Microseconds of modelled time by cost from one moment to another; costs that took none are left out. */
export function breakdownBetween(machine: Machine, before: Moment, after: Moment): Record<string, number> {
  const breakdown: Record<string, number> = {};
  for (const [name, count] of after.counts) {
    const times = count - (before.counts.get(name) ?? 0);
    const cycles = times * machine.costs.named(name).cycles;
    if (cycles !== 0) breakdown[name] = machine.microseconds(cycles);
  }
  return breakdown;
}
