import type { PageContents } from "../kinds.js";
import type { ReadWords } from "../sqlite-page.js";

/** The contents of a page of 8192 bytes, or of those bytes. */
export function contentsOf(page: Uint8Array | ReadWords): PageContents {
  if (typeof page === "function") return { words: 2048, read: page };
  const words = new Int32Array(page.slice().buffer);
  return {
    words: words.length,
    read: (at, into) => {
      if (at < 0 || at + into.length > words.length)
        throw new Error(`words ${at} to ${at + into.length} are not of the page`);
      into.set(words.subarray(at, at + into.length));
    },
  };
}
