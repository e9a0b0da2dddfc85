import {
  anything,
  capability,
  defineInterface,
  integer,
  nothing,
  operation,
  procedure,
  record,
  words,
  type Static,
} from "@respin/linker";

const strand = capability("Strand.T");
const context = capability("Translation.T");
const client = capability("PhysAddr.Client");

/** What the spaces are made of. */
const settings = record("AddressSpace.Settings", {
  /** Who pays for their frames. */
  client,
  /** Words of a page. */
  pageWords: integer,
  /** Pages of addresses that each space has. */
  pages: integer,
});
export type AddressSpaceSettings = Static<typeof settings>;

/** What has been done so far. */
const counts = record("AddressSpace.Counts", {
  /** Fresh pages that were filled with zeros when they were touched. */
  zeroed: integer,
  /** Pages that were copied because they were stored to while others shared them. */
  copied: integer,
  /** Pages whose last sharer stored to them, and was allowed to without a copy. */
  kept: integer,
});
export type AddressSpaceCounts = Static<typeof counts>;

/**
 * UNIX address spaces, built outside of the core. SOSP'95, section 4.1. A space is named by its context. Sizes are in pages,
 * addresses in words.
 */
export const AddressSpace = defineInterface("AddressSpace", {
  /** Say whose frames to use, once. Throws RSP_STARTED, RSP_SPACE_LAYOUT. */
  Start: procedure([settings], nothing),
  /**
   * A space with so many pages of text, of data and of stack. None is in memory before it is touched; text is read only. Throws
   * RSP_SPACE_LAYOUT, RSP_LIMIT.
   */
  Create: procedure([integer, integer, integer], context),
  /** A copy of a space, at the same addresses. Pages are shared until either stores to them. Throws RSP_SPACE_UNKNOWN, RSP_LIMIT. */
  Fork: procedure([context], context),
  /** End a space, and give back what only it had. Throws RSP_SPACE_UNKNOWN. */
  Destroy: procedure([context], nothing),
  /** Where a space begins: the address of its first word of text, which its data follow. Throws RSP_SPACE_UNKNOWN. */
  Base: procedure([context], integer),
  /**
   * Move the end of a space's data by so many pages, up or down (sbrk). Returns the address where the end was. Throws
   * RSP_SPACE_UNKNOWN, RSP_SPACE_FULL.
   */
  Grow: procedure([context, integer], integer),
  /** So many fresh pages between data and stack. Returns their address. Throws RSP_SPACE_UNKNOWN, RSP_SPACE_FULL. */
  Map: procedure([context, integer], integer),
  /** Give back pages that Map gave: so many, from an address on. Throws RSP_SPACE_UNKNOWN, RSP_SPACE_RANGE. */
  Unmap: procedure([context, integer, integer], nothing),
  /**
   * Put words into a space, also where it may not store itself, as when a program is loaded. Throws RSP_SPACE_UNKNOWN,
   * RSP_SPACE_RANGE, RSP_MEMORY_EXHAUSTED.
   */
  Load: operation([context, integer, words], nothing),
  /**
   * Why a strand's fault could not be put right, once; undefined for none. Until it is asked, the fault is met again as one that nobody
   * serves.
   */
  TakeFailure: procedure([strand], anything),
  Counts: procedure([], counts),
});
