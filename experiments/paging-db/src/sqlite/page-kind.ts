import { PageKind } from "@respin/buffer-manager";

/**
 * What a page of a SQLite database is, read off the page itself (SQLite's file format, sections 1.5 to 1.7).
 *
 * What can be told:
 * - a b-tree page says so in the first byte of its header (2 and 5 interior, 10 and 13 leaf), which on page 1
 *   comes after the 100 bytes of the database header. The rest of the header must fit, too;
 * - an overflow page and a trunk page of the free list begin with the number of another page or 0. The first
 *   byte of that is 0 in every database below 2^24 pages (128 GB), so neither is taken for a b-tree page.
 *
 * What cannot:
 * - a leaf of the free list keeps the bytes that it had when it was freed. It is told as what it last was, and
 *   only the trunk that lists it knows better;
 * - overflow content may look like the list of a trunk page. Text never does; a blob of small numbers may;
 * - a trunk page without leaves has four zeros where overflow content begins. An overflow page whose content
 *   begins with them is told as free, as is a page of zeros, which has not been written;
 * - pointer-map pages look like anything. Databases here have none (auto_vacuum is off).
 */

const PAGE_BYTES = 8192;
const DATABASE_HEADER_BYTES = 100;
/** The page at 1 GB, whose bytes locks are taken on: it holds nothing. */
const LOCK_PAGE = 0x40000000 / PAGE_BYTES + 1;
/** SQLite leaves the last six places of a trunk page empty. */
const TRUNK_LEAVES_MAX = PAGE_BYTES / 4 - 8;

const int16 = (bytes: Uint8Array, at: number): number => (bytes[at] << 8) | bytes[at + 1];
const int32 = (bytes: Uint8Array, at: number): number => int16(bytes, at) * 65536 + int16(bytes, at + 2);

/**
 * The kind of a page of 8192 bytes, `pageNumber` counted from 1 as SQLite does. `any` if it cannot be told: the
 * page is of another size, or is the lock page, or its header is no b-tree's and no page number either.
 */
export function pageKind(bytes: Uint8Array, pageNumber: number): PageKind {
  if (bytes.length !== PAGE_BYTES || pageNumber === LOCK_PAGE) return PageKind.any;
  const header = pageNumber === 1 ? DATABASE_HEADER_BYTES : 0;
  switch (bytes[header]) {
    case 2:
    case 5:
      return fitsTree(bytes, header, 12) ? PageKind.interior : PageKind.any;
    case 10:
    case 13:
      return fitsTree(bytes, header, 8) ? PageKind.leaf : PageKind.any;
    case 0:
      return pageNumber === 1 ? PageKind.any : unstructured(bytes);
    default:
      return PageKind.any;
  }
}

/** Whether the array of cells ends before the cells begin, and those before the page does. */
function fitsTree(bytes: Uint8Array, header: number, headerBytes: number): boolean {
  const cells = int16(bytes, header + 3);
  const content = int16(bytes, header + 5);
  return header + headerBytes + 2 * cells <= content && content <= PAGE_BYTES;
}

/** Overflow or free, of a page that begins with a page number. */
function unstructured(bytes: Uint8Array): PageKind {
  const leaves = int32(bytes, 4);
  if (leaves > TRUNK_LEAVES_MAX) return PageKind.overflow;
  for (let i = 0; i < leaves; i++) {
    // Pages are numbered from 1, and those above 2^24 are not told apart anyway.
    const page = int32(bytes, 8 + 4 * i);
    if (page < 2 || page >= 2 ** 24) return PageKind.overflow;
  }
  return PageKind.free;
}
