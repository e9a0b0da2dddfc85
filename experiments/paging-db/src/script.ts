/**
 * A reference script: what a program does to its pages, step by step, as data. The same script runs on every system, can be
 * stopped and gone on with at any step, and is at once the reference string that the bounds are computed from.
 */

/** A file that a script uses. It exists from the start, with every page stamped with its number. */
export interface ScriptFile {
  readonly name: string;
  readonly pages: number;
}

export const StepKind = {
  /** Read a page, or write into it. */
  read: 0,
  write: 1,
  /** Write a page from end to end. */
  overwrite: 2,
  /** A page will be wanted soon. */
  prefetch: 3,
  /** The page must be on the disk before the next step. */
  force: 4,
  /** An operation (a query, a transaction) ends here. */
  end: 5,
} as const;
export type StepKind = (typeof StepKind)[keyof typeof StepKind];

const PAGE_BITS = 21;
const FILE_BITS = 4;

/** Steps packed into words: kind, file, page. */
export class Steps {
  #words = new Int32Array(1024);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  add(kind: StepKind, file = 0, page = 0): void {
    if (page < 0 || page >= 1 << PAGE_BITS || file < 0 || file >= 1 << FILE_BITS) {
      throw new RangeError(`a script cannot name page ${page} of file ${file}`);
    }
    if (this.#length === this.#words.length) {
      const grown = new Int32Array(this.#length * 2);
      grown.set(this.#words);
      this.#words = grown;
    }
    this.#words[this.#length++] = (((kind << FILE_BITS) | file) << PAGE_BITS) | page;
  }

  kind(at: number): number {
    return this.#words[at] >>> (PAGE_BITS + FILE_BITS);
  }

  file(at: number): number {
    return (this.#words[at] >>> PAGE_BITS) & ((1 << FILE_BITS) - 1);
  }

  page(at: number): number {
    return this.#words[at] & ((1 << PAGE_BITS) - 1);
  }
}

/** The page references among some steps, as one string over all files: page numbers are counted through the files. */
export function referenceString(files: readonly ScriptFile[], steps: Steps): Int32Array {
  const base = files.map((_, index) => files.slice(0, index).reduce((sum, { pages }) => sum + pages, 0));
  const references = new Int32Array(steps.length);
  let length = 0;
  for (let at = 0; at < steps.length; at++) {
    if (steps.kind(at) <= StepKind.overwrite) references[length++] = base[steps.file(at)] + steps.page(at);
  }
  return references.subarray(0, length);
}
