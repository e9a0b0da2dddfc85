import { expect, test } from "vitest";
import { PageKind } from "../policy/policy.js";
import { kindOfPage, kindsOf, type KindsChoice } from "./kinds.js";
import { contentsOf } from "./testing/pages.js";

const choice: KindsChoice = [
  { file: "log", kinds: PageKind.log },
  { file: "mixed", kinds: Uint8Array.of(PageKind.leaf, PageKind.interior, 200) },
  { file: "db", kinds: "sqlite" },
  { file: "log", kinds: PageKind.leaf },
];
const unread = contentsOf(() => {
  throw new Error("nothing of the page is looked at");
});

test("the pages of a file are of the one kind that is said of it, or each of its own", () => {
  for (const contents of [undefined, unread]) {
    expect(kindOfPage(kindsOf(choice, "log"), 7, contents)).toBe(PageKind.log);
    const pages = [0, 1, 2, 3, -1].map((page) => kindOfPage(kindsOf(choice, "mixed"), page, contents));
    expect(pages).toEqual([PageKind.leaf, PageKind.interior, PageKind.any, PageKind.any, PageKind.any]);
  }
});

test("of a file that is not named nothing is known", () => {
  for (const known of [choice, [], undefined]) {
    expect(kindOfPage(kindsOf(known, "toString"), 0, unread)).toBe(PageKind.any);
  }
});

test("a page of a database is looked at when it was read, and counted from 1", () => {
  const bytes = new Uint8Array(8192);
  // A leaf without cells whose content begins at 8192.
  bytes.set([13, 0, 0, 0, 0, 32, 0, 0], 100);
  const contents = contentsOf(bytes);
  expect(kindOfPage(kindsOf(choice, "db"), 0, contents)).toBe(PageKind.leaf);
  expect(kindOfPage(kindsOf(choice, "db"), 1, contents)).toBe(PageKind.free);
  expect(kindOfPage(kindsOf(choice, "db"), 0, undefined)).toBe(PageKind.any);
});
