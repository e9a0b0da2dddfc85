import { PageKind } from "../policy/policy.js";

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
 *
 * The page comes as the words of a little-endian machine, and each that is read costs an access: of a tree's page two are.
 * SQLite's numbers are big-endian.
 */

const PAGE_WORDS = 2048;
const PAGE_BYTES = 4 * PAGE_WORDS;
/** The word in which page 1 has its header: 100 bytes from the start. */
const HEADER_OF_PAGE_1 = 25;
/** The page at 1 GB, whose bytes locks are taken on: it holds nothing. */
const LOCK_PAGE = 0x40000000 / PAGE_BYTES + 1;
/** SQLite leaves the last six places of a trunk page empty. */
const TRUNK_LEAVES_MAX = PAGE_WORDS - 8;
/** Places of a trunk page that are read at once: content that only looks like one is soon found out. */
const PLACES_AT_ONCE = 16;

/** Copies words of the page, from the given one on, into the array. */
export type ReadWords = (at: number, into: Int32Array) => void;

/**
 * The kind of a page of 8192 bytes, `pageNumber` counted from 1 as SQLite does. `any` if it cannot be told: the
 * page is of another size, or is the lock page, or its header is no b-tree's and no page number either.
 */
export function sqlitePageKind(pageNumber: number, pageWords: number, read: ReadWords): PageKind {
  if (pageWords !== PAGE_WORDS || pageNumber === LOCK_PAGE) return PageKind.any;
  const header = new Int32Array(2);
  const headerAt = pageNumber === 1 ? HEADER_OF_PAGE_1 : 0;
  read(headerAt, header);
  switch (byteOf(header, 0)) {
    case 2:
    case 5:
      return fitsTree(header, 4 * headerAt, 12) ? PageKind.interior : PageKind.any;
    case 10:
    case 13:
      return fitsTree(header, 4 * headerAt, 8) ? PageKind.leaf : PageKind.any;
    case 0:
      return pageNumber === 1 ? PageKind.any : unstructured(header, read);
    default:
      return PageKind.any;
  }
}

function byteOf(words: Int32Array, at: number): number {
  return (words[at >> 2] >>> (8 * (at & 3))) & 0xff;
}

function int16(words: Int32Array, at: number): number {
  return byteOf(words, at) * 256 + byteOf(words, at + 1);
}

function int32(words: Int32Array, at: number): number {
  return int16(words, at) * 65_536 + int16(words, at + 2);
}

/** Whether the array of cells ends before the cells begin, and those before the page does. */
function fitsTree(header: Int32Array, headerAt: number, headerBytes: number): boolean {
  const cells = int16(header, 3);
  const content = int16(header, 5);
  return headerAt + headerBytes + 2 * cells <= content && content <= PAGE_BYTES;
}

/** Overflow or free, of a page that begins with a page number. */
function unstructured(header: Int32Array, read: ReadWords): PageKind {
  const leaves = int32(header, 4);
  if (leaves > TRUNK_LEAVES_MAX) return PageKind.overflow;
  const places = new Int32Array(PLACES_AT_ONCE);
  for (let done = 0; done < leaves; done += PLACES_AT_ONCE) {
    const some = places.subarray(0, Math.min(PLACES_AT_ONCE, leaves - done));
    read(2 + done, some);
    for (let place = 0; place < some.length; place++) {
      // Pages are numbered from 1, and those above 2^24 are not told apart anyway.
      const page = int32(some, 4 * place);
      if (page < 2 || page >= 2 ** 24) return PageKind.overflow;
    }
  }
  return PageKind.free;
}
