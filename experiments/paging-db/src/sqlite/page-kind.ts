import { sqlitePageKind, type PageKind } from "@respin/buffer-manager";

/** The kind of a page by its bytes, which begin at a word; `pageNumber` is counted from 1 as SQLite does. */
export function pageKind(bytes: Uint8Array, pageNumber: number): PageKind {
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  return sqlitePageKind(pageNumber, words.length, (at, into) => into.set(words.subarray(at, at + into.length)));
}
