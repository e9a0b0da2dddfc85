import type { ByteFiles } from "./byte-files.js";
import { Code, isFull } from "./codes.js";
import type { Random } from "./random.js";

/**
 * What one open database and the file layer beneath it share.
 *
 * An exception must not run through SQLite's C frames, which would be left half-done. The file layer catches
 * it, keeps it here and gives SQLite a result code; the call from outside takes it when SQLite has returned.
 */
export class Connection {
  readonly name: string;
  readonly files: ByteFiles;
  /** Where the random numbers of this database come from (journal nonces, WAL salts). */
  readonly random: Random;
  /** The database file itself, once SQLite has opened it. */
  mainFile: number | undefined;
  /** The owner gave it up: the files are not touched any more, whatever SQLite still asks for. */
  abandoned = false;
  #fault: { readonly thrown: unknown } | undefined;

  constructor(name: string, files: ByteFiles, random: Random) {
    this.name = name;
    this.files = files;
    this.random = random;
  }

  /** Keep what the files threw (the first of one call: the rest follow from it); the code to give SQLite. */
  fail(thrown: unknown, otherwise: number): number {
    this.#fault ??= { thrown };
    return isFull(thrown) ? Code.full : otherwise;
  }

  /** What the files threw since the last time this was asked. */
  takeFault(): { readonly thrown: unknown } | undefined {
    const fault = this.#fault;
    this.#fault = undefined;
    return fault;
  }
}
