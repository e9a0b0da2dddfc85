import { BufferPool, type BlockRange, type PolicyFactory } from "@respin/buffer-manager";
import type { FoundFile, Kernel, Page, Volume, VolumeFile } from "@respin/core";
import { invariant, type Cost } from "@respin/hardware";
import type { Client, Waiting } from "@respin/linker";
import type { Crossings } from "./crossings.js";
import { ownPagesBacking } from "./own-pages.js";

/** Pages that are read ahead of a sequential reader. */
const readAheadPages = 4;

/** A file of the cache, and its length as the volume was told last. */
interface CachedFile extends Pick<FoundFile, "file" | "firstBlock" | "pages"> {
  size: number;
  /** The block that was read last. */
  lastRead: number | undefined;
}

/** What the file cache did for one of its users. */
export interface CacheUse {
  /** Blocks that its user had to wait for the disk for. */
  misses: number;
}

/**
 * The file cache of a monolithic kernel: one for everybody, with one replacement policy that was chosen when the kernel
 * was built, and read-ahead for who reads one page after the other. What it holds is copied to and from its users.
 *
 * It is a Volume that remembers: the same interface as the store below it.
 */
export class FileCache {
  readonly pool: BufferPool;
  readonly #kernel: Kernel;
  readonly #volume: Client<typeof Volume>;
  readonly #crossings: Crossings;
  readonly #path: Cost;
  readonly #copy: Cost;
  readonly #modified = new Set<Page>();
  readonly #files: readonly CachedFile[];

  constructor(
    kernel: Kernel,
    volume: Client<typeof Volume>,
    options: { readonly capacity: number; readonly policy: PolicyFactory; readonly crossings: Crossings },
  ) {
    this.#kernel = kernel;
    this.#volume = volume;
    this.#crossings = options.crossings;
    this.#path = kernel.machine.costs.named("file.path");
    this.#copy = kernel.machine.costs.named("copy.quadword");
    this.#files = kernel.store.files.map(({ file, firstBlock, pages, size }) => {
      return { file, firstBlock, pages, size, lastRead: undefined };
    });
    const client = kernel.storage.createClient("file cache", options.capacity);
    this.pool = new BufferPool(ownPagesBacking({ kernel, client, volume, pool: () => this.pool }, this.#modified), {
      name: "file cache",
      capacity: options.capacity,
      blocks: kernel.store.blocks,
      policy: options.policy,
      isFresh: (block) => this.#isFresh(block),
      overwritesAtOnce: true,
    });
  }

  /** The cache as one user's volume: the same interface as the store below it. */
  volumeFor(use: CacheUse): Client<typeof Volume> {
    return {
      Lookup: (name) => this.#volume.Lookup(name),
      Read: (block, page) => this.#read(block, page, use),
      Write: (block, page) => this.#write(block, page, use),
      Resize: (file, size) => this.#resize(file, size),
      Remove: (file) => this.#remove(file),
      Commit: (file) => this.#commit(file),
    };
  }

  *#read(block: number, page: Page, use: CacheUse): Waiting {
    const held = yield* this.#use(block, "contents", use);
    this.#copyPage(held, page);
    this.#readAhead(block);
  }

  *#write(block: number, page: Page, use: CacheUse): Waiting {
    const held = yield* this.#use(block, "overwrite", use);
    this.#copyPage(page, held);
    this.#modified.add(held);
  }

  *#resize(file: VolumeFile, size: number): Waiting {
    const cached = this.#cached(file);
    if (size < cached.size) {
      const kept = Math.ceil(size / this.#kernel.machine.memory.frameBytes);
      yield* this.pool.drop({ first: cached.firstBlock + kept, blocks: cached.pages - kept });
    }
    yield* this.#volume.Resize(file, size);
    cached.size = size;
  }

  *#remove(file: VolumeFile): Waiting {
    const cached = this.#cached(file);
    yield* this.pool.drop(rangeOf(cached));
    yield* this.#volume.Remove(file);
    cached.size = 0;
  }

  /** fsync: what was written to the file is on the disk when this returns, and then its inode. */
  *#commit(file: VolumeFile): Waiting {
    yield* this.pool.write(this.pool.modifiedIn(rangeOf(this.#cached(file))));
    yield* this.#volume.Commit(file);
  }

  *#use(block: number, intent: "contents" | "overwrite", use: CacheUse): Waiting<Page> {
    this.#kernel.machine.spend(this.#path);
    const slot = this.pool.slotOf(block);
    if (slot >= 0) {
      this.pool.found(block);
      this.pool.hit(slot);
      this.pool.settle();
    } else if (intent === "contents" && !this.#isFresh(block)) use.misses++;
    for (;;) {
      const page = this.pool.pageOf(block);
      if (page !== undefined) return page;
      yield* this.pool.bring(block, intent);
    }
  }

  #copyPage(from: Page, to: Page): void {
    const { storage, machine } = this.#kernel;
    const bytes = storage.view(from);
    machine.spend(this.#copy, bytes.length / 8);
    this.#crossings.bytesCopied += bytes.length;
    storage.view(to).set(bytes);
  }

  /** A reader that went on where it stopped is given the next pages before it asks. */
  #readAhead(block: number): void {
    const file = this.#fileOf(block);
    if (file === undefined) return;
    const last = file.lastRead;
    file.lastRead = block;
    if (last === undefined || block !== last + 1) return;
    for (let ahead = 1; ahead <= readAheadPages && block + ahead < file.firstBlock + file.pages; ahead++)
      this.pool.prefetch(block + ahead);
  }

  #isFresh(block: number): boolean {
    const file = this.#fileOf(block);
    return file !== undefined && (block - file.firstBlock) * this.#kernel.machine.memory.frameBytes >= file.size;
  }

  #fileOf(block: number): CachedFile | undefined {
    return this.#files.find(({ firstBlock, pages }) => block >= firstBlock && block < firstBlock + pages);
  }

  #cached(file: VolumeFile): CachedFile {
    const cached = this.#files.find((other) => other.file === file);
    invariant(cached !== undefined, "a file of the volume is in the cache's table");
    return cached;
  }
}

function rangeOf({ firstBlock, pages }: CachedFile): BlockRange {
  return { first: firstBlock, blocks: pages };
}
