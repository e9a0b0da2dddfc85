import {
  anything,
  capability,
  defineInterface,
  flag,
  integer,
  nothing,
  oneOf,
  operation,
  procedure,
  record,
  words,
  type Static,
} from "@respin/linker";

const strand = capability("Strand.T");
const context = capability("Translation.T");
const client = capability("PhysAddr.Client");

const settings = record("MachTask.Settings", {
  /** Who pays for the frames. */
  client,
  /** Words of a page. */
  pageWords: integer,
});
export type TaskSettings = Static<typeof settings>;

/**
 * What a pager is told. `data-request`: a page was touched, to be supplied. `data-unlock`: an access was tried that the pager has
 * locked. `data-return`: what is in a page that it supplied, which was stored to. `lock-completed`: a lock request is done.
 */
const message = record("MachTask.PagerMessage", {
  kind: oneOf("data-request", "data-unlock", "data-return", "lock-completed"),
  /** The page of the memory object. */
  page: integer,
  /** The access that was tried: read or readWrite; none in the others. */
  access: integer,
  /** The contents, in `data-return`. */
  words,
});
export type PagerMessage = Static<typeof message>;

/**
 * Mach tasks' memory, built outside of the core: regions, memory objects and external pagers. SOSP'95, section 4.1; Young et al. 1987. A
 * task is named by its context, a memory object by a number. Sizes are in pages, addresses in words.
 */
export const MachTask = defineInterface("MachTask", {
  /** Say whose frames to use, once. Throws RSP_STARTED. */
  Start: procedure([settings], nothing),
  /** A task with no memory yet. Throws RSP_NOT_STARTED, RSP_LIMIT. */
  Create: procedure([], context),
  /** The end of a task and its regions. Throws RSP_TASK_UNKNOWN. */
  Terminate: procedure([context], nothing),
  /** vm_allocate: so many pages of zeros. Returns their address. Throws RSP_TASK_UNKNOWN, and as VirtAddr.Allocate. */
  Allocate: procedure([context, integer], integer),
  /**
   * vm_map: pages of a memory object, from one on. Whoever else has them mapped shares them. Returns their address. Throws
   * RSP_TASK_UNKNOWN, RSP_MEMORY_OBJECT, and as VirtAddr.Allocate.
   */
  Map: procedure([context, integer, integer, integer], integer),
  /** vm_deallocate: the region that begins at an address. Throws RSP_TASK_UNKNOWN, RSP_TASK_REGION. */
  Deallocate: procedure([context, integer], nothing),
  /** vm_protect: what so many pages, from an address on, allow. Throws RSP_TASK_UNKNOWN, RSP_TASK_REGION. */
  Protect: procedure([context, integer, integer, integer], nothing),
  /** Why a strand's fault could not be served, once; undefined for none. Until it is asked, nobody serves the strand's faults. */
  TakeFailure: procedure([strand], anything),

  /** A memory object, whose pager whoever calls this is. Throws RSP_MEMORY_OBJECT for too many. */
  Object: procedure([], integer),
  /** The pager's next message. Waits for it. Throws RSP_MEMORY_OBJECT. */
  Receive: operation([integer], message),
  /**
   * memory_object_data_supply: what is in a page, and what may be done with it without asking (read, readWrite). Does nothing where
   * the page is in memory. Throws RSP_MEMORY_OBJECT, RSP_MEMORY_EXHAUSTED, RSP_PAGE_WORDS.
   */
  Supply: operation([integer, integer, words, integer], nothing),
  /**
   * memory_object_lock_request: from now on a page that is in memory allows this without asking (none, read, readWrite). What was stored to it is
   * returned first, and it is taken out of memory, if that is said: `Lock(object, page, allowed, return, flush)`. Throws RSP_MEMORY_OBJECT.
   */
  Lock: procedure([integer, integer, integer, flag, flag], nothing),
  /** memory_object_destroy: nobody serves faults in its pages from now on. Throws RSP_MEMORY_OBJECT. */
  Destroy: procedure([integer], nothing),
});
