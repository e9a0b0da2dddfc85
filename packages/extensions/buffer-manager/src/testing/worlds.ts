import {
  Kernel,
  Store,
  Strand,
  type Context,
  type MemoryClient,
  type MemoryFault,
  type Page,
  type Volume,
  sameKernelCosts,
} from "@respin/core";
import type { Binding } from "@respin/dispatcher";
import { alphaAxp3000400, Machine, Platter, RespinError } from "@respin/hardware";
import type { Client, Waiting } from "@respin/linker";
import type { Backing } from "../backing.js";
import { BufferManagerService } from "../buffer-manager.js";
import { BufferPool } from "../buffer-pool.js";
import { storageBacking } from "../kernel-backing.js";
import { Paging, type Links } from "../paging.js";
import type { KindsChoice } from "../kinds/kinds.js";
import type { MappedFile } from "../mapped-files.js";
import { NONE, type Policy, type PolicyFactory, type Slot } from "../policy/policy.js";
import type { BlockRange } from "../write-order.js";

/** Files of the worlds' volume, in the order of their extents, and how many pages each has. */
export const fileNames = ["intentions", "log", "data"] as const;

/** Uses after which the program of a kernel extension's world has its log read: far fewer than there is room for. */
const logMax = 7;

const frameBytes = 1024;
const frameWords = frameBytes / 4;

/** A small machine, so that thousands of them can be booted: pages of two sectors, a translation buffer of four entries. */
const profile = { ...alphaAxp3000400, frameBytes, mmu: { tlbEntries: 4 } };

const systemCosts = sameKernelCosts(100);

/** What a block of the worlds holds: its own number, and which store to it was the last. */
export interface Contents {
  readonly block: number;
  /** In the page's first sector and in its last: a torn write leaves them different. */
  readonly head: number;
  readonly tail: number;
}

export interface WorldOptions {
  readonly capacity: number;
  readonly policy?: PolicyFactory | undefined;
  readonly pagesEach: number;
  readonly platter?: Platter;
  /** Kernel extension only: what the pages of the files hold. */
  readonly kinds?: KindsChoice;
  /** The read of this number, counted from 1, fails. */
  readonly failedRead?: number;
}

/** A pool on a real machine, kernel and volume, and a program that uses it from several strands. */
export interface World {
  readonly kernel: Kernel;
  readonly pool: BufferPool;
  /** The extents of the files, and all of them together. */
  readonly ranges: readonly BlockRange[];
  readonly blocks: BlockRange;
  /** Whether a failure arrives in the turn in which it happens. */
  readonly failsAtOnce: boolean;
  /** The block of each slot, as its policy was told. */
  readonly told: ReadonlyMap<Slot, number>;
  /** A strand of the program. */
  strand(name: string): Strand;
  /** Use a block on the current strand: `act` sees its words, and no other strand runs meanwhile. */
  use<Result>(block: number, how: "read" | "write" | "overwrite", act: (words: Int32Array) => Result): Waiting<Result>;
  pin(block: number): Waiting;
}

/** A platter with the worlds' files, each page of which holds its own number and has not been stored to. */
export function platterFor(pagesEach: number): Platter {
  const platter = Platter.for(profile.disk);
  Store.format(
    platter,
    frameBytes,
    fileNames.map((name) => ({ name, pages: pagesEach })),
  );
  const first = rangesOn(pagesEach)[0].first;
  for (const [file, name] of fileNames.entries()) {
    Store.fill(platter, frameBytes, name, pagesEach, (page, bytes) => {
      new Int32Array(bytes.buffer, bytes.byteOffset, frameWords)[1] = first + file * pagesEach + page;
    });
  }
  return platter;
}

/** What stands on the platter for a block. */
export function onPlatter(platter: Platter, block: number): Contents {
  const bytes = new Uint8Array(frameBytes);
  platter.copyTo((block * frameBytes) / platter.sectorBytes, bytes);
  return contentsOf(new Int32Array(bytes.buffer));
}

export function contentsOf(words: Int32Array): Contents {
  return { head: words[0], block: words[1], tail: words[frameWords - 1] };
}

export function store(words: Int32Array, version: number): void {
  words[0] = version;
  words[frameWords - 1] = version;
}

function rangesOn(pagesEach: number): BlockRange[] {
  const inodeBlocks = (64 * profile.disk.sectorBytes) / frameBytes;
  return fileNames.map((_, file) => ({ first: inodeBlocks + file * pagesEach, blocks: pagesEach }));
}

/** A policy that also writes down what it was told. */
function written(factory: PolicyFactory | undefined, told: Map<Slot, number>): PolicyFactory | undefined {
  if (factory === undefined) return undefined;
  return (setting) => {
    const policy = factory(setting);
    const known = (slot: Slot): void => {
      if (!told.has(slot)) throw new Error(`${policy.name} is told of slot ${slot}, which it was not given`);
    };
    return {
      name: policy.name,
      hit: (slot) => (known(slot), policy.hit(slot)),
      victim: (incoming) => policy.victim(incoming),
      admit: (slot, page, kind) => {
        if (told.has(slot)) throw new Error(`${policy.name} is given slot ${slot} twice`);
        told.set(slot, page);
        policy.admit(slot, page, kind);
      },
      remove: (slot, evicted) => (known(slot), told.delete(slot), policy.remove(slot, evicted)),
    } satisfies Policy;
  };
}

/** What both kinds of world stand on. */
class Ground {
  readonly kernel: Kernel;
  readonly client: MemoryClient;
  readonly volume: Client<typeof Volume>;
  readonly ranges: readonly BlockRange[];
  readonly blocks: BlockRange;
  readonly told = new Map<Slot, number>();
  readonly policy: PolicyFactory | undefined;
  /** Blocks that are being written, each with those who want to store to it and must leave it alone until then. */
  readonly #writing = new Map<number, (() => void)[]>();
  #reads = 0;

  constructor({ capacity, policy, pagesEach, platter, failedRead }: WorldOptions) {
    const machine = new Machine(profile, {
      frames: capacity + 3,
      platter: platter ?? platterFor(pagesEach),
      systemCosts,
    });
    this.kernel = new Kernel(machine);
    this.client = this.kernel.storage.createClient("program", capacity);
    this.ranges = rangesOn(pagesEach);
    this.blocks = { first: this.ranges[0].first, blocks: fileNames.length * pagesEach };
    this.policy = written(policy, this.told);
    const below = this.kernel.store.service(this.kernel.storage);
    const reading = (): void => {
      if (++this.#reads === failedRead) throw new RespinError("RSP_TEST_READ", "this read was chosen to fail");
    };
    const writing = this.#writing;
    this.volume = {
      ...below,
      *Read(block, page) {
        reading();
        yield* below.Read(block, page);
      },
      *Write(block, page) {
        if (writing.has(block)) throw new Error(`block ${block} is written twice at once`);
        writing.set(block, []);
        yield* below.Write(block, page);
        const waiters = writing.get(block) ?? [];
        writing.delete(block);
        for (const wake of waiters) wake();
      },
    };
  }

  /** Whoever stores to a block leaves it alone while it is being written. True if that had to be waited for. */
  *leftAlone(block: number): Waiting<boolean> {
    const waiters = this.#writing.get(block);
    if (waiters === undefined) return false;
    yield* this.kernel.strands.await((done) => waiters.push(done));
    return true;
  }

  words(page: Page): Int32Array {
    const bytes = this.kernel.storage.view(page);
    return new Int32Array(bytes.buffer, bytes.byteOffset, frameWords);
  }
}

/** The pool alone, as a task or a library has it: pages that it keeps, and marks of its own for the modified ones. */
export function ownPagesWorld(options: WorldOptions): World {
  const ground = new Ground(options);
  const { kernel, client, volume, ranges, blocks, told } = ground;
  const { storage, strands } = kernel;
  const modified = new Set<Page>();
  const backing: Backing = {
    *obtain() {
      const free = storage.allocateFree(client);
      if (free !== undefined) return free;
      const page = pool.nominate();
      if (page === undefined) throw new RespinError("RSP_MEMORY_EXHAUSTED", "program: all pages are pinned; pin fewer");
      const rest = pool.vacate(page);
      if (rest !== undefined) yield* rest;
      return page;
    },
    release: (page) => storage.deallocate(page),
    read: (block, page) => volume.Read(block, page),
    write: (block, page) => volume.Write(block, page),
    zero: (page) => storage.zero(page),
    readWords: (page, at, into) => storage.read(page, at, into),
    writeWords: (page, at, from) => storage.write(page, at, from),
    modified: (page) => modified.has(page),
    clean: (page) => void modified.delete(page),
    pin: (page) => storage.pin(page),
    unpin: (page) => storage.unpin(page),
    await: (begin) => strands.await(begin),
    start: (name, body) => void strands.startKernel(name, body),
  };
  const pool: BufferPool = new BufferPool(backing, {
    name: "program",
    capacity: options.capacity,
    blocks: kernel.store.blocks,
    policy: ground.policy,
  });
  const space = kernel.spaces.asnOf(kernel.translation.create(), "test");
  return {
    kernel,
    pool,
    ranges,
    blocks,
    told,
    failsAtOnce: true,
    strand: (name) => new Strand(name, space),
    *use(block, how, act) {
      let waited = false;
      for (;;) {
        const page = pool.pageOf(block);
        if (page === undefined) {
          waited = true;
          yield* pool.bring(block, how === "overwrite" ? "overwrite" : "contents");
          continue;
        }
        if (how !== "read" && (yield* ground.leftAlone(block))) continue;
        if (!waited) pool.use(block);
        if (how !== "read") modified.add(page);
        return act(prepared(ground.words(page), how, block));
      }
    },
    *pin(block) {
      while (pool.slotOf(block) === NONE) yield* pool.bring(block, "contents");
      pool.pin(block);
    },
  };
}

export interface ExtensionWorld extends World {
  readonly extension: Paging;
  /** Take its handlers out again. */
  readonly uninstall: () => void;
  readonly service: BufferManagerService;
  readonly context: Context;
  readonly log: Int32Array;
  readonly files: readonly MappedFile[];
}

/** The pool as SPIN has it: a kernel extension behind faults and Reclaim, and a program that has its files mapped. */
export function extensionWorld(options: WorldOptions): ExtensionWorld {
  const ground = new Ground(options);
  const { kernel, client, volume, ranges, blocks, told } = ground;
  const { machine, storage, strands, translation, dispatcher, modules } = kernel;
  const logPage = storage.allocateFree(storage.createClient("kernel", 1));
  if (logPage === undefined) throw new Error("there is a frame for the log");
  storage.pin(logPage);
  const log = ground.words(logPage);
  const context: Context = translation.create();
  const asn = kernel.spaces.asnOf(context, "test");
  const parts = { strands, PhysAddr: storage.events, Volume: volume };
  const installed: Binding[] = [];
  const module = modules.create("the extension, in the open");
  // The extension as it is, linked by hand: so that its inside can be looked at.
  const links: Links = {
    backing: storageBacking(parts, client),
    volume,
    block: (strand) => strands.events.Block.raise(strand),
    unblock: (strand) => strands.events.Unblock.raise(strand),
    extent: (region) => kernel.addresses.extent(region),
    examine: (region, page) => translation.examineMapping(region, page),
    map: (region, index, page, protection) => translation.addMapping(region, index, page, protection),
    install: ({ onFault, onReclaim, onRepossess }) => {
      const { PageNotPresent } = translation.events;
      const { Reclaim, Repossess } = storage.events;
      const guards = [(page: Page) => storage.isOf(page, new Set([client]))];
      const inOurs = [(fault: MemoryFault) => fault.context === context];
      installed.push(
        dispatcher.installHandler(module, PageNotPresent, onFault, { guards: inOurs, order: "first", cancel: true }),
        dispatcher.installHandler(module, Repossess, onRepossess, { guards }),
        ...(onReclaim === undefined ? [] : [dispatcher.installHandler(module, Reclaim, onReclaim, { guards })]),
      );
    },
  };
  const extension = new Paging(links, {
    application: "program",
    capacity: options.capacity,
    pageBytes: frameBytes,
    blocks: kernel.store.blocks,
    policy: ground.policy,
    kinds: options.kinds,
    log: logPage,
  });
  extension.install();
  const { service } = extension;
  const { pool } = service;
  const files: MappedFile[] = ranges.map((range, file) => {
    const opened = service.Open(fileNames[file]).next().value;
    if (typeof opened !== "object") throw new Error("a file of the volume is opened at once");
    const region = kernel.addresses.allocate(context, range.blocks);
    const { reference, firstBlock } = opened;
    const mapped = { reference, firstBlock, region, ...kernel.addresses.extent(region) };
    extension.map(reference, region);
    return mapped;
  });
  const find = (block: number): { readonly file: MappedFile; readonly page: number } => {
    const file = files[Math.floor((block - blocks.first) / options.pagesEach)];
    return { file, page: block - file.firstBlock };
  };
  return {
    kernel,
    pool,
    ranges,
    blocks,
    told,
    failsAtOnce: false,
    extension,
    uninstall: () => {
      for (const binding of installed) dispatcher.uninstall(module, binding);
    },
    service,
    context,
    log,
    files,
    strand: (name) => new Strand(name, asn),
    *use(block, how, act) {
      const { file, page } = find(block);
      const address = file.address + page * frameWords;
      const strand = strands.current;
      let waited = false;
      for (;;) {
        if (how === "overwrite" && pool.slotOf(block) === NONE) yield* extension.overwrite(file.reference, page);
        if (how !== "read" && (yield* ground.leftAlone(block))) continue;
        const physical = how === "read" ? machine.mmu.toRead(asn, address) : machine.mmu.toWrite(asn, address);
        if (physical >= 0) {
          if (!waited) log[++log[0]] = block;
          if (log[0] === logMax) service.drain();
          return act(prepared(machine.memory.words.subarray(physical, physical + frameWords), how, block));
        }
        waited = true;
        translation.raise(physical, { context, address, write: how !== "read", strand: strand.capability });
        yield;
        const failure = extension.takeFailure(strand.capability);
        if (failure !== undefined) throw failure;
      }
    },
    *pin(block) {
      const { file, page } = find(block);
      yield* service.Pin(file.reference, page);
    },
  };
}

/** Who overwrites a page writes all of it: its own number too. */
function prepared(words: Int32Array, how: "read" | "write" | "overwrite", block: number): Int32Array {
  if (how === "overwrite") words.fill(0)[1] = block;
  return words;
}

export const worlds = { "own pages": ownPagesWorld, "kernel extension": extensionWorld } as const;
