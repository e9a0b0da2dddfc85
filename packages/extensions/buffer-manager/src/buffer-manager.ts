import type { Page, Volume, VolumeFile } from "@respin/core";
import { invariant, RespinError, type Cost, type Machine } from "@respin/hardware";
import {
  capability,
  defineInterface,
  ExternalReferences,
  flag,
  integer,
  nothing,
  operation,
  text,
  type Client,
  type Waiting,
} from "@respin/linker";
import { BufferPool, type Backing } from "./buffer-pool.js";
import { NONE, PageKind, type PolicyFactory } from "./policy/policy.js";
import { entriesIn } from "./reference-log.js";
import type { BlockRange } from "./write-order.js";

/** A file that an application has open: its externalized reference, and where its blocks are. */
export interface OpenFile {
  readonly reference: number;
  readonly firstBlock: number;
  readonly pages: number;
  readonly size: number;
  readonly exists: boolean;
}

/** Pages of open files: (reference, page number) pairs. */
export type PageList = readonly (readonly [file: number, page: number])[];

/** How the owner of a file will use it next. */
export type Pattern = "random" | "sequential";

const pattern = capability<Pattern>("Pattern");
const openFile = capability<OpenFile>("OpenFile");
const groups = capability<readonly PageList[]>("PageLists");

/**
 * What an application may ask of the manager of its pages: the advice that Stonebraker (1981) says a database must be able
 * to give on replacement, prefetch and force-out. Files are named by externalized references, pages by their numbers.
 *
 * Every procedure throws RSP_REFERENCE for a file that is not open and RSP_PAGE_RANGE for a page outside its extent.
 */
export const BufferManager = defineInterface("BufferManager", {
  /** Throws RSP_FILE_UNKNOWN. */
  Open: operation([text], openFile),
  Close: operation([integer], nothing),
  /** Bring a page in, with its contents. Returns whether it had to be waited for. */
  Bring: operation([integer, integer], flag),
  /** Bring a page in to be overwritten from end to end: nothing is read. */
  Overwrite: operation([integer, integer], flag),
  /** Read what the application wrote into its reference log. */
  Drain: operation([], nothing),
  /** The page that will be wanted next. */
  Prefetch: operation([integer, integer], flag),
  Advise: operation([integer, pattern], nothing),
  /** Throws RSP_PINS_FULL. */
  Pin: operation([integer, integer], nothing),
  /** Throws RSP_UNPINNED. */
  Unpin: operation([integer, integer], nothing),
  /**
   * Pages of the second file reach the disk only after all modified pages of the first: the log before the data. Throws
   * RSP_ORDER_CYCLE.
   */
  Order: operation([integer, integer], nothing),
  /** Write pages out, one group after the other: the intentions before the commit flag. */
  Force: operation([groups], nothing),
  /** Write all modified pages of a file, and then its length. */
  Sync: operation([integer], nothing),
  /** Say how long the file is; a shorter one loses the pages beyond. Throws RSP_FILE_FULL, RSP_FILE_SIZE. */
  Resize: operation([integer, integer], nothing),
  /** The file exists no more, durably when this returns. */
  Remove: operation([integer], nothing),
});

/** What a page of a file holds, from its bytes; undefined for a new page, which holds nothing yet. */
export type KindOf = (file: string, page: number, bytes: Uint8Array | undefined) => PageKind;

export interface BufferManagerOptions {
  readonly application: string;
  readonly capacity: number;
  readonly pageBytes: number;
  /** Block numbers are below this. */
  readonly blocks: number;
  readonly policy?: PolicyFactory | undefined;
  /** What a page of a file holds, from its bytes; undefined for a new page, which holds nothing yet. */
  readonly kindOf?: KindOf | undefined;
  /** The bytes of a page, for `kindOf`. */
  readonly view: (page: Page) => Uint8Array;
  /** The words of the reference log that the application shares, if its hits are seen that way. */
  readonly log?: Int32Array | undefined;
}

interface Open {
  readonly file: VolumeFile;
  pattern: Pattern;
}

/**
 * The manager of one application's pages: a pool, the files it has open, and its advice. Written once; the systems place
 * it in the kernel, in a pager task, or in a library of the application's own.
 */
export class BufferManagerService implements Client<typeof BufferManager> {
  readonly pool: BufferPool;
  readonly #machine: Machine;
  readonly #access: Cost;
  readonly #volume: Client<typeof Volume>;
  readonly #options: BufferManagerOptions;
  readonly #files: ExternalReferences<Open>;
  /** Which open file a block is of. */
  readonly #byBlock: Open[] = [];

  constructor(machine: Machine, backing: Backing, volume: Client<typeof Volume>, options: BufferManagerOptions) {
    this.#machine = machine;
    this.#access = machine.costs.named("memory.access");
    this.#volume = volume;
    this.#options = options;
    this.#files = new ExternalReferences(options.application);
    this.pool = new BufferPool(machine, backing, {
      name: options.application,
      capacity: options.capacity,
      blocks: options.blocks,
      policy: options.policy,
      isFresh: (block) => this.#isFresh(block),
      kindOf: (block, page) => this.#kindOf(block, page),
    });
  }

  *Open(name: string): Waiting<OpenFile> {
    const file = yield* this.#volume.Lookup(name);
    const open: Open = { file, pattern: "random" };
    if (!this.#byBlock.some((other) => other.file === file)) this.#byBlock.push(open);
    return {
      reference: this.#files.externalize(open),
      firstBlock: file.firstBlock,
      pages: file.pages,
      size: file.size,
      exists: file.exists,
    };
  }

  *Close(reference: number): Waiting {
    this.#files.release(reference, "BufferManager.Close");
  }

  *Bring(reference: number, page: number): Waiting<boolean> {
    return yield* this.pool.bring(this.#block(reference, page, "Bring"), "contents");
  }

  *Overwrite(reference: number, page: number): Waiting<boolean> {
    return yield* this.pool.bring(this.#block(reference, page, "Overwrite"), "overwrite");
  }

  *Drain(): Waiting {
    this.drain();
  }

  *Prefetch(reference: number, page: number): Waiting<boolean> {
    this.drain();
    const { file } = this.#files.resolve(reference, "BufferManager.Prefetch");
    return page >= 0 && page < file.pages && this.pool.prefetch(file.firstBlock + page);
  }

  *Advise(reference: number, next: Pattern): Waiting {
    const { file } = this.#files.resolve(reference, "BufferManager.Advise");
    for (const open of this.#byBlock) if (open.file === file) open.pattern = next;
  }

  *Pin(reference: number, page: number): Waiting {
    const block = this.#block(reference, page, "Pin");
    while (this.pool.slotOf(block) === NONE) yield* this.pool.bring(block, "contents");
    this.pool.pin(block);
  }

  *Unpin(reference: number, page: number): Waiting {
    this.pool.unpin(this.#block(reference, page, "Unpin"));
  }

  *Order(first: number, then: number): Waiting {
    this.pool.order(this.#range(first, "Order"), this.#range(then, "Order"));
  }

  *Force(lists: readonly PageList[]): Waiting {
    this.drain();
    yield* this.pool.force(lists.map((list) => list.map(([file, page]) => this.#block(file, page, "Force"))));
  }

  *Sync(reference: number): Waiting {
    this.drain();
    const { file } = this.#files.resolve(reference, "BufferManager.Sync");
    const range = this.#range(reference, "Sync");
    yield* this.pool.write(this.pool.modifiedIn(range));
    yield* this.#volume.Commit(file);
    this.pool.settled(range);
  }

  *Resize(reference: number, size: number): Waiting {
    const { file } = this.#files.resolve(reference, "BufferManager.Resize");
    if (!Number.isSafeInteger(size) || size < 0) {
      throw new RespinError(
        "RSP_FILE_SIZE",
        `BufferManager.Resize: ${file.name} cannot be ${size} bytes long; give a whole number, 0 or more`,
      );
    }
    const kept = Math.ceil(size / this.#options.pageBytes);
    if (size < file.size) {
      yield* this.pool.drop({ first: file.firstBlock + kept, blocks: Math.max(0, file.pages - kept) });
    }
    yield* this.#volume.Resize(file, size);
  }

  *Remove(reference: number): Waiting {
    const { file } = this.#files.resolve(reference, "BufferManager.Remove");
    yield* this.pool.drop(this.#range(reference, "Remove"));
    yield* this.#volume.Remove(file);
    yield* this.#volume.Commit(file);
  }

  /** Tell the policy of the references in the log. Costs a load for each, and what the policy does. */
  drain(): void {
    const { log } = this.#options;
    if (log === undefined || log[0] === 0) return;
    const count = entriesIn(log);
    this.pool.referenceAll(log.subarray(1, 1 + count));
    log[0] = 0;
    this.#machine.spend(this.#access, count);
    this.pool.settle();
  }

  /** The length of an open file, as everybody sees it who has it open. */
  sizeOf(reference: number): number {
    return this.#files.resolve(reference, "BufferManager.Size").file.size;
  }

  existsNow(reference: number): boolean {
    return this.#files.resolve(reference, "BufferManager.Exists").file.exists;
  }

  #range(reference: number, procedure: string): BlockRange {
    const { file } = this.#files.resolve(reference, `BufferManager.${procedure}`);
    return { first: file.firstBlock, blocks: file.pages, name: file.name };
  }

  #block(reference: number, page: number, procedure: string): number {
    const { file } = this.#files.resolve(reference, `BufferManager.${procedure}`);
    if (!Number.isSafeInteger(page) || page < 0 || page >= file.pages) {
      throw new RespinError(
        "RSP_PAGE_RANGE",
        `BufferManager.${procedure}: ${file.name} has pages 0 to ${file.pages - 1}, not ${page}`,
      );
    }
    return file.firstBlock + page;
  }

  #openOf(block: number): Open {
    const open = this.#byBlock.find(({ file }) => block >= file.firstBlock && block < file.firstBlock + file.pages);
    invariant(open !== undefined, "a block is brought in only for a file that is open");
    return open;
  }

  #isFresh(block: number): boolean {
    const { file } = this.#openOf(block);
    return (block - file.firstBlock) * this.#options.pageBytes >= file.size;
  }

  #kindOf(block: number, page: Page | undefined): PageKind {
    const { file, pattern: next } = this.#openOf(block);
    const bytes = page === undefined ? undefined : this.#options.view(page);
    const kind = this.#options.kindOf?.(file.name, block - file.firstBlock, bytes) ?? PageKind.any;
    // A scan goes over the data; the way to it is used by everybody.
    return next === "sequential" && kind !== PageKind.interior ? PageKind.scan : kind;
  }
}
