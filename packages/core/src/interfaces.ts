import type { WordAddress } from "@respin/hardware";
import { capability, defineInterface, flag, integer, nothing, operation, procedure, text } from "@respin/linker";

/** A page of physical storage, as a capability: nothing can be read off it. */
export interface Page {
  readonly physAddr: "PhysAddr.T";
}

/** Who pays for pages: an application, or the kernel itself. */
export interface MemoryClient {
  readonly name: string;
  /** Frames that are its own: as many as it can always hold, and the most that it can hold. */
  readonly share: number;
  /** Frames that it holds now. */
  readonly held: number;
  /** Nominations of its handlers that were refused: not its own page, pinned, already taken, or no page at all. */
  readonly refusedNominations: number;
}

/** An addressing context: one address space. */
export interface Context {
  readonly translation: "Translation.T";
}

/** A run of virtual pages of one context. */
export interface Region {
  readonly context: Context;
  /** The address of the first word. */
  readonly address: WordAddress;
  readonly pages: number;
}

/** An access that did not go through. */
export interface MemoryFault {
  readonly context: Context;
  readonly address: WordAddress;
  readonly write: boolean;
  /** Who met it. */
  readonly strand: StrandT;
}

/** A processor context: it has no state of its own but a name. */
export interface StrandT {
  readonly name: string;
}

/** A file of a volume: an extent of blocks, and what its inode says. */
export interface VolumeFile {
  readonly name: string;
  /** The first block of its extent. A page of the file is the block of that number above it. */
  readonly firstBlock: number;
  /** Pages that it may grow to. */
  readonly pages: number;
  readonly exists: boolean;
  /** Length in bytes. */
  readonly size: number;
}

const page = capability<Page>("PhysAddr.T");
const client = capability<MemoryClient>("PhysAddr.Client");
const bytes = capability<Uint8Array>("Bytes");
const context = capability<Context>("Translation.T");
const region = capability<Region>("VirtAddr.T");
const fault = capability<MemoryFault>("Translation.Fault");
const strand = capability<StrandT>("Strand.T");
const file = capability<VolumeFile>("Volume.T");

/**
 * Physical storage. A page is held by capability and cannot be addressed through it. SOSP'95, Figure 3; here the client
 * that pays for a page is named, since a page is taken from who pays, and Allocate may wait for a page to be written back.
 */
export const PhysAddr = defineInterface("PhysAddr", {
  /** A page of storage. Throws RSP_MEMORY_EXHAUSTED. */
  Allocate: operation([client], page),
  Deallocate: procedure([page], nothing),
  /** A page is about to be taken. A handler may name another of its own instead. */
  Reclaim: procedure([page], page),
  /** A page was taken and no mapping of it is left. Its owner may pin it while it writes it back. */
  Repossess: procedure([page], nothing),
  /** Keep a page from being taken, or a taken one from being used again, until it is unpinned as often. */
  Pin: procedure([page], nothing),
  Unpin: procedure([page], nothing),
  /** Whether the page was written since it was last cleaned. */
  Modified: procedure([page], flag),
  Clean: procedure([page], nothing),
  /** The page's bytes in the kernel's own mapping of all memory: for what is linked into the kernel. */
  View: procedure([page], bytes),
});

/** Virtual addresses. A region is held by capability. SOSP'95, Figure 3. */
export const VirtAddr = defineInterface("VirtAddr", {
  /** Pages of addresses of a context. Throws RSP_ADDRESSES_EXHAUSTED. */
  Allocate: procedure([context, integer], region),
  Deallocate: procedure([region], nothing),
});

/** Mappings between the two, and what is raised when there is none. SOSP'95, Figure 3. */
export const Translation = defineInterface("Translation", {
  Create: procedure([], context),
  Destroy: procedure([context], nothing),
  /** Map the n-th page of a region. */
  AddMapping: procedure([region, integer, page, integer], nothing),
  RemoveMapping: procedure([region, integer], nothing),
  /** What the n-th page of a region allows. */
  ExamineMapping: procedure([region, integer], integer),
  /** The address is allocated and nothing is mapped there. */
  PageNotPresent: procedure([fault], nothing),
  /** The address is not allocated. */
  BadAddress: procedure([fault], nothing),
  /** The mapping does not allow the access. */
  ProtectionFault: procedure([fault], nothing),
});

/** Processor contexts: the part of SOSP'95, Figure 4 that paging needs. */
export const Strand = defineInterface("Strand", {
  /** The running strand may not go on until it is unblocked. */
  Block: procedure([strand], nothing),
  Unblock: procedure([strand], nothing),
});

/** Files as extents of blocks, without any cache. */
export const Volume = defineInterface("Volume", {
  /** The file of that name, whether or not it exists yet. Throws RSP_FILE_UNKNOWN. */
  Lookup: operation([text], file),
  /** Bring a block into a page, which must be left alone until this returns. */
  Read: operation([integer, page], nothing),
  /** Put a page into a block. */
  Write: operation([integer, page], nothing),
  /** Say how long a file is, and that it exists. Throws RSP_FILE_FULL. */
  Resize: operation([file, integer], nothing),
  Remove: operation([file], nothing),
  /** Put what Resize and Remove said onto the platter. */
  Commit: operation([file], nothing),
});
