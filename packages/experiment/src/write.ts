import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { reasonOf, RespinError } from "./errors.js";
import { resultText } from "./result.js";
import type { ResultDocument } from "./result.js";

/** Where the document of an experiment goes. */
export function resultFile(folder: string, experiment: string): string {
  return join(folder, `${experiment}.json`);
}

/** Where a plot of an experiment goes: beside its document. */
export function plotFile(folder: string, experiment: string, plot: string): string {
  return join(folder, `${experiment}.${plot}.svg`);
}

/**
 * Makes sure, before a run is begun, that its document can be written: by writing something, since only that is proof
 * against read-only and full file systems. Leaves the file system as it was. Throws RSP_RESULTS_UNWRITABLE.
 */
export function checkWritable(folder: string, experiment: string): void {
  let made: string | undefined;
  try {
    made = makeFolder(folder);
    const probe = temporaryName(resultFile(folder, experiment));
    try {
      writeFileSync(probe, "", { flag: "wx" });
    } finally {
      rmSync(probe, { force: true });
    }
    const file = statSync(resultFile(folder, experiment), { throwIfNoEntry: false });
    if (file && !file.isFile()) throw new Error(`${experiment}.json is there and is no file`);
  } catch (error) {
    throw unwritable(folder, error, true);
  } finally {
    if (made !== undefined) removeEmpty(folder, made);
  }
}

/**
 * Writes a document whole or not at all, and returns its file: into a file beside it that is forced to the disk and then
 * takes its name. The folder is made if need be. Throws RSP_RESULTS_UNWRITABLE.
 *
 * Not by write-file-atomic, which takes the number of bytes written for granted: on a full disk version 7 renames half a
 * document into place (`write.test.ts` fills one). `writeFileSync` goes on until everything is written or fails.
 */
export function writeResult(folder: string, document: ResultDocument): string {
  const file = resultFile(folder, document.experiment);
  writeTogether(folder, [{ file, text: resultText(document) }]);
  return file;
}

/** Writes a text whole or not at all, in the place of what the file held. Throws RSP_FILE_UNWRITABLE. */
export function writeText(file: string, text: string): void {
  try {
    writeTogether(dirname(file), [{ file, text }]);
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    const message = `cannot write ${file} (${reasonOf(cause)}); it is as it was; see to its folder`;
    throw new RespinError("RSP_FILE_UNWRITABLE", message, { cause });
  }
}

/** A plot that was drawn: its name and the text of its image. */
export interface DrawnPlot {
  readonly name: string;
  readonly svg: string;
}

/**
 * Writes an experiment's plots, each whole or not at all, and returns their files. None is there before all have been
 * written to the disk. Throws RSP_RESULTS_UNWRITABLE.
 */
export function writePlots(folder: string, experiment: string, plots: readonly DrawnPlot[]): string[] {
  const files = plots.map(({ name, svg }) => ({ file: plotFile(folder, experiment, name), text: svg }));
  writeTogether(folder, files);
  return files.map(({ file }) => file);
}

/**
 * Writes files of one folder that belong together, each whole, none before all have been written to the disk. Throws
 * RSP_RESULTS_UNWRITABLE.
 */
export function writeTogether(
  folder: string,
  files: readonly { readonly file: string; readonly text: string }[],
): void {
  const written: { readonly file: string; readonly temporary: string }[] = [];
  try {
    makeFolder(folder);
    for (const { file } of files) {
      // What cannot take a name is known before any other has it.
      const there = statSync(file, { throwIfNoEntry: false });
      if (there && !there.isFile()) throw new Error(`${basename(file)} is there and is no file`);
    }
    for (const { file, text } of files) {
      const temporary = temporaryName(file);
      written.push({ file, temporary });
      const descriptor = openSync(temporary, "wx", 0o666);
      try {
        writeFileSync(descriptor, text);
        fsyncSync(descriptor);
      } finally {
        closeSync(descriptor);
      }
    }
    for (const { file, temporary } of written) renameSync(temporary, file);
  } catch (error) {
    for (const { temporary } of written) rmSync(temporary, { force: true });
    throw unwritable(folder, error, false);
  }
}

/**
 * Makes a folder and those above it that are missing, and returns the first that was made. One at a time, because Node 20's
 * recursive mkdirSync never returns where the file system refuses with ENOENT, as /proc does.
 */
function makeFolder(folder: string): string | undefined {
  if (existsSync(folder)) return undefined;
  const above = dirname(folder);
  const made = above === folder ? undefined : makeFolder(above);
  mkdirSync(folder);
  return made ?? folder;
}

let temporaries = 0;

function temporaryName(file: string): string {
  return join(dirname(file), `.respin-${process.pid}-${Date.now().toString(36)}-${temporaries++}.tmp`);
}

/** Takes away the folders that were made for the probe, from the innermost up to the first that was made. */
function removeEmpty(folder: string, first: string): void {
  try {
    for (let at = folder; at.length >= first.length; at = dirname(at)) rmdirSync(at);
  } catch {
    // Another run has put something there meanwhile: the folder is no longer ours to remove.
  }
}

function unwritable(folder: string, cause: unknown, usage: boolean): RespinError {
  const message = `cannot write results into ${folder} (${reasonOf(cause)}); name a folder you can write to with --out`;
  return new RespinError("RSP_RESULTS_UNWRITABLE", message, { usage, cause });
}
