import { capability, defineInterface, integer, list, nothing, procedure } from "@respin/linker";

const context = capability("Translation.T");
const region = capability("VirtAddr.T");

/**
 * The write barrier of a generational collector, by page protection: Appel and Li 1991, section 3. Pages that are watched are
 * read only; the first store to each is recorded, and enables it. Pages are counted from the region's first.
 */
export const WriteBarrier = defineInterface("WriteBarrier", {
  /** Say in which region of which space a heap is, and how many words a page has. Throws RSP_BARRIER. */
  Begin: procedure([context, region, integer], nothing),
  /** Watch so many mapped pages, from one on, and forget what was recorded of them. Throws RSP_BARRIER, RSP_REGION, RSP_MAPPED. */
  Watch: procedure([region, integer, integer], nothing),
  /** Let them be stored to unseen. Throws as Watch does. */
  Leave: procedure([region, integer, integer], nothing),
  /** The watched pages that were stored to since, in their order. Throws RSP_BARRIER. */
  Stored: procedure([region], list(integer)),
  /** The heap's end: nothing of it is watched or known any more. Throws RSP_BARRIER. */
  End: procedure([region], nothing),
});
