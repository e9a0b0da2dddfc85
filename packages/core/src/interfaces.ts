import {
  anything,
  capability,
  defineInterface,
  flag,
  integer,
  list,
  nothing,
  operation,
  procedure,
  record,
  text,
  words,
  work,
  type Capability,
  type Static,
} from "@respin/linker";

/** A page of physical storage. */
export type Page = Capability<"PhysAddr.T">;
/** Who pays for pages: an application, or the kernel itself. */
export type MemoryClient = Capability<"PhysAddr.Client">;
/** A run of virtual pages of one context. */
export type Region = Capability<"VirtAddr.T">;
/** An addressing context: one address space. */
export type Context = Capability<"Translation.T">;
/** A processor context. */
export type StrandT = Capability<"Strand.T">;
/** A file of a volume: an extent of blocks, and what its inode says. */
export type VolumeFile = Capability<"Volume.T">;

const page = capability("PhysAddr.T");
const client = capability("PhysAddr.Client");
const context = capability("Translation.T");
const region = capability("VirtAddr.T");
const strand = capability("Strand.T");
const file = capability("Volume.T");

/** An access that did not go through. */
const fault = record("Translation.Fault", {
  context,
  /** The address of the word. */
  address: integer,
  write: flag,
  /** Who met it. */
  strand,
});
export type MemoryFault = Static<typeof fault>;

/** Where a region is: the address of its first word, and its pages. */
const extent = record("VirtAddr.Extent", { address: integer, pages: integer });
export type RegionExtent = Static<typeof extent>;

/** A file as it is when it is looked up. */
const found = record("Volume.Found", {
  file,
  name: text,
  /** The first block of its extent. A page of the file is the block of that number above it. */
  firstBlock: integer,
  /** Pages that it may grow to. */
  pages: integer,
  exists: flag,
  /** Length in bytes. */
  size: integer,
});
export type FoundFile = Static<typeof found>;

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
  Modified: procedure([page], flag, { functional: true }),
  Clean: procedure([page], nothing),
  /** Fill a page with zeros. */
  Zero: procedure([page], nothing),
  /** Copy words of the page, from the given one on, into the caller's, and the other way. Throws RSP_PAGE_WORDS. */
  Read: procedure([page, integer, words], nothing, { ephemeral: true }),
  Write: procedure([page, integer, words], nothing, { ephemeral: true }),
});

/** Virtual addresses. A region is held by capability. SOSP'95, Figure 3. */
export const VirtAddr = defineInterface("VirtAddr", {
  /** Pages of addresses of a context. Throws RSP_ADDRESSES_EXHAUSTED. */
  Allocate: procedure([context, integer], region),
  Deallocate: procedure([region], nothing),
  Extent: procedure([region], extent, { functional: true }),
});

/** Mappings between the two, and what is raised when there is none. SOSP'95, Figure 3. */
export const Translation = defineInterface("Translation", {
  Create: procedure([], context),
  Destroy: procedure([context], nothing),
  /** Map the n-th page of a region. */
  AddMapping: procedure([region, integer, page, integer], nothing),
  RemoveMapping: procedure([region, integer], nothing),
  /**
   * Change what mapped pages of a region allow: so many, from the n-th on. All or nothing. Throws RSP_REGION, RSP_MAPPED,
   * RSP_PROTECTION.
   */
  Protect: procedure([region, integer, integer, integer], nothing),
  /** What the n-th page of a region allows. */
  ExamineMapping: procedure([region, integer], integer, { functional: true }),
  /** The address is allocated and nothing is mapped there. */
  PageNotPresent: procedure([fault], nothing),
  /** The address is not allocated. */
  BadAddress: procedure([fault], nothing),
  /** The mapping does not allow the access. */
  ProtectionFault: procedure([fault], nothing),
});

/**
 * Processor contexts. SOSP'95, Figure 4: Block and Unblock are raised to the scheduler that a strand belongs to, Checkpoint and
 * Resume to whoever keeps what it has in the processor. Each handler of an extension runs for the strands that the extension
 * holds: its own, those it adopted, and those of the spaces that it works for.
 */
export const Strand = defineInterface("Strand", {
  /** The running strand may not go on until it is unblocked. Throws RSP_STRAND for one that does not run. */
  Block: procedure([strand], nothing),
  /** It may go on. One that comes before its Block is kept for it. */
  Unblock: procedure([strand], nothing),
  /** It loses the processor: time to save its state. Only the kernel raises it. */
  Checkpoint: procedure([strand], nothing),
  /** It gets the processor: time to restore its state, or, for the processor of a scheduler, to name who runs there. */
  Resume: procedure([strand], nothing),
  /** The strand that runs now. Throws RSP_STRAND when none does. */
  Current: procedure([], strand, { functional: true }),
  /** A new strand of the kernel's own, which does some work. */
  Start: procedure([text, work], strand),
  /**
   * A new strand of a space, which runs its program from an address on, given a number. It does not run until it is unblocked.
   * Throws RSP_STRAND_PROGRAM, RSP_STRAND_HELD.
   */
  Create: procedure([context, integer, integer], strand),
});

/** The right to adopt one strand. */
export type StrandOffer = Capability<"Scheduling.Offer">;
const offer = capability("Scheduling.Offer");

/**
 * How an extension schedules strands in the place of the kernel (SOSP'95, section 4.2): it presents itself to the scheduler above
 * as a thread package, with a processor of its own. It hears of Block and Unblock of the strands that it has stacked there, and at each
 * Resume of the processor names which of them runs. All throw RSP_STRAND_HELD for strands and processors that it does not hold.
 */
export const Scheduling = defineInterface("Scheduling", {
  /** A processor for a scheduler. To the one above it is a strand, which is ready while a strand that is stacked on it is. */
  Processor: procedure([text], strand),
  /** From now on a strand runs only where it is named, on a processor. Throws RSP_STRAND_STACK. */
  Stack: procedure([strand, strand], nothing),
  /** From now on it is the global scheduler's again. */
  Unstack: procedure([strand], nothing),
  /**
   * On a processor, a strand is to run: named in a handler of the processor's Resume, or at another time, to be asked again soon.
   * Tells whether it can run. Throws RSP_STRAND_STACK for one that is not stacked there.
   */
  Run: procedure([strand, strand], flag),
  /** Let another extension schedule a strand: whoever is given the offer may adopt it, once. */
  Offer: procedure([strand], offer),
  Adopt: procedure([offer], strand),
  /** When a strand has its turn in the global scheduler: from -2, after all others, to 1000, as all who ask for nothing. Throws RSP_STRAND_PRIORITY. */
  Prioritize: procedure([strand, integer], nothing),
});

/** A lock that one strand has at a time. */
export type MutexT = Capability<"Sync.Mutex">;
/** What strands wait for that have a lock. */
export type ConditionT = Capability<"Sync.Condition">;
/** A number that never falls below 0. */
export type SemaphoreT = Capability<"Sync.Semaphore">;
const mutex = capability("Sync.Mutex");
const condition = capability("Sync.Condition");
const semaphore = capability("Sync.Semaphore");

/**
 * The kernel's thread package: locks and condition variables as Modula-3 threads have them, and semaphores, on strands. Whoever has
 * waited longest goes first, and is handed what it waited for. Throws RSP_SYNC for what only the holder of a lock may do. At the
 * end of an extension its waits end with RSP_EJECTED, and what its strands had locked is released.
 */
export const Sync = defineInterface("Sync", {
  NewMutex: procedure([], mutex),
  Lock: operation([mutex], nothing),
  Unlock: procedure([mutex], nothing),
  NewCondition: procedure([], condition),
  /** Release the lock, wait for a signal, and have the lock again. */
  Wait: operation([condition, mutex], nothing),
  /** Let one that waits, or all, go on once they have the lock again. */
  Signal: procedure([condition], nothing),
  Broadcast: procedure([condition], nothing),
  NewSemaphore: procedure([integer], semaphore),
  /** Take one, waiting while there is none; and give one back. */
  P: operation([semaphore], nothing),
  V: procedure([semaphore], nothing),
});

/** A system call, as the trap leaves it: whose it is, which, and what the application gave it, of which nothing is checked. */
const systemCall = record("Trap.Call", {
  context,
  strand,
  number: integer,
  parameters: list(anything),
});
export type SystemCall = Static<typeof systemCall>;

/** What the processor traps into the kernel for. SOSP'95, section 5.2: a system call is an event. */
export const Trap = defineInterface("Trap", {
  /**
   * An application has made a system call, which the extension that exports it to the application handles. It may wait. Throws
   * RSP_SYSTEM_CALL where nobody handles it.
   */
  SystemCall: operation([systemCall], anything),
});

/** Files as extents of blocks, without any cache. */
export const Volume = defineInterface("Volume", {
  /** The file of that name, whether or not it exists yet. Throws RSP_FILE_UNKNOWN. */
  Lookup: operation([text], found),
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

const terminal = capability("Console.T");

/** The machine's console. SOSP'95, Figure 1: who is to write opens it first, and can write no more once it is closed. */
export const Console = defineInterface("Console", {
  Open: procedure([], terminal),
  /** Write a line. Throws RSP_CAPABILITY, and RSP_CONSOLE for what is no line. */
  Write: procedure([terminal, text], nothing),
  Close: procedure([terminal], nothing),
});
