import type { FoundFile, Page, Volume, VolumeFile } from "@respin/core";
import { invariant, RespinError } from "@respin/hardware";
import { ExternalReferences, type Client, type Waiting } from "@respin/linker";
import type { Backing } from "./backing.js";
import { BufferPool } from "./buffer-pool.js";
import type { BufferManager, OpenFile, PageList, Pattern } from "@respin/buffer-manager";
import { kindOfPage, kindsOf, type FileKinds, type KindsChoice, type PageContents } from "./kinds/kinds.js";
import { NONE, PageKind, type PolicyFactory } from "./policy/policy.js";
import { entriesIn, logEntries } from "./reference-log.js";
import type { BlockRange } from "./write-order.js";

export interface BufferManagerOptions {
  readonly application: string;
  readonly capacity: number;
  readonly pageBytes: number;
  /** Block numbers are below this. */
  readonly blocks: number;
  readonly policy?: PolicyFactory | undefined;
  /** What the pages of the application's files hold. */
  readonly kinds?: KindsChoice | undefined;
  /** The reference log that the application shares, if its hits are seen that way. */
  readonly log?: Page | undefined;
  /** What was written of a file is on the disk only when the volume has committed the file. */
  readonly delayed?: boolean | undefined;
  /** Whoever brings a page in to overwrite it does so before anybody sees it. */
  readonly overwritesAtOnce?: boolean | undefined;
}

/**
 * A file that is open, or was. All references to it lead to this.
 *
 * Invariant B4: while a file is open, its length and existence here are what the volume has been told last.
 *   Kept by: `Open`, which asks the volume, and `Resize` and `Remove`, which change them only after the volume has.
 *   Attacked by: contents.properties.test.ts of the systems, kernel-extension.test.ts
 */
interface ManagedFile {
  readonly file: VolumeFile;
  readonly name: string;
  readonly firstBlock: number;
  readonly pages: number;
  readonly kinds: FileKinds;
  /** References to it that are held. */
  references: number;
  pattern: Pattern;
  size: number;
  exists: boolean;
}

/**
 * The manager of one application's pages: a pool, the files it has open, and its advice. Written once; the systems place
 * it in the kernel, in a pager task, or in a library of the application's own.
 */
export class BufferManagerService implements Client<typeof BufferManager> {
  readonly pool: BufferPool;
  readonly #backing: Backing;
  readonly #volume: Client<typeof Volume>;
  readonly #options: BufferManagerOptions;
  readonly #pageWords: number;
  readonly #references: ExternalReferences<ManagedFile>;
  /** Every file that was opened: blocks of one that is closed may still be in the pool. */
  readonly #files: ManagedFile[] = [];
  readonly #logCount = new Int32Array(1);
  readonly #logBlocks: Int32Array;

  constructor(backing: Backing, volume: Client<typeof Volume>, options: BufferManagerOptions) {
    this.#backing = backing;
    this.#volume = volume;
    this.#options = options;
    this.#pageWords = options.pageBytes / 4;
    this.#references = new ExternalReferences(options.application);
    this.#logBlocks = new Int32Array(options.log === undefined ? 0 : logEntries(this.#pageWords));
    const settleWrites = (blocks: readonly number[]): Waiting => this.#commit(blocks);
    this.pool = new BufferPool(options.delayed === true ? { ...backing, settleWrites } : backing, {
      name: options.application,
      capacity: options.capacity,
      blocks: options.blocks,
      policy: options.policy,
      overwritesAtOnce: options.overwritesAtOnce,
      isFresh: (block) => this.#isFresh(block),
      kindOf: (block, page) => this.#kindOf(block, page),
    });
  }

  *Open(name: string): Waiting<OpenFile> {
    const found = yield* this.#volume.Lookup(name);
    const managed = this.#managed(found);
    const reference = this.#references.externalize(managed);
    // Who has it open already knows better than an answer that has been on its way.
    if (managed.references++ === 0) {
      managed.size = found.size;
      managed.exists = found.exists;
    }
    const { firstBlock, pages, size, exists } = managed;
    return { reference, firstBlock, pages, size, exists };
  }

  *Close(reference: number): Waiting {
    const managed = this.#references.resolve(reference, "BufferManager.Close");
    this.#references.release(reference, "BufferManager.Close");
    managed.references--;
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
    const { firstBlock, pages } = this.#references.resolve(reference, "BufferManager.Prefetch");
    return page >= 0 && page < pages && this.pool.prefetch(firstBlock + page);
  }

  *Advise(reference: number, next: Pattern): Waiting {
    this.#references.resolve(reference, "BufferManager.Advise").pattern = next;
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
    const { file } = this.#references.resolve(reference, "BufferManager.Sync");
    const range = this.#range(reference, "Sync");
    yield* this.pool.write(this.pool.modifiedIn(range));
    yield* this.#volume.Commit(file);
    this.pool.settled(range);
  }

  *Resize(reference: number, size: number): Waiting {
    const managed = this.#references.resolve(reference, "BufferManager.Resize");
    const { file, name, firstBlock, pages } = managed;
    if (!Number.isSafeInteger(size) || size < 0) {
      throw new RespinError(
        "RSP_FILE_SIZE",
        `BufferManager.Resize: ${name} cannot be ${size} bytes long; give a whole number, 0 or more`,
      );
    }
    const kept = Math.ceil(size / this.#options.pageBytes);
    if (size < managed.size) {
      yield* this.pool.drop({ first: firstBlock + kept, blocks: Math.max(0, pages - kept) });
    }
    yield* this.#volume.Resize(file, size);
    managed.size = size;
    managed.exists = true;
  }

  *Remove(reference: number): Waiting {
    const managed = this.#references.resolve(reference, "BufferManager.Remove");
    yield* this.pool.drop(this.#range(reference, "Remove"));
    yield* this.#volume.Remove(managed.file);
    managed.size = 0;
    managed.exists = false;
    yield* this.#volume.Commit(managed.file);
  }

  /** Tell the policy of the references in the log. Costs an access for each and two for the count, and what the policy does. */
  drain(): void {
    const { log } = this.#options;
    if (log === undefined) return;
    this.#backing.readWords(log, 0, this.#logCount);
    const [count] = this.#logCount;
    if (count === 0) return;
    const entries = entriesIn(count, this.#pageWords);
    const all = this.#logBlocks;
    const blocks = entries === all.length ? all : all.subarray(0, entries);
    this.#backing.readWords(log, 1, blocks);
    this.pool.referenceAll(blocks);
    this.#logCount[0] = 0;
    this.#backing.writeWords(log, 0, this.#logCount);
  }

  /** The length of an open file, as everybody sees it who has it open. */
  sizeOf(reference: number): number {
    return this.#references.resolve(reference, "BufferManager.Size").size;
  }

  /** The first block of an open file. */
  firstBlockOf(reference: number): number {
    return this.#references.resolve(reference, "BufferManager.FirstBlock").firstBlock;
  }

  existsNow(reference: number): boolean {
    return this.#references.resolve(reference, "BufferManager.Exists").exists;
  }

  /** Have the volume commit the files that some blocks are of, in the order of their extents. */
  *#commit(blocks: readonly number[]): Waiting {
    for (const { file, firstBlock, pages } of this.#files.toSorted((a, b) => a.firstBlock - b.firstBlock)) {
      const within = (block: number): boolean => block >= firstBlock && block < firstBlock + pages;
      if (blocks.some(within)) yield* this.#volume.Commit(file);
    }
  }

  #managed({ file, name, firstBlock, pages, size, exists }: FoundFile): ManagedFile {
    const known = this.#files.find((other) => other.file === file);
    if (known !== undefined) return known;
    const kinds = kindsOf(this.#options.kinds, name);
    const managed: ManagedFile = {
      file,
      name,
      firstBlock,
      pages,
      kinds,
      references: 0,
      pattern: "random",
      size,
      exists,
    };
    this.#files.push(managed);
    return managed;
  }

  #range(reference: number, procedure: string): BlockRange {
    const { firstBlock, pages, name } = this.#references.resolve(reference, `BufferManager.${procedure}`);
    return { first: firstBlock, blocks: pages, name };
  }

  #block(reference: number, page: number, procedure: string): number {
    const { firstBlock, pages, name } = this.#references.resolve(reference, `BufferManager.${procedure}`);
    if (!Number.isSafeInteger(page) || page < 0 || page >= pages) {
      throw new RespinError(
        "RSP_PAGE_RANGE",
        `BufferManager.${procedure}: ${name} has pages 0 to ${pages - 1}, not ${page}`,
      );
    }
    return firstBlock + page;
  }

  #fileOf(block: number): ManagedFile {
    const managed = this.#files.find(({ firstBlock, pages }) => block >= firstBlock && block < firstBlock + pages);
    invariant(managed !== undefined, "a block is brought in only for a file that is open");
    return managed;
  }

  #isFresh(block: number): boolean {
    const { firstBlock, size } = this.#fileOf(block);
    return (block - firstBlock) * this.#options.pageBytes >= size;
  }

  #kindOf(block: number, page: Page | undefined): PageKind {
    const { firstBlock, kinds, pattern } = this.#fileOf(block);
    const kind = kindOfPage(kinds, block - firstBlock, page === undefined ? undefined : this.#contentsOf(page));
    // A scan goes over the data; the way to it is used by everybody.
    return pattern === "sequential" && kind !== PageKind.interior ? PageKind.scan : kind;
  }

  #contentsOf(page: Page): PageContents {
    return { words: this.#pageWords, read: (at, into) => this.#backing.readWords(page, at, into) };
  }
}
