import {
  anything,
  capability,
  defineInterface,
  integer,
  nothing,
  operation,
  procedure,
  record,
  text,
  type Static,
} from "@respin/linker";

const strand = capability("Strand.T");
const context = capability("Translation.T");
const client = capability("PhysAddr.Client");
const region = capability("VirtAddr.T");

const settings = record("DemandPaging.Settings", {
  /** Who pays for the frames. */
  client,
  /** Words of a page. */
  pageWords: integer,
});
export type PagingSettings = Static<typeof settings>;

/** What has been done so far, in pages. */
const counts = record("DemandPaging.Counts", {
  /** Brought from the volume, because they were touched. */
  read: integer,
  /** Filled with zeros, because they were touched and lie behind the file's end. */
  zeroed: integer,
  /** Put onto the volume. */
  written: integer,
  /** Taken by the kernel for others. */
  taken: integer,
});
export type PagingCounts = Static<typeof counts>;

/** Regions whose pages come from a file when they are touched. SOSP'95, section 4.1. */
export const DemandPaging = defineInterface("DemandPaging", {
  /** Say whose frames to use, once. Throws RSP_STARTED. */
  Start: procedure([settings], nothing),
  /**
   * A region of so many pages in a space, which shows a file from its beginning on. Nothing is brought in yet. Pages behind the
   * file's end are zeros, and become the file's when they are stored to. Throws RSP_PAGING_FILE, and what the volume throws.
   */
  Map: operation([context, text, integer], region),
  /** What was stored in a region before is on the volume when this returns. Throws RSP_PAGING_REGION, and what the volume throws. */
  Clean: operation([region], nothing),
  /** Clean a region, and give back its frames and addresses. It is still there if that fails. Throws as Clean does. */
  Unmap: operation([region], nothing),
  /** Why a strand's fault could not be served, once; undefined for none. Until it is asked, nobody serves the strand's faults. */
  TakeFailure: procedure([strand], anything),
  Counts: procedure([], counts),
});
