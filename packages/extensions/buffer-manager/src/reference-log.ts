/**
 * How a program tells who manages its pages which of them it used, without crossing a boundary: a page that both have
 * mapped. Word 0 is the number of entries, the rest are blocks in the order in which they were used.
 */

/** Entries that a page of so many words has room for. */
export function logEntries(pageWords: number): number {
  return pageWords - 1;
}

/** Take the entries out of the log, oldest first, and leave it empty. Returns how many there were. */
export function drainLog(words: Int32Array, entry: (block: number) => void): number {
  // The count is the program's word: it is not trusted beyond the page.
  const count = Math.max(0, Math.min(words[0], words.length - 1));
  for (let at = 1; at <= count; at++) entry(words[at]);
  words[0] = 0;
  return count;
}
