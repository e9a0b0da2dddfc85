/**
 * Files in memory whose power can fail, for tests.
 *
 * What is durable, and what a power cut does to the rest:
 * - a write or truncation is volatile until its file is synced. At the cut each volatile write is kept, lost, or
 *   torn (each sector of 512 bytes kept or lost by itself), independently of the others, so later writes may
 *   survive earlier ones;
 * - sizes change in order: the file has the size that some prefix of its volatile changes gave it. What lies
 *   inside that size and was never written holds zeros or garbage;
 * - a new file is durable when it is first synced; before, it may be gone. A removal is durable at once.
 */
import type { ByteFiles } from "../byte-files.js";
import { Random } from "../random.js";

const SECTOR_BYTES = 512;

/** The machine has no power (any more). */
export class PowerCut extends Error {
  readonly code = "RSP_POWER_CUT";
  constructor() {
    super("the power has failed; recover the files");
  }
}

/** The files would take more room than they have. */
export class FilesFull extends Error {
  readonly code = "RSP_FILE_FULL";
}

export interface MemoryFilesOptions {
  /** The power fails in the operation of this number that changes files, counted from 1. Never, if not given. */
  readonly cutAt?: number;
  /** Decides what the cut loses, tears and leaves. */
  readonly seed?: number;
  /** Room for all files together. */
  readonly capacityBytes?: number;
}

type Change =
  | { readonly kind: "write"; readonly offset: number; readonly bytes: Uint8Array }
  | { readonly kind: "truncate"; readonly bytes: number };

interface Inode {
  content: Uint8Array;
  size: number;
  durable: Uint8Array;
  durableSize: number;
  created: boolean;
  volatile: Change[];
}

/** Room for at least so many bytes, the old content kept. */
function grown(content: Uint8Array, bytes: number): Uint8Array {
  if (content.length >= bytes) return content;
  const larger = new Uint8Array(Math.max(bytes, 2 * content.length, 8192));
  larger.set(content);
  return larger;
}

export class MemoryFiles implements ByteFiles {
  readonly #options: MemoryFilesOptions;
  readonly #names = new Map<string, Inode>();
  readonly #handles: Inode[] = [];
  #on = true;
  #changes = 0;
  #steps = 0;
  readonly #advice: string[] = [];

  constructor(options: MemoryFilesOptions = {}) {
    this.#options = options;
  }

  /** Operations so far that change files: creations, removals, writes, truncations, syncs. */
  get changes(): number {
    return this.#changes;
  }

  /** Virtual-machine steps that were charged. */
  get steps(): number {
    return this.#steps;
  }

  /** The patterns that were advised, in order. */
  get advice(): readonly string[] {
    return this.#advice;
  }

  /** What one file holds. */
  content(name: string): Uint8Array {
    const inode = this.#names.get(name);
    return inode === undefined ? new Uint8Array() : inode.content.slice(0, inode.size);
  }

  open(name: string, create: boolean): number | undefined {
    this.#powered();
    let inode = this.#names.get(name);
    if (inode === undefined) {
      if (!create) return undefined;
      const none = { content: new Uint8Array(), size: 0, durable: new Uint8Array(), durableSize: 0 };
      inode = { ...none, created: false, volatile: [] };
      this.#names.set(name, inode);
      this.#changed();
    }
    return this.#handles.push(inode) - 1;
  }

  exists(name: string): boolean {
    this.#powered();
    return this.#names.has(name);
  }

  remove(name: string): void {
    this.#powered();
    const cut = this.#options.cutAt === this.#changes + 1;
    // Cut in the middle: the removal has taken place or it has not.
    if (!cut || this.#random(0).chance(50)) this.#names.delete(name);
    this.#changed();
  }

  size(file: number): number {
    this.#powered();
    return this.#handles[file].size;
  }

  read(file: number, into: Uint8Array, offset: number): number {
    if (!this.#on) throw new PowerCut();
    const { content, size } = this.#handles[file];
    const end = Math.min(offset + into.length, size);
    if (end <= offset) return 0;
    into.set(content.subarray(offset, end));
    return end - offset;
  }

  write(file: number, from: Uint8Array, offset: number): void {
    this.#powered();
    const inode = this.#handles[file];
    const end = offset + from.length;
    this.#haveRoom(end - inode.size);
    if (end > inode.size) {
      inode.content = grown(inode.content, end);
      inode.size = end;
    }
    inode.content.set(from, offset);
    inode.volatile.push({ kind: "write", offset, bytes: from.slice() });
    this.#changed();
  }

  truncate(file: number, bytes: number): void {
    this.#powered();
    const inode = this.#handles[file];
    inode.content = grown(inode.content, bytes);
    inode.content.fill(0, bytes, Math.max(bytes, inode.size));
    inode.size = bytes;
    inode.volatile.push({ kind: "truncate", bytes });
    this.#changed();
  }

  sync(file: number): void {
    this.#powered();
    this.#changed();
    const inode = this.#handles[file];
    inode.created = true;
    for (const change of inode.volatile) {
      if (change.kind === "write") {
        const end = change.offset + change.bytes.length;
        inode.durable = grown(inode.durable, end);
        inode.durable.set(change.bytes, change.offset);
        inode.durableSize = Math.max(inode.durableSize, end);
      } else {
        inode.durable = grown(inode.durable, change.bytes);
        inode.durable.fill(0, change.bytes, Math.max(change.bytes, inode.durableSize));
        inode.durableSize = change.bytes;
      }
    }
    inode.volatile = [];
  }

  compute(steps: number): void {
    this.#powered();
    this.#steps += steps;
  }

  advise(_file: number, pattern: "random" | "sequential"): void {
    this.#advice.push(pattern);
  }

  /** Cut the power now, if it has not failed yet; the files as they are found when it is back. */
  recover(): MemoryFiles {
    this.#on = false;
    const random = this.#random(1);
    const found = new MemoryFiles();
    for (const [name, inode] of this.#names) {
      const survives = inode.created || random.chance(50);
      if (!survives) continue;
      const durable = survivor(inode, random);
      const sizes = { size: durable.length, durableSize: durable.length };
      found.#names.set(name, { content: durable.slice(), durable, ...sizes, created: true, volatile: [] });
    }
    return found;
  }

  #random(stream: number): Random {
    return new Random(this.#options.seed ?? 0, stream);
  }

  #powered(): void {
    if (!this.#on) throw new PowerCut();
  }

  #changed(): void {
    this.#changes++;
    if (this.#changes !== this.#options.cutAt) return;
    this.#on = false;
    throw new PowerCut();
  }

  #haveRoom(more: number): void {
    const { capacityBytes } = this.#options;
    if (capacityBytes === undefined || more <= 0) return;
    let used = 0;
    for (const inode of this.#names.values()) used += inode.size;
    if (used + more > capacityBytes) throw new FilesFull(`the files hold ${used} of ${capacityBytes} bytes; free some`);
  }
}

/** What is left of a file at a power cut. */
function survivor(inode: Inode, random: Random): Uint8Array {
  const inOrder = random.between(0, inode.volatile.length);
  let size = inode.durableSize;
  let room = size;
  for (const [i, change] of inode.volatile.entries()) {
    const end = change.kind === "write" ? change.offset + change.bytes.length : change.bytes;
    if (i < inOrder) size = change.kind === "write" ? Math.max(size, end) : end;
    room = Math.max(room, end);
  }
  const left = new Uint8Array(room);
  const garbage = random.chance(50) ? random.between(1, 255) : 0;
  left.fill(garbage, inode.durableSize);
  left.set(inode.durable.subarray(0, inode.durableSize));
  for (const [i, change] of inode.volatile.entries()) {
    if (change.kind === "write") keepSome(left, change.offset, change.bytes, random);
    else if (i < inOrder) left.fill(garbage, change.bytes);
  }
  return left.slice(0, size);
}

/** Keep a write, lose it, or tear it between sectors. */
function keepSome(left: Uint8Array, offset: number, bytes: Uint8Array, random: Random): void {
  const fate = random.between(0, 2);
  if (fate === 0) return;
  let at = 0;
  while (at < bytes.length) {
    const end = Math.min(at + SECTOR_BYTES - ((offset + at) % SECTOR_BYTES), bytes.length);
    if (fate === 1 || random.chance(50)) left.set(bytes.subarray(at, end), offset + at);
    at = end;
  }
}
