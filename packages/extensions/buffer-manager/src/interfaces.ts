import {
  anything,
  capability,
  data,
  defineInterface,
  flag,
  integer,
  list,
  nothing,
  oneOf,
  operation,
  optional,
  procedure,
  record,
  text,
  tuple,
  type Static,
} from "@respin/linker";
import type { KindsChoice } from "./kinds/kinds.js";
import type { PolicyChoice } from "./policy/index.js";

/** A file that an application has open: its externalized reference, where its blocks are, and what it was when opened. */
const openFile = record("BufferManager.OpenFile", {
  reference: integer,
  firstBlock: integer,
  pages: integer,
  /** Length in bytes. */
  size: integer,
  exists: flag,
});
export type OpenFile = Static<typeof openFile>;

/** Pages of open files: (reference, page number) pairs. */
const pageList = list(tuple(integer, integer));
export type PageList = Static<typeof pageList>;

/** How the owner of a file will use it next. */
const pattern = oneOf("random", "sequential");
export type Pattern = Static<typeof pattern>;

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
  Force: operation([list(pageList)], nothing),
  /** Write all modified pages of a file, and then its length. */
  Sync: operation([integer], nothing),
  /** Say how long the file is; a shorter one loses the pages beyond. Throws RSP_FILE_FULL, RSP_FILE_SIZE. */
  Resize: operation([integer, integer], nothing),
  /** The file exists no more, durably when this returns. */
  Remove: operation([integer], nothing),
});

const page = capability("PhysAddr.T");

/** Whose pages an extension manages, and how. */
const setting = record("MappedPages.Setting", {
  application: text,
  /** Who pays for the pages. */
  client: capability("PhysAddr.Client"),
  /** Pages that it may hold at once, and the bytes of one. */
  capacity: integer,
  pageBytes: integer,
  /** Block numbers are below this. */
  blocks: integer,
  /** How victims are chosen; undefined leaves it to the system. */
  policy: optional(data<PolicyChoice>("PolicyChoice")),
  /** What the pages of the application's files hold. */
  kinds: optional(data<KindsChoice>("KindsChoice")),
  /** The page of the reference log that the application shares, if its hits are seen that way. */
  log: optional(page),
  /** A block that Volume.Write has taken is on the disk only when Volume.Commit of its file has returned, as behind a cache. */
  delayed: optional(flag),
  /** Whoever brings a page in to overwrite it does so before anybody sees it, so that it need not be zeroed first. */
  overwritesAtOnce: optional(flag),
});
export type PagingSetting = Static<typeof setting>;

/** What became of a pool's references so far: see `ApplicationCounts` of the systems. */
const counts = record("MappedPages.Counts", {
  misses: integer,
  prefetches: integer,
  late: integer,
  fresh: integer,
  writes: integer,
  evictions: integer,
});

/** A buffer manager as its system sets it up for an application, which may have its files mapped. */
export const MappedPages = defineInterface("MappedPages", {
  /** Begin. Throws RSP_STARTED the second time; every other procedure throws RSP_NOT_STARTED before. */
  Start: procedure([setting], nothing),
  /** Serve faults in a region where an open file is mapped. */
  Map: procedure([integer, capability("VirtAddr.T")], nothing),
  /** Bring a page of a mapped file in, to be overwritten from end to end, and map it. */
  Overwrite: operation([integer, integer], nothing),
  /** What went wrong while a fault of the strand was served, once. */
  TakeFailure: procedure([capability("Strand.T")], anything),
  /** An open file as everybody sees it who has it open. */
  Examine: procedure([integer], record("MappedPages.File", { size: integer, exists: flag })),
  Counts: procedure([], counts),
});

/** A buffer manager whose pages are used by who calls it, and looked up at each use: nothing is mapped, and nothing faults. */
export const CachedPages = defineInterface("CachedPages", {
  /** The page that holds a block, if there is one; that the block is used again is told to the policy. */
  Use: procedure([integer], optional(page)),
  /** The same for who looks only, or has just brought it in. */
  Find: procedure([integer], optional(page)),
});
