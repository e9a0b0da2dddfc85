import { crc32 } from "node:zlib";
import { invariant, Platter, RespinError, type Cost, type Machine } from "@respin/hardware";
import { defineCapabilities, type Client, type Waiting } from "@respin/linker";
import type { FoundFile, Page, Volume as VolumeInterface, VolumeFile } from "./interfaces.js";
import type { PhysicalStorage } from "./phys-addr.js";
import type { Strands } from "./strand.js";

/** Files that a volume has room for: one inode sector each. */
const filesMax = 64;
const nameBytesMax = 64;
const MAGIC = 0x52_53_50_31;

/** A file to make room for when a volume is formatted. */
export interface FileDeclaration {
  readonly name: string;
  /** Pages that it may grow to. */
  readonly pages: number;
}

interface Inode {
  readonly index: number;
  readonly name: string;
  readonly firstBlock: number;
  readonly pages: number;
  exists: boolean;
  size: number;
  /** Whether the inode on the platter says something else, or what is on its way there does. */
  changed: boolean;
  /** Commits on their way to the platter. */
  committing: number;
}

/**
 * A store of files that caches nothing: each file an extent of blocks of one frame's size, each inode one sector.
 *
 * Invariant V1: an inode is one sector, so it is on the platter as it was or as it is, never in between (D1).
 * Invariant V2: `commit` puts the inode onto the platter after everything that was written to the file before has
 *   been completed by its writer; a size never covers a page that was not written.
 */
export class Store {
  readonly #machine: Machine;
  readonly #strands: Strands;
  readonly #start: Cost;
  readonly #interrupt: Cost;
  readonly #inodes: readonly Inode[];
  /** They are this volume's: another's are none. */
  readonly #files = defineCapabilities<Inode, "Volume.T">("Volume.T", "get one with Volume.Lookup");
  readonly #capabilities: ReadonlyMap<Inode, VolumeFile>;
  readonly #blockSectors: number;
  readonly #end: number;

  private constructor(machine: Machine, strands: Strands, inodes: Inode[]) {
    this.#machine = machine;
    this.#strands = strands;
    this.#start = machine.costs.named("disk.start");
    this.#interrupt = machine.costs.named("disk.interrupt");
    this.#inodes = inodes;
    this.#capabilities = new Map(inodes.map((inode) => [inode, this.#files.mint(inode)]));
    this.#end = this.blocks;
    this.#blockSectors = machine.memory.frameBytes / machine.disk.platter.sectorBytes;
  }

  /** Lay out a volume: files that do not exist yet, with room to grow. Takes no modelled time. Throws RSP_VOLUME_LAYOUT. */
  static format(platter: Platter, blockBytes: number, files: readonly FileDeclaration[]): void {
    const blockSectors = blockBytes / platter.sectorBytes;
    let block = inodeBlocks(blockSectors);
    if (files.length > filesMax || new Set(files.map(({ name }) => name)).size !== files.length) {
      throw new RespinError(
        "RSP_VOLUME_LAYOUT",
        `a volume holds up to ${filesMax} files with different names; ${files.length} were declared`,
      );
    }
    for (const [index, { name, pages }] of files.entries()) {
      if (!Number.isSafeInteger(pages) || pages < 1) {
        throw new RespinError(
          "RSP_VOLUME_LAYOUT",
          `${name} cannot have ${pages} pages; give it a whole number, 1 or more`,
        );
      }
      if ((block + pages) * blockSectors > platter.sectors || Buffer.byteLength(name) > nameBytesMax) {
        throw new RespinError(
          "RSP_VOLUME_LAYOUT",
          `${name} with ${pages} pages does not fit the disk of ${Math.floor(platter.sectors / blockSectors)} blocks; make files smaller`,
        );
      }
      const inode: Inode = {
        index,
        name,
        firstBlock: block,
        pages,
        exists: false,
        size: 0,
        changed: false,
        committing: 0,
      };
      platter.copyFrom(index, encode(inode, platter.sectorBytes));
      block += pages;
    }
    // What a volume before this one had there is gone.
    const none = new Uint8Array(platter.sectorBytes);
    for (let index = files.length; index < filesMax; index++) platter.copyFrom(index, none);
  }

  /** The volume on the machine's disk, as it was left. Throws RSP_VOLUME_DAMAGED. */
  static mount(machine: Machine, strands: Strands): Store {
    const { platter } = machine.disk;
    const inodes: Inode[] = [];
    const sector = new Uint8Array(platter.sectorBytes);
    for (let index = 0; index < filesMax; index++) {
      platter.copyTo(index, sector);
      const inode = decode(sector, index);
      if (inode !== undefined) inodes.push(inode);
    }
    return new Store(machine, strands, inodes);
  }

  /** All files, as they are now. */
  get files(): readonly FoundFile[] {
    return this.#inodes.map((inode) => this.#found(inode));
  }

  /** Blocks up to the end of the last extent: block numbers are below this. */
  get blocks(): number {
    return this.#inodes.reduce((end, { firstBlock, pages }) => Math.max(end, firstBlock + pages), 0);
  }

  /** The file of that name, whether or not it exists yet. Throws RSP_FILE_UNKNOWN. */
  file(name: string): FoundFile {
    const file = this.#inodes.find((inode) => inode.name === name);
    if (file === undefined) {
      throw new RespinError(
        "RSP_FILE_UNKNOWN",
        `the volume has no room for a file ${name}; declare it when formatting`,
      );
    }
    return this.#found(file);
  }

  #found(inode: Inode): FoundFile {
    const { name, firstBlock, pages, exists, size } = inode;
    const file = this.#capabilities.get(inode);
    invariant(file !== undefined, "each file has its capability");
    return Object.freeze({ file, name, firstBlock, pages, exists, size });
  }

  /** The Volume interface over this store, reading into and writing from pages of the given storage. */
  service(storage: PhysicalStorage): Client<typeof VolumeInterface> {
    return {
      Lookup: (name) => atOnce(() => this.file(name)),
      Read: (block, page) => this.#transfer("read", block, storage, page),
      Write: (block, page) => this.#transfer("write", block, storage, page),
      Resize: (file, size) => atOnce(() => this.resize(file, size)),
      Remove: (file) => atOnce(() => this.remove(file)),
      Commit: (file) => this.commit(file),
    };
  }

  /** A page that a device reads or fills is pinned until it has (Invariant P5 keeps it from being taken). */
  *#transfer(direction: "read" | "write", block: number, storage: PhysicalStorage, page: Page): Waiting {
    const first = inodeBlocks(this.#blockSectors);
    if (!Number.isSafeInteger(block) || block < first || block >= this.#end) {
      throw new RespinError(
        "RSP_VOLUME_BLOCK",
        `block ${block} is in no file's extent: those have blocks ${first} to ${this.#end - 1}; add a page to the file's first block`,
      );
    }
    storage.frameOf(page, direction === "read" ? "Volume.Read" : "Volume.Write");
    // Throws where no strand runs, before anything is pinned.
    const { begun } = this.#strands.current;
    storage.pin(page);
    // Until both have let go: the device, and who began this, who may leave it in the middle or never come back to it.
    let users = 1;
    let left = false;
    const letGo = (): void => {
      if (--users === 0) storage.unpin(page);
    };
    const leave = (): void => {
      if (!left) letGo();
      left = true;
    };
    begun.add(leave);
    try {
      yield* this.#request(direction, block * this.#blockSectors, storage.view(page), {
        started: () => void users++,
        done: letGo,
      });
    } finally {
      begun.delete(leave);
      leave();
    }
  }

  *#request(
    direction: "read" | "write",
    sector: number,
    bytes: Uint8Array,
    device: { readonly started?: () => void; readonly done?: () => void } = {},
  ): Waiting {
    yield* this.#strands.await((done) => {
      this.#machine.spend(this.#start);
      this.#machine.disk[direction](sector, bytes, () => {
        this.#machine.spend(this.#interrupt);
        device.done?.();
        done();
      });
      device.started?.();
    });
  }

  /** Say how long a file is, in bytes, and that it exists; on the platter only after `commit`. Throws RSP_FILE_FULL, RSP_FILE_SIZE. */
  resize(file: VolumeFile, size: number): void {
    const inode = this.#inode(file, "Volume.Resize");
    if (!Number.isSafeInteger(size) || size < 0) {
      throw new RespinError(
        "RSP_FILE_SIZE",
        `${inode.name} cannot be ${size} bytes long; give a whole number, 0 or more`,
      );
    }
    if (size > inode.pages * this.#machine.memory.frameBytes) {
      throw new RespinError(
        "RSP_FILE_FULL",
        `${inode.name} cannot grow to ${size} bytes: its extent is ${inode.pages} pages; declare more when formatting`,
      );
    }
    if (inode.size === size && inode.exists) return;
    inode.size = size;
    inode.exists = true;
    inode.changed = true;
  }

  /** Say that a file exists no more; on the platter only after `commit`. */
  remove(file: VolumeFile): void {
    const inode = this.#inode(file, "Volume.Remove");
    inode.size = 0;
    inode.changed ||= inode.exists;
    inode.exists = false;
  }

  /** Put the file's inode onto the platter, if it changed. */
  *commit(file: VolumeFile): Waiting {
    const inode = this.#inode(file, "Volume.Commit");
    // One that is still on its way is not on the platter: whoever commits now waits for it too, by writing behind it.
    if (!inode.changed && inode.committing === 0) return;
    inode.changed = false;
    inode.committing++;
    const sector = encode(inode, this.#machine.disk.platter.sectorBytes);
    try {
      yield* this.#request("write", inode.index, sector);
    } catch (error) {
      inode.changed = true;
      throw error;
    } finally {
      inode.committing--;
    }
  }

  /** Make a file with contents on a formatted platter, page by page. Takes no modelled time: the disk was delivered so. */
  static fill(
    platter: Platter,
    blockBytes: number,
    name: string,
    pages: number,
    page: (index: number, into: Uint8Array) => void,
  ): void {
    const sector = new Uint8Array(platter.sectorBytes);
    for (let index = 0; index < filesMax; index++) {
      platter.copyTo(index, sector);
      const inode = decode(sector, index);
      if (inode?.name !== name) continue;
      invariant(pages <= inode.pages, `${name} has room for what it is filled with`);
      const bytes = new Uint8Array(blockBytes);
      for (let at = 0; at < pages; at++) {
        bytes.fill(0);
        page(at, bytes);
        platter.copyFrom(((inode.firstBlock + at) * blockBytes) / platter.sectorBytes, bytes);
      }
      platter.copyFrom(index, encode({ ...inode, exists: true, size: pages * blockBytes }, platter.sectorBytes));
      return;
    }
    throw new RespinError("RSP_FILE_UNKNOWN", `the volume has no room for a file ${name}; declare it when formatting`);
  }

  /** Throws RSP_CAPABILITY for what is no file, or another volume's. */
  #inode(file: VolumeFile, procedure: string): Inode {
    return this.#files.reveal(file, procedure);
  }
}

/** Blocks that the inodes take, at the start of the disk. */
function inodeBlocks(blockSectors: number): number {
  return Math.ceil(filesMax / blockSectors);
}

/** magic, checksum of the rest, exists, size, first block, pages, length of the name, name. */
function encode(inode: Inode, sectorBytes: number): Uint8Array {
  const sector = Buffer.alloc(sectorBytes);
  sector.writeUInt32LE(MAGIC, 0);
  sector.writeUInt32LE(inode.exists ? 1 : 0, 8);
  sector.writeDoubleLE(inode.size, 16);
  sector.writeUInt32LE(inode.firstBlock, 24);
  sector.writeUInt32LE(inode.pages, 28);
  sector.writeUInt32LE(sector.write(inode.name, 36), 32);
  sector.writeUInt32LE(crc32(sector.subarray(8)), 4);
  return sector;
}

function decode(bytes: Uint8Array, index: number): Inode | undefined {
  const sector = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = sector.readUInt32LE(0);
  if (magic === 0) return undefined;
  if (magic !== MAGIC || sector.readUInt32LE(4) !== crc32(sector.subarray(8))) {
    throw new RespinError("RSP_VOLUME_DAMAGED", `the inode in sector ${index} is damaged; format the volume again`);
  }
  return {
    index,
    name: sector.toString("utf8", 36, 36 + sector.readUInt32LE(32)),
    firstBlock: sector.readUInt32LE(24),
    pages: sector.readUInt32LE(28),
    exists: sector.readUInt32LE(8) === 1,
    size: sector.readDoubleLE(16),
    changed: false,
    committing: 0,
  };
}

/** An operation that happens not to have to wait. */
function* atOnce<Result>(act: () => Result): Waiting<Result> {
  return act();
}
