import { costGroups, machineNamed, type MachineProfile } from "@respin/systems";
import * as z from "zod";
import { MACHINES } from "./experiment.js";
import { suggestion } from "./nearest.js";
import { wrongOf } from "./schema.js";

// This file is loaded when a machine is brought, and not before: see schema.ts.

const text = z.string().min(1);
const whole = z.int().min(0).max(1e12);
const count = z.int().min(1);
const powerOfTwo = (min: number, max: number) =>
  z
    .int()
    .min(min)
    .max(max)
    .refine((value) => Number.isInteger(Math.log2(value)), "it is no power of two");

const cost = z.strictObject({
  cycles: whole,
  unit: text,
  group: z.enum(costGroups),
  // What is calibrated belongs to a system's software: nothing fits a cost of the hardware.
  origin: z.enum(["hardware", "stated", "assumed"]),
  source: text,
});

/** The costs that every machine has: those of this repository's. */
const known = machineNamed(MACHINES[0]).costs;

const costs = z.record(z.string(), cost).superRefine((stated, context) => {
  const names = Object.keys(known);
  for (const name of Object.keys(stated)) {
    if (names.includes(name)) continue;
    const message = `no machine has this cost; ${suggestion(name, names)}`;
    context.addIssue({ code: "custom", path: [name], message });
  }
  for (const name of names) {
    if (!(name in stated)) context.addIssue({ code: "custom", path: [name], message: "the cost is missing" });
  }
});

const disk = z
  .strictObject({
    name: text,
    source: text,
    sectorBytes: powerOfTwo(128, 8192),
    sectorsPerTrack: count.max(100_000),
    heads: count.max(1000),
    cylinders: z.int().min(4).max(10_000_000),
    revolutionCycles: count,
    seekMinCycles: whole,
    seekAverageCycles: whole,
    commandCycles: whole,
    busSectorCycles: whole,
    readAheadSectors: whole,
  })
  .refine(({ seekMinCycles, seekAverageCycles }) => seekMinCycles <= seekAverageCycles, {
    path: ["seekAverageCycles"],
    message: "it is below seekMinCycles",
  });

const machine: z.ZodType<MachineProfile> = z.strictObject({
  name: z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, "a name is small letters and digits, with hyphens between"),
  source: text,
  clockMhz: z.number().positive().max(1e6),
  // What the kernel's tables and the applications' pages are made for.
  frameBytes: z.literal(machineNamed(MACHINES[0]).frameBytes),
  frames: z
    .int()
    .min(64)
    .max(1 << 16),
  mmu: z.strictObject({ tlbEntries: powerOfTwo(1, 4096) }),
  disk,
  costs,
});

/** A machine profile with its fields in the order of the schema, or the first thing wrong with it, on one line. */
export function parseMachine(value: unknown): { machine: MachineProfile } | { wrong: string } {
  const parsed = machine.safeParse(value);
  return parsed.success ? { machine: parsed.data } : { wrong: wrongOf(parsed.error) };
}
