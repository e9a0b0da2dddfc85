import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { isRspError, readResult, readResults, RESULT_SCHEMA } from "@respin/experiment";
import type { ResultDocument } from "@respin/experiment";
import type { BrokenDownCell, ReportedClaim, ReportManifest } from "@respin/report";

/** A result as a report takes it: a document, or what could be read of one of another schema. */
export interface Source {
  readonly experiment: string;
  readonly cells: readonly BrokenDownCell[];
  readonly claims: readonly ReportedClaim[];
  readonly manifest: ReportManifest;
  /** The whole document; undefined where there is only a part of one. */
  readonly document?: ResultDocument;
  readonly told: readonly string[];
}

/** A document as a source. */
export function sourceOf(document: ResultDocument): Source {
  const { experiment, cells, claims, notApplicable, manifest } = document;
  return { experiment, cells, claims: [...claims, ...notApplicable], manifest, document, told: [] };
}

/**
 * The results of files, and of folders (`*.json` in each itself, not below it). Each file is read once, whatever names it.
 * Throws RSP_RESULT_MISSING, RSP_RESULT_MALFORMED.
 */
export async function readSources(paths: readonly string[]): Promise<Source[]> {
  const files: string[] = [];
  for (const path of paths) files.push(...(await filesOf(path)));
  const once = new Map(files.map((file) => [resolve(file), file]));
  return Promise.all([...once.values()].map(readSource));
}

async function filesOf(path: string): Promise<string[]> {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return [path];
  const names = readdirSync(path).filter((name) => name.endsWith(".json") && !name.startsWith("."));
  // A folder of none is told as it is told everywhere.
  if (names.length === 0) await readResults(path);
  return names.toSorted().map((name) => join(path, name));
}

async function readSource(file: string): Promise<Source> {
  try {
    return sourceOf(await readResult(file));
  } catch (error) {
    if (!isRspError(error) || error.code !== "RSP_RESULT_MALFORMED") throw error;
    const source = otherSchema(file);
    if (source === undefined) throw error;
    return source;
  }
}

/** What can be read of a result of another schema than today's; undefined for what is none. */
function otherSchema(file: string): Source | undefined {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
  const schema = wordOf(value, "schema");
  const experiment = wordOf(value, "experiment");
  const cells = listOf(value, "cells");
  if (schema === undefined || !schema.startsWith("respin.result/") || schema === RESULT_SCHEMA) return undefined;
  if (experiment === undefined || cells === undefined) return undefined;
  const read = cells.flatMap(cellOf);
  const lost = cells.length - read.length;
  return {
    experiment,
    cells: read,
    claims: [...(listOf(value, "claims") ?? []), ...(listOf(value, "notApplicable") ?? [])].flatMap(claimOf),
    manifest: manifestOf(field(value, "manifest")),
    told: [
      `it is a document of ${schema}, not of ${RESULT_SCHEMA}: what can be read of it is shown, in default tables.`,
      ...(lost === 0 ? [] : [`${lost} of its ${cells.length} cells cannot be read.`]),
    ],
  };
}

function cellOf(value: unknown): BrokenDownCell[] {
  const id = wordOf(value, "id");
  const number = numberOf(value, "value");
  if (id === undefined || number === undefined) return [];
  const breakdown = Object.entries(recordOf(value, "breakdown")).filter(
    (entry): entry is [string, number] => typeof entry[1] === "number",
  );
  const parameters = Object.entries(recordOf(value, "parameters")).flatMap(([name, one]) =>
    typeof one === "string" || typeof one === "number" || typeof one === "boolean" ? [[name, one] as const] : [],
  );
  const [low, high] = (listOf(value, "interval") ?? []).filter((end) => typeof end === "number");
  const published = field(value, "published");
  const cell = wordOf(published, "cell");
  const theirs = numberOf(published, "value");
  return [
    {
      id,
      system: wordOf(value, "system") ?? "any",
      clock: wordOf(value, "clock") ?? "unknown clock",
      unit: wordOf(value, "unit") ?? "1",
      value: number,
      ...(parameters.length === 0 ? {} : { parameters: Object.fromEntries(parameters) }),
      ...(low === undefined || high === undefined ? {} : { interval: [low, high] }),
      ...(breakdown.length === 0 ? {} : { breakdown: Object.fromEntries(breakdown) }),
      ...(cell === undefined || theirs === undefined ? {} : { published: { cell, value: theirs } }),
    },
  ];
}

function claimOf(value: unknown): ReportedClaim[] {
  const id = wordOf(value, "id");
  const text = wordOf(value, "text") ?? id;
  if (id === undefined || text === undefined) return [];
  const holds = field(value, "holds");
  const margin = numberOf(value, "margin");
  return [
    typeof holds === "boolean"
      ? { id, text, holds, ...(margin === undefined ? {} : { margin }) }
      : { id, text, reason: wordOf(value, "reason") ?? "the document does not say" },
  ];
}

/** The fields that have kept their meaning. */
function manifestOf(value: unknown): ReportManifest {
  const words = ["commit", "lockfile", "node", "v8", "os", "depth", "started"].flatMap((name) => {
    const word = wordOf(value, name);
    return word === undefined ? [] : [[name, word] as const];
  });
  const numbers = ["seed", "durationMs"].flatMap((name) => {
    const number = numberOf(value, name);
    return number === undefined ? [] : [[name, number] as const];
  });
  return { ...Object.fromEntries(words), ...Object.fromEntries(numbers) };
}

function field(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return Object.getOwnPropertyDescriptor(value, name)?.value;
}

function wordOf(value: unknown, name: string): string | undefined {
  const found = field(value, name);
  return typeof found === "string" && found !== "" ? found : undefined;
}

function numberOf(value: unknown, name: string): number | undefined {
  const found = field(value, name);
  return typeof found === "number" && Number.isFinite(found) ? found : undefined;
}

function listOf(value: unknown, name: string): readonly unknown[] | undefined {
  const found = field(value, name);
  return Array.isArray(found) ? found : undefined;
}

function recordOf(value: unknown, name: string): object {
  const found = field(value, name);
  return typeof found === "object" && found !== null ? found : {};
}
