import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { readResult, resultFile, writeText } from "@respin/experiment";
import type { ResultDocument } from "@respin/experiment";
import { differingIn } from "./identity.js";
import type { Identity } from "./identity.js";

/** What a file is named after must not lead out of the folder. */
const NAME = /^[a-z0-9-]+$/;
const SCHEMA = "respin.bench-run/v1";

/** Hidden, so that a folder of a run is a folder of result documents to every other command. */
const RUN_FILE = ".run.json";
/** Files of a run beside its documents. */
const REPORTS = ["report.html", "report.md", "summary.md"] as const;

/** What `.run.json` says: which run the documents of its folder are of, and how far it is. */
interface RunFile {
  readonly schema: typeof SCHEMA;
  readonly state: "clearing" | "running" | "finished";
  readonly identity: Identity;
  readonly started: string;
  /** How often each experiment was measured. */
  readonly measured: Readonly<Record<string, number>>;
  /** Milliseconds that each took when it was last measured, in this run or one before: for the time left. */
  readonly durations: Readonly<Record<string, number>>;
}

/**
 * A run of the suite in its folder.
 *
 * Invariant B3: each document in the folder, of an experiment that `.run.json` names, is whole and of the run that it describes.
 *   Kept by: documents are renamed into place; `begin` takes those of another run away before it writes the new `.run.json`, with
 *   `clearing` in the old one while it does. Attacked by: bench-kill.test.ts
 */
export class Run {
  readonly folder: string;
  #file: RunFile;

  private constructor(folder: string, file: RunFile) {
    this.folder = folder;
    this.#file = file;
  }

  /**
   * Goes on with the run that a killed process left in the folder, if it is the same, or begins a new one. Only whoever holds the
   * folder's lock may call it.
   */
  static open(folder: string, identity: Identity, options: { readonly restart: boolean }): { run: Run; left: Left } {
    mkdirSync(folder, { recursive: true });
    removeTemporaries(folder);
    const before = readRun(folder);
    const unfinished = before?.state === "running";
    const differing = before === undefined ? [] : differingIn(before.identity, identity);
    if (before !== undefined && unfinished && differing.length === 0 && !options.restart) {
      return { run: new Run(folder, before), left: { kind: "goes on" } };
    }
    const run = Run.#begin(folder, identity, before);
    return { run, left: unfinished ? { kind: "begun anew", differing, restart: options.restart } : { kind: "new" } };
  }

  static #begin(folder: string, identity: Identity, before: RunFile | undefined): Run {
    const names = new Set([...identity.experiments, ...(before?.identity.experiments ?? [])]);
    const fresh = { schema: SCHEMA, identity, started: new Date().toISOString(), measured: {} } as const;
    const durations = before?.durations ?? {};
    // With every name in it, so that whoever finds this state clears what this process did not come to.
    const clearing = { ...identity, experiments: [...names] };
    write(folder, { ...fresh, durations, state: "clearing", identity: clearing });
    for (const name of names) rmSync(resultFile(folder, name), { force: true });
    for (const report of REPORTS) rmSync(join(folder, report), { force: true });
    const file: RunFile = { ...fresh, durations, state: "running" };
    write(folder, file);
    return new Run(folder, file);
  }

  /** The document of an experiment that this run has finished, or undefined. */
  async finished(name: string): Promise<ResultDocument | undefined> {
    try {
      const document = await readResult(resultFile(this.folder, name));
      const same = document.experiment === name && document.manifest.depth === this.#file.identity.depth;
      return same ? document : undefined;
    } catch {
      return undefined;
    }
  }

  /** Where the document of an experiment is. */
  fileOf(name: string): string {
    return resultFile(this.folder, name);
  }

  timesMeasured(name: string): number {
    return this.#file.measured[name] ?? 0;
  }

  /** Milliseconds that an experiment took when it was last measured here. */
  lastDuration(name: string): number | undefined {
    return this.#file.durations[name];
  }

  /** An experiment was measured once more. */
  measured(name: string, ms: number): void {
    this.#change({
      measured: { ...this.#file.measured, [name]: this.timesMeasured(name) + 1 },
      durations: { ...this.#file.durations, [name]: Math.round(ms) },
    });
  }

  /** Everything is done: the next run in this folder is another one. */
  finish(): void {
    this.#change({ state: "finished" });
  }

  #change(change: Partial<RunFile>): void {
    this.#file = { ...this.#file, ...change };
    write(this.folder, this.#file);
  }
}

/** What stood in a folder when a run was opened there. */
export type Left =
  | { readonly kind: "new" | "goes on" }
  | { readonly kind: "begun anew"; readonly differing: readonly string[]; readonly restart: boolean };

function write(folder: string, file: RunFile): void {
  writeText(join(folder, RUN_FILE), `${JSON.stringify(file, null, 2)}\n`);
}

/** Half-written files of a process that was killed: of whoever held the lock before. */
function removeTemporaries(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (/^\.respin-.*\.tmp$/.test(name)) rmSync(join(folder, name), { force: true });
  }
}

/** Undefined where there is none, or what is there is none of ours. */
function readRun(folder: string): RunFile | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(join(folder, RUN_FILE), "utf8"));
    return isRunFile(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isRunFile(value: unknown): value is RunFile {
  if (typeof value !== "object" || value === null || !("schema" in value) || value.schema !== SCHEMA) return false;
  if (!("state" in value) || !("identity" in value) || !("measured" in value) || !("durations" in value)) return false;
  const { identity, measured, durations } = value;
  if (typeof identity !== "object" || identity === null || !("experiments" in identity)) return false;
  const isNames =
    Array.isArray(identity.experiments) &&
    identity.experiments.every((name) => typeof name === "string" && NAME.test(name));
  return isNames && [measured, durations].every((record) => typeof record === "object" && record !== null);
}
