import * as z from "zod";
import type { InapplicableClaim, JudgedClaim } from "./claims.js";
import type { Cell } from "./experiment.js";
import { SAMPLES_MAX, SYSTEMS } from "./experiment.js";
import { cellKey, cellName, RESULT_SCHEMA } from "./result.js";
import type { Manifest, ResultDocument } from "./result.js";

// This file is loaded when a document is written or read, and not before: zod takes longer to load than `exp list` to run.

const word = z.string().min(1);
const plainValue = z.union([z.string(), z.number(), z.boolean()]);

const cell: z.ZodType<Cell> = z
  .object({
    id: word,
    system: z.enum([...SYSTEMS, "any"]),
    clock: z.enum(["modelled", "host", "count"]),
    unit: word,
    value: z.number(),
    parameters: z.record(z.string(), plainValue).exactOptional(),
    interval: z.tuple([z.number(), z.number()]).exactOptional(),
    samples: z.array(z.number().positive()).min(1).max(SAMPLES_MAX).exactOptional(),
    drift: z.number().min(1).exactOptional(),
    breakdown: z.record(z.string(), z.number()).exactOptional(),
    published: z.object({ cell: word, value: z.number() }).exactOptional(),
  })
  .refine((one) => one.clock !== "host" || one.interval !== undefined, {
    path: ["interval"],
    message: "a host cell is never without its interval",
  })
  .refine((one) => one.clock === "host" || one.samples === undefined, {
    path: ["samples"],
    message: "only a host cell is made of samples",
  })
  .refine((one) => one.clock === "count" || one.drift === undefined, {
    path: ["drift"],
    message: "only a count may drift",
  })
  .refine((one) => one.interval === undefined || one.interval[0] <= one.interval[1], {
    path: ["interval"],
    message: "the low end is above the high end",
  });

const cells: z.ZodType<readonly Cell[]> = z.array(cell).superRefine((all, context) => {
  const seen = new Set<string>();
  for (const [index, one] of all.entries()) {
    const key = cellKey(one);
    if (seen.has(key)) context.addIssue({ code: "custom", path: [index], message: `a second ${cellName(one)}` });
    seen.add(key);
  }
});

const claim: z.ZodType<JudgedClaim> = z.object({
  id: word,
  text: word,
  holds: z.boolean(),
  margin: z.number(),
  evidence: z.array(word),
});

const notApplicable: z.ZodType<InapplicableClaim> = z.object({ id: word, text: word, reason: word });

const manifest: z.ZodType<Manifest> = z.object({
  schemaVersion: z.literal(1),
  commit: word,
  dirty: z.union([z.boolean(), z.literal("unknown")]),
  lockfile: word,
  node: word,
  v8: word,
  cpu: z.object({ model: z.string(), count: z.int().min(0) }),
  os: word,
  seed: z.int(),
  depth: z.enum(["quick", "full"]),
  parameters: z.record(z.string(), z.union([plainValue, z.array(z.string())])),
  systems: z.array(z.enum(SYSTEMS)),
  machine: z.object({ name: word, hash: word }),
  profiles: z.record(z.string(), z.string()),
  started: z.iso.datetime(),
  durationMs: z.number().min(0),
  assertions: z.boolean(),
  debugger: z.boolean(),
});

const document: z.ZodType<ResultDocument> = z.object({
  schema: z.literal(RESULT_SCHEMA),
  experiment: z.string().regex(/^[a-z0-9-]+$/, "an experiment's name is lower-case words joined by hyphens"),
  manifest,
  cells,
  claims: z.array(claim),
  notApplicable: z.array(notApplicable).default([]),
});

/** A valid document with its fields in the order of the schema, or the first thing wrong with it, on one line. */
export function parseDocument(value: unknown): { document: ResultDocument } | { wrong: string } {
  const parsed = document.safeParse(value);
  if (parsed.success) return { document: parsed.data };
  return { wrong: wrongOf(parsed.error) };
}

/** The first thing that is wrong with a value, and where, on one line. */
export function wrongOf(error: z.ZodError): string {
  const [issue] = error.issues;
  const path = issue.path.reduce<string>(
    (text, part) =>
      typeof part === "number" ? `${text}[${part}]` : text === "" ? String(part) : `${text}.${String(part)}`,
    "",
  );
  return `${path === "" ? "" : `${path}: `}${issue.message.replaceAll("\n", " ")}`;
}
