import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import {
  checkWritable,
  compactText,
  isRspError,
  readResults,
  reasonOf,
  RespinError,
  resultFile,
  writeText,
} from "@respin/experiment";
import type { Depth, ReadDocument, ResultDocument } from "@respin/experiment";
import { shownPath } from "../output.js";
import { lockFolder } from "./lock.js";

/** A folder of baselines, one below it for each depth. */
export class Baseline {
  readonly folder: string;
  readonly #base: string;
  readonly #next: string;
  readonly #last: string;

  constructor(base: string, depth: Depth) {
    this.#base = base;
    this.folder = join(base, depth);
    this.#next = join(base, `.${depth}.new`);
    this.#last = join(base, `.${depth}.old`);
  }

  fileOf(experiment: string): string {
    return resultFile(this.folder, experiment);
  }

  /** Makes sure, before anything is measured, that a renewal can be written. Throws RSP_BENCH_BASELINE. */
  checkRenewable(): void {
    this.#checkFolders();
    try {
      checkWritable(this.#base, "baseline");
    } catch (error) {
      throw this.#unwritable(error, true);
    }
  }

  /** Every document of the baseline, by experiment. Throws RSP_RESULT_MALFORMED, RSP_BENCH_BASELINE. */
  async read(): Promise<Map<string, ResultDocument>> {
    this.#checkFolders();
    if (existsSync(this.#next) || existsSync(this.#last)) await this.#locked(() => this.#settle());
    if (!existsSync(this.folder) || readdirSync(this.folder).every((name) => !name.endsWith(".json"))) return new Map();
    const { documents } = await this.#documents();
    return new Map(documents.map((one) => [this.#checked(one).experiment, one.document]));
  }

  async #documents(): ReturnType<typeof readResults> {
    try {
      return await readResults(shownPath(this.folder));
    } catch (error) {
      if (!isRspError(error) || error.code !== "RSP_RESULT_MALFORMED") throw error;
      const message = `${error.message}; restore it with git, or remove it and renew the baseline with --update-baseline`;
      throw new RespinError("RSP_RESULT_MALFORMED", message, { usage: true, cause: error });
    }
  }

  #checkFolders(): void {
    for (const folder of [this.#base, this.folder]) {
      if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== false) continue;
      const message = `${shownPath(folder)} is no folder; a baseline is a folder with the folders quick and full in it`;
      throw new RespinError("RSP_BENCH_BASELINE", message, { usage: true });
    }
  }

  #checked({ file, document }: ReadDocument): ResultDocument {
    if (resolve(file) === this.fileOf(document.experiment)) return document;
    const message = `${shownPath(file)} is of ${document.experiment}; a baseline's file has the experiment's name`;
    throw new RespinError("RSP_BENCH_BASELINE", message, { usage: true });
  }

  /**
   * Puts documents into the baseline, and takes others out of it: all, or none.
   *
   * Invariant B4: the baseline is as it was before a renewal or as it is after it, whenever the process is killed.
   *   Kept by: the new folder is made whole beside the old one and takes its place; who finds the old one already moved away puts
   *   the new one in its place, and who finds it still there throws the new one away. Attacked by: baseline.test.ts
   */
  async renew(documents: readonly ResultDocument[], gone: readonly string[]): Promise<void> {
    await this.#locked(() => {
      this.#settle();
      mkdirSync(this.folder, { recursive: true });
      cpSync(this.folder, this.#next, { recursive: true });
      for (const document of documents) writeText(resultFile(this.#next, document.experiment), compactText(document));
      for (const name of gone) rmSync(resultFile(this.#next, name), { force: true });
      renameSync(this.folder, this.#last);
      renameSync(this.#next, this.folder);
      rmSync(this.#last, { recursive: true });
    });
  }

  /** Ends what a killed process has begun. */
  #settle(): void {
    if (!existsSync(this.folder) && existsSync(this.#last)) {
      renameSync(existsSync(this.#next) ? this.#next : this.#last, this.folder);
    }
    for (const folder of [this.#next, this.#last]) rmSync(folder, { recursive: true, force: true });
  }

  async #locked(work: () => void): Promise<void> {
    try {
      const lock = await lockFolder(this.#base, "--baseline");
      try {
        work();
      } finally {
        lock.release();
      }
    } catch (error) {
      if (isRspError(error) && error.code === "RSP_BENCH_RUNNING") throw error;
      throw this.#unwritable(error, false);
    }
  }

  #unwritable(error: unknown, usage: boolean): RespinError {
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    const message = `${shownPath(this.folder)} cannot be renewed (${reasonOf(cause)}) and is as it was; see to its folder, or name another with --baseline`;
    return new RespinError("RSP_BENCH_BASELINE", message, { usage, cause });
  }
}
