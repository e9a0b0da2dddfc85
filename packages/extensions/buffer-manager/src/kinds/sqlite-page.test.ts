import fc from "fast-check";
import { expect, test } from "vitest";
import { PageKind, pageKinds } from "../policy/policy.js";
import { sqlitePageKind } from "./sqlite-page.js";
import { contentsOf } from "./testing/pages.js";

/** The kind of a page, and how many of its words were looked at. */
function look(bytes: Uint8Array, pageNumber: number): { readonly kind: PageKind; readonly words: number } {
  const { words: all, read } = contentsOf(bytes);
  let words = 0;
  const kind = sqlitePageKind(pageNumber, all, (at, into) => {
    words += into.length;
    read(at, into);
  });
  return { kind, words };
}

const kindOf = (bytes: Uint8Array, pageNumber: number): PageKind => look(bytes, pageNumber).kind;

/** A page of 8192 bytes that begins with these. */
function page(...head: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(8192);
  bytes.set(head);
  return bytes;
}

/** A page of big-endian numbers. */
function numbers(...values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(8192);
  const view = new DataView(bytes.buffer);
  for (const [at, value] of values.entries()) view.setUint32(4 * at, value);
  return bytes;
}

test.each([
  ["an interior page of a table", 5, PageKind.interior, 12],
  ["an interior page of an index", 2, PageKind.interior, 12],
  ["a leaf of a table", 13, PageKind.leaf, 8],
  ["a leaf of an index", 10, PageKind.leaf, 8],
])("%s says so in its header, of which two words are read", (_what, type, kind, headerBytes) => {
  // 258 cells, which begin at byte 1281.
  const cells = [0, 0, 1, 2, 5, 1, 0];
  expect(look(page(type, ...cells), 2)).toEqual({ kind, words: 2 });
  // The array of cells ends where they begin, and then one byte behind.
  const arrayEnd = headerBytes + 2 * 258;
  const ending = (at: number): Uint8Array => page(type, 0, 0, 1, 2, at >> 8, at & 255, 0);
  expect(kindOf(ending(arrayEnd), 2)).toBe(kind);
  expect(kindOf(ending(arrayEnd - 1), 2)).toBe(PageKind.any);
  expect(kindOf(ending(8192), 2)).toBe(kind);
  expect(kindOf(ending(8193), 2)).toBe(PageKind.any);
});

test("page 1 is read behind the database header, which takes room of it", () => {
  const first = (at: number): Uint8Array => {
    const bytes = page(..."SQLite format 3".split("").map((letter) => letter.charCodeAt(0)));
    bytes.set([13, 0, 0, 0, 3, at >> 8, at & 255], 100);
    return bytes;
  };
  expect(look(first(108 + 6), 1)).toEqual({ kind: PageKind.leaf, words: 2 });
  expect(kindOf(first(108 + 5), 1)).toBe(PageKind.any);
  // The same bytes elsewhere begin with the letters.
  expect(kindOf(first(108 + 6), 2)).toBe(PageKind.any);
  expect(kindOf(page(), 1)).toBe(PageKind.any);
});

test("a page never written is free; the lock page and a page of another size are nothing that is known", () => {
  const leaf = page(13, 0, 0, 0, 0, 32, 0, 0);
  expect(look(page(), 7)).toEqual({ kind: PageKind.free, words: 2 });
  expect(look(leaf, 131_073)).toEqual({ kind: PageKind.any, words: 0 });
  expect(kindOf(leaf, 131_072)).toBe(PageKind.leaf);
  expect(look(leaf.subarray(0, 4096), 2)).toEqual({ kind: PageKind.any, words: 0 });
});

test("a first byte alone does not make a b-tree page", () => {
  for (const type of [2, 5, 10, 13]) {
    const bytes = new Uint8Array(8192).fill(0xff);
    bytes[0] = type;
    expect(kindOf(bytes, 3)).toBe(PageKind.any);
  }
});

test("a trunk page of the free list is one whose leaves are pages, up to the most that SQLite puts there", () => {
  const places = (count: number): number[] => Array.from({ length: count }, (_, at) => 2 + at * 1000);
  expect(look(numbers(0, 3, ...places(3)), 9)).toEqual({ kind: PageKind.free, words: 2 + 3 });
  expect(look(numbers(77, 2040, ...places(2040)), 9)).toEqual({ kind: PageKind.free, words: 2 + 2040 });
  expect(look(numbers(77, 2041, ...places(2040)), 9)).toEqual({ kind: PageKind.overflow, words: 2 });
  for (const no of [0, 1, 2 ** 24, 2 ** 31, 2 ** 32 - 1]) {
    for (const at of [0, 15, 16, 99]) {
      const leaves = places(100);
      leaves[at] = no;
      const { kind, words } = look(numbers(0, 100, ...leaves), 9);
      expect(kind).toBe(PageKind.overflow);
      // What is behind the first that is no page is not looked at, or hardly.
      expect(words).toBeLessThanOrEqual(2 + at + 16);
    }
  }
});

test("overflow pages begin with the number of the next, and text comes after it", () => {
  const text = page(
    0,
    0,
    1,
    7,
    ..."text "
      .repeat(100)
      .split("")
      .map((letter) => letter.charCodeAt(0)),
  );
  expect(look(text, 12)).toEqual({ kind: PageKind.overflow, words: 2 });
});

test("any bytes have some kind, and no word outside the page is looked at", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 8, maxLength: 64 }),
      fc.integer({ min: 1, max: 2 ** 31 }),
      (head, number) => {
        const bytes = new Uint8Array(8192).fill(head[7]);
        bytes.set(head);
        expect(pageKinds).toContain(kindOf(bytes, number));
      },
    ),
  );
});
