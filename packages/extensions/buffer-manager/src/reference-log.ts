/**
 * How a program tells who manages its pages which of them it used, without crossing a boundary: a page that both have
 * mapped. Word 0 is the number of entries, the rest are blocks in the order in which they were used.
 */

/** Entries that a page of so many words has room for. */
export function logEntries(pageWords: number): number {
  return pageWords - 1;
}

/** How many entries there are, by word 0. The count is the program's word: it is not trusted beyond the page. */
export function entriesIn(count: number, pageWords: number): number {
  return Math.max(0, Math.min(count, logEntries(pageWords)));
}
