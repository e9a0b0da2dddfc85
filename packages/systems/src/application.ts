import type { PageList, Pattern } from "@respin/buffer-manager";
import type { Waiting } from "@respin/linker";

/** A file that an application has open: a small number of its own. */
export type FileNumber = number;

/** What an application's pages cost it so far. */
export interface ApplicationCounts {
  /** Page references that went through. */
  readonly references: number;
  /** References that had to wait for the disk: for a page to be read, or for one in transit already. */
  readonly misses: number;
  /** References that found no page in what the application's own manager holds; more than `misses` where the kernel caches too. */
  readonly ownMisses: number;
  /** References to a page that needed no reading: new, or overwritten whole. */
  readonly fresh: number;
  /** References that had to be waited for: misses, fresh pages, and pages in transit. */
  readonly waits: number;
  readonly prefetches: number;
  /** Pages that its manager wrote out. */
  readonly writes: number;
  readonly evictions: number;
}

/**
 * An application of a system, as its program sees it: files of pages, which it uses as if they were memory.
 *
 * `access` is the hot path: true when the page was there, and then `bytes` and `word` show it until the next call. When
 * it returns false, the program does `yield* wait(...)`, after which they show it too.
 */
export interface Application {
  readonly name: string;
  /** Whether its manager takes advice on replacement and prefetch, or the system decides. */
  readonly takesAdvice: boolean;

  /** Throws RSP_FILE_UNKNOWN. */
  open(name: string): Waiting<FileNumber>;
  exists(file: FileNumber): boolean;
  /** Length in bytes. */
  size(file: FileNumber): number;

  /** Use a page. Throws RSP_PAGE_RANGE for one outside the file's extent. */
  access(file: FileNumber, page: number, write: boolean): boolean;
  /** Use a page that `access` did not find; `overwrite` says that nothing of it need be read. */
  wait(file: FileNumber, page: number, write: boolean, overwrite?: boolean): Waiting;
  /** The bytes of the page used last. */
  bytes(): Uint8Array;
  /** A 32-bit word of the page used last, and storing one into it if it was used for writing. */
  word(offset: number): number;
  setWord(offset: number, value: number): void;

  /**
   * Say how long the file is now. What it grows over must have been stored to: a page in memory, and in the page that was
   * its last, what stood behind the end. Throws RSP_FILE_FULL, RSP_FILE_SIZE.
   */
  resize(file: FileNumber, bytes: number): Waiting;
  remove(file: FileNumber): Waiting;
  /** Everything written to the file, and its length, is on the disk when this returns. */
  sync(file: FileNumber): Waiting;
  /** Write pages out in order: one group after the other. */
  force(groups: readonly PageList[]): Waiting;
  /** Pages of `then` reach the disk only after all modified pages of `first`. Throws RSP_ORDER_CYCLE. */
  order(first: FileNumber, then: FileNumber): Waiting;
  /** The page that will be wanted next. */
  prefetch(file: FileNumber, page: number): Waiting;
  advise(file: FileNumber, pattern: Pattern): Waiting;
  /** Keep a page in memory. Throws RSP_PAGE_RANGE, RSP_PINS_FULL, RSP_MEMORY_EXHAUSTED. */
  pin(file: FileNumber, page: number): Waiting;
  /** Throws RSP_PAGE_RANGE, RSP_UNPINNED. */
  unpin(file: FileNumber, page: number): Waiting;

  /** The program computes: n times a cost named `program.*`. */
  compute(cost: "program.reference" | "program.step" | "program.copy", n: number): void;
  counts(): ApplicationCounts;
}
