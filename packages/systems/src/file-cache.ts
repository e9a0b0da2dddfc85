import { BufferManager, CachedPages, MappedPages, type PolicyChoice } from "@respin/buffer-manager";
import type { FoundFile, Kernel, Page, Volume, VolumeFile } from "@respin/core";
import { invariant, type Cost } from "@respin/hardware";
import type { Client, Waiting } from "@respin/linker";
import type { Crossings } from "./crossings.js";
import { callsOnOwnPages } from "./own-pages.js";
import type { Programs } from "./programs.js";

/** Pages that are read ahead of a sequential reader. */
const readAheadPages = 4;

/** A file of the cache, and its length as the volume was told last. */
interface CachedFile extends Pick<FoundFile, "file" | "firstBlock" | "pages"> {
  /** What its buffer manager calls it. */
  readonly reference: number;
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
 * It is a Volume that remembers: the same interface as the store below it. What it holds and what goes next is the buffer
 * manager's: the kernel was built with the object file that the other systems load.
 */
export class FileCache {
  readonly #kernel: Kernel;
  readonly #volume: Client<typeof Volume>;
  readonly #crossings: Crossings;
  readonly #path: Cost;
  readonly #copy: Cost;
  readonly #manager: Client<typeof BufferManager>;
  readonly #cached: Client<typeof CachedPages>;
  readonly #modified = new Set<Page>();
  readonly #files: readonly CachedFile[];

  constructor(
    kernel: Kernel,
    programs: Programs,
    volume: Client<typeof Volume>,
    options: { readonly capacity: number; readonly policy: PolicyChoice; readonly crossings: Crossings },
  ) {
    const { machine, storage, store } = kernel;
    this.#kernel = kernel;
    this.#volume = volume;
    this.#crossings = options.crossings;
    this.#path = machine.costs.named("file.path");
    this.#copy = machine.costs.named("copy.quadword");
    const client = storage.createClient("file cache", options.capacity);
    const pages = {
      take: () => storage.allocateFree(client),
      give: (page: Page) => storage.deallocate(page),
      modified: this.#modified,
    };
    const calls = callsOnOwnPages(kernel, "file cache", pages, untilFsync(kernel, volume));
    const program = programs.load("@respin/buffer-manager", "file cache", calls);
    program.clientOf(MappedPages).Start({
      application: "file cache",
      client,
      capacity: options.capacity,
      pageBytes: machine.memory.frameBytes,
      blocks: store.blocks,
      policy: options.policy,
      kinds: undefined,
      log: undefined,
      delayed: false,
      overwritesAtOnce: true,
    });
    this.#manager = program.clientOf(BufferManager);
    this.#cached = program.clientOf(CachedPages);
    this.#files = store.files.map((found) => ({ ...found, reference: this.#open(found.name), lastRead: undefined }));
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

  /** Whether a block is in the cache. Takes no modelled time. */
  holds(block: number): boolean {
    return this.#kernel.machine.observe(() => this.#cached.Find(block)) !== undefined;
  }

  /** Part of booting, which takes no modelled time. */
  #open(name: string): number {
    const opened = this.#kernel.machine.observe(() => this.#manager.Open(name).next());
    invariant(opened.done === true, "a file of the volume is there at once");
    return opened.value.reference;
  }

  *#read(block: number, page: Page, use: CacheUse): Waiting {
    const file = this.#fileOf(block);
    const held = yield* this.#use(file, block, "Bring", use);
    this.#copyPage(held, page);
    yield* this.#readAhead(file, block);
  }

  *#write(block: number, page: Page, use: CacheUse): Waiting {
    const held = yield* this.#use(this.#fileOf(block), block, "Overwrite", use);
    this.#copyPage(page, held);
    this.#modified.add(held);
  }

  *#resize(file: VolumeFile, size: number): Waiting {
    const cached = this.#cachedFile(file);
    yield* this.#manager.Resize(cached.reference, size);
    cached.size = size;
  }

  *#remove(file: VolumeFile): Waiting {
    const cached = this.#cachedFile(file);
    yield* this.#manager.Remove(cached.reference);
    cached.size = 0;
  }

  /** fsync: what was written to the file is on the disk when this returns, and then its inode. */
  *#commit(file: VolumeFile): Waiting {
    yield* this.#manager.Sync(this.#cachedFile(file).reference);
  }

  *#use(file: CachedFile, block: number, how: "Bring" | "Overwrite", use: CacheUse): Waiting<Page> {
    const { machine } = this.#kernel;
    machine.spend(this.#path);
    const page = block - file.firstBlock;
    let held = this.#cached.Use(block);
    const isFresh = page * machine.memory.frameBytes >= file.size;
    if (held === undefined && how === "Bring" && !isFresh) use.misses++;
    for (; held === undefined; held = this.#cached.Find(block)) yield* this.#manager[how](file.reference, page);
    return held;
  }

  #copyPage(from: Page, to: Page): void {
    const { storage, machine } = this.#kernel;
    const bytes = storage.view(from);
    machine.spend(this.#copy, bytes.length / 8);
    this.#crossings.bytesCopied += bytes.length;
    storage.view(to).set(bytes);
  }

  /** A reader that went on where it stopped is given the next pages before it asks. */
  *#readAhead(file: CachedFile, block: number): Waiting {
    const last = file.lastRead;
    file.lastRead = block;
    if (last === undefined || block !== last + 1) return;
    const next = block + 1 - file.firstBlock;
    for (let page = next; page < Math.min(next + readAheadPages, file.pages); page++)
      yield* this.#manager.Prefetch(file.reference, page);
  }

  #fileOf(block: number): CachedFile {
    const cached = this.#files.find(({ firstBlock, pages }) => block >= firstBlock && block < firstBlock + pages);
    invariant(cached !== undefined, "a block that is read or written is of a file");
    return cached;
  }

  #cachedFile(file: VolumeFile): CachedFile {
    const cached = this.#files.find((other) => other.file === file);
    invariant(cached !== undefined, "a file of the volume is in the cache's table");
    return cached;
  }
}

/** The volume, where a file that was removed is so on the disk after its next fsync, as all that is done to it. */
function untilFsync({ store }: Kernel, volume: Client<typeof Volume>): Client<typeof Volume> {
  const removed = new Set<VolumeFile>();
  return {
    ...volume,
    // Asked only when the kernel is built.
    *Lookup(name) {
      return store.file(name);
    },
    *Remove(file) {
      yield* volume.Remove(file);
      removed.add(file);
    },
    // The one that belongs to the removal follows it at once.
    *Commit(file) {
      if (!removed.delete(file)) yield* volume.Commit(file);
    },
  };
}
